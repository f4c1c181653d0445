/** A machine out of a recorded tree of files and recorded answers of programs. */
import path from 'node:path';
import { createSources, type Sources } from '../../../src/os/posix/sources.ts';

export const fixturesFolder = path.resolve(import.meta.dirname, '../../fixtures/linux');

export interface RecordedMachine {
  readonly name: string;
  readonly machine?: string;
  /** Answers by program and first argument; what is not named is not installed. */
  readonly programs?: Readonly<Record<string, string>>;
  readonly addresses?: Readonly<Record<string, readonly string[]>>;
  readonly modified?: Readonly<Record<string, number>>;
}

export function recordedMachine(recorded: RecordedMachine): Sources & { readonly calls: string[] } {
  const calls: string[] = [];
  return {
    ...createSources(path.join(fixturesFolder, recorded.name)),
    calls,
    run: async (program, args) => {
      calls.push([program, ...args].join(' '));
      return recorded.programs?.[`${program} ${args[0]}`] ?? null;
    },
    addresses: () => new Map(Object.entries(recorded.addresses ?? {})),
    modifiedAt: async (file) => recorded.modified?.[file] ?? null,
    spaceOf: async () => ({ sizeBytes: 1000, freeBytes: 400 }),
    hostname: () => recorded.name,
    machine: () => recorded.machine ?? 'x86_64',
    kernel: () => '6.8.0-45-generic',
  };
}
