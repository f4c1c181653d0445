/** Questions to the person at the terminal; secrets are not shown. Lines from a pipe are taken one by one. */
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';

export interface Terminal {
  say(line: string): void;
  ask(question: string): Promise<string>;
  askSecret(question: string): Promise<string>;
  close(): void;
}

export function openTerminal(): Terminal {
  let hidden = false;
  const echo = new Writable({
    write(chunk: Buffer, _encoding, done) {
      if (!hidden) process.stdout.write(chunk);
      done();
    },
  });
  const terminal = process.stdin.isTTY === true;
  const reader = createInterface({ input: process.stdin, output: echo, terminal });
  const waiting: string[] = [];
  let wanted: ((line: string) => void) | null = null;
  let ended = false;
  reader.on('line', (line) => {
    if (wanted === null) waiting.push(line);
    else wanted(line);
    wanted = null;
  });
  reader.on('close', () => {
    ended = true;
    wanted?.('');
  });
  const line = () =>
    new Promise<string>((resolve) => {
      const next = waiting.shift();
      if (next !== undefined || ended) resolve(next ?? '');
      else wanted = resolve;
    });
  return {
    say: (text) => void process.stdout.write(`${text}\n`),
    async ask(question) {
      process.stdout.write(question);
      return (await line()).trim();
    },
    async askSecret(question) {
      process.stdout.write(question);
      hidden = true;
      const secret = await line();
      hidden = false;
      process.stdout.write('\n');
      return secret;
    },
    close: () => reader.close(),
  };
}
