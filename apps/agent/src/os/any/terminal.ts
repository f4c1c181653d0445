/** Questions to whoever sits at the terminal. */
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { text } from 'node:stream/consumers';

/** `null` when nobody is there to answer. */
export async function confirm(question: string): Promise<boolean | null> {
  if (!process.stdin.isTTY) return null;
  const lines = createInterface({ input: process.stdin, output: process.stdout });
  try {
    const answer = (await lines.question(question)).trim().toLowerCase();
    return ['y', 'yes', 'はい'].includes(answer);
  } finally {
    lines.close();
  }
}

/** What is typed is not shown; `null` when nobody is there to answer. */
export async function askPassword(question: string): Promise<string | null> {
  if (!process.stdin.isTTY) return null;
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output: silent, terminal: true });
  process.stdout.write(question);
  try {
    return (await lines.question('')).trim();
  } finally {
    lines.close();
    process.stdout.write('\n');
  }
}

export async function readStandardInput(): Promise<string> {
  return text(process.stdin);
}
