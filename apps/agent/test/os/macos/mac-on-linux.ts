/**
 * The agent of macOS where there is no Mac: its programs are recorded, the kernel of Linux says who asks. The session on the screen is a file
 * (`RECORDED_SESSION`), which holds `locked` once it has been locked. Its wipe removes real files, by the C library of Linux.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { runCli } from '../../../src/cli/run-cli.ts';
import { loadKoffi } from '../../../src/os/any/koffi.ts';
import { peerReader } from '../../../src/os/linux/peer.ts';
import { printInventory } from '../../../src/os/macos/inventory-process.ts';
import { openMacMachine } from '../../../src/os/macos/mac-machine.ts';
import { createCalledFolders } from '../../../src/os/macos/wipe/called-folders.ts';
import type { Sources } from '../../../src/os/posix/sources.ts';
import { recorded, recordedMac } from './recorded-mac.ts';
import { linuxCalls } from './wipe/linux-calls.ts';

const sessionFile = process.env['RECORDED_SESSION'] ?? '';

function screenOf(state: string): string {
  const lock = '"CGSSessionScreenIsLocked"=Yes,"kCGSSessionAuditIDKey"';
  const text = recorded('laptop/console.txt');
  return state === 'locked' ? text.replace('"kCGSSessionAuditIDKey"', lock) : text;
}

const mac = recordedMac();
const sources: Sources = {
  ...mac,
  async run(program, args, timeoutMs) {
    if (program === 'ioreg') return screenOf(readFileSync(sessionFile, 'utf8'));
    if (program === 'launchctl' && args.at(-1) === 'lock-screen') {
      writeFileSync(sessionFile, 'locked');
      return '';
    }
    return mac.run(program, args, timeoutMs);
  },
};

const program = { programFolder: null, ownCommand: [process.execPath, process.argv[1] ?? ''] } as const;
const openFolders = () => createCalledFolders(loadKoffi(program), linuxCalls);
const write = (text: string) => process.stdout.write(`${text}\n`);
const code = await runCli({
  args: process.argv.slice(2),
  output: { out: write, error: write },
  openMachine: async (places) => openMacMachine(places, { sources, userIdOf: peerReader(program), openFolders }),
  lockScreen: async () => 1,
  openWindow: async () => 1,
  collectInventory: (sections) => printInventory(sections, sources),
  ownCommand: () => null,
});
process.exit(code);
