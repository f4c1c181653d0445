/** Every kind of package that can be made: one line each. */
import { createDebMaker } from './linux/deb.ts';
import { maintainerOf } from './linux/package-facts.ts';
import { createRpmMaker } from './linux/rpm.ts';
import { createShMaker } from './linux/sh.ts';
import { createLinuxRunMaker, type LinuxRunPorts } from './linux-run.ts';
import { createMacPackageMaker } from './macos/macos-package.ts';
import type { PackageMaker } from './packages.ts';
import { createWindowsMakers } from './windows/windows-makers.ts';

/** What any of them needs from outside. */
export interface PackageMakerPorts extends LinuxRunPorts {
  /** The server's sender of mail; `null`: none is set up. */
  readonly mailFrom: string | null;
}

export function createPackageMakers(ports: PackageMakerPorts): readonly PackageMaker[] {
  const forLinux = { texts: ports.texts, maintainer: maintainerOf(ports.mailFrom) };
  return [
    createDebMaker(forLinux),
    createRpmMaker(forLinux),
    createShMaker(ports),
    createLinuxRunMaker(ports),
    createMacPackageMaker(),
    ...createWindowsMakers(),
  ];
}
