/** The runtime that a version brought with it, and whether it is the one we run in. */
import { statSync } from 'node:fs';
import path from 'node:path';

/** Under which name a version has its runtime. */
export function runtimeName(platform: NodeJS.Platform, architecture: string): string {
  if (platform === 'win32') return 'node.exe';
  return platform === 'darwin' ? `node-${architecture}` : 'node';
}

/** `null`: there is none, or it is the very file we run. */
export function ownRuntimeOf(folder: string): string | null {
  const file = path.join(folder, runtimeName(process.platform, process.arch));
  try {
    const [theirs, ours] = [statSync(file, { bigint: true }), statSync(process.execPath, { bigint: true })];
    return theirs.ino === ours.ino && theirs.dev === ours.dev ? null : file;
  } catch {
    return null;
  }
}
