/** Starts another program of ours for the same person, which goes on without this one: the window, the icon. */
import { spawn } from 'node:child_process';
import type { Places } from './places.ts';

export function startOwn({ ownCommand: [program, script] }: Places, word: 'window' | 'tray'): void {
  const args = ['--disable-warning=ExperimentalWarning', script, word];
  const child = spawn(program, args, { detached: true, stdio: 'ignore', windowsHide: true });
  // Nobody could be told; whoever asked for it sees that nothing comes.
  child.on('error', () => undefined);
  child.unref();
}
