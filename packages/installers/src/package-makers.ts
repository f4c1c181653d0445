/** Every kind of package that can be made: one line each. */
import { createDebMaker } from './linux/deb.ts';
import { createRpmMaker } from './linux/rpm.ts';
import { createShMaker } from './linux/sh.ts';
import { createLinuxRunMaker, type LinuxRunPorts } from './linux-run.ts';
import { createMacPackageMaker } from './macos/macos-package.ts';
import type { PackageMaker } from './packages.ts';
import { createWindowsMakers } from './windows/windows-makers.ts';

/** What any of them needs from outside. */
export type PackageMakerPorts = LinuxRunPorts;

export function createPackageMakers(ports: PackageMakerPorts): readonly PackageMaker[] {
  return [
    createDebMaker(ports.texts),
    createRpmMaker(ports.texts),
    createShMaker(ports),
    createLinuxRunMaker(ports),
    createMacPackageMaker(),
    ...createWindowsMakers(),
  ];
}
