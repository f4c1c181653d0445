/** What is asked for on the command line of either program of this workspace. Pure. */
import { parseArgs } from 'node:util';

export interface ProgramOptions<Command extends string> {
  readonly command: Command;
  /** What it is done to: a request by its id, a release by its folder; `null` with commands that are for none. */
  readonly subject: string | null;
  readonly server: string | null;
  readonly name: string | null;
  readonly keyFile: string | null;
  readonly tokenFile: string | null;
  readonly caFile: string | null;
  readonly trustHash: string | null;
}

const options = {
  server: { type: 'string' },
  name: { type: 'string' },
  key: { type: 'string' },
  'token-file': { type: 'string' },
  ca: { type: 'string' },
  'trust-hash': { type: 'string' },
} as const;

/** Of each command, whether it is done to something that has to be named. */
type Commands<Command extends string> = Readonly<Record<Command, 'alone' | 'with-subject'>>;

export const approveCommands = { key: 'alone', list: 'alone', sign: 'with-subject', recover: 'with-subject' } as const;
export const releaseCommands = { key: 'alone', trust: 'alone', sign: 'with-subject', upload: 'with-subject' } as const;

/** `null`: show how it is used. */
export function parseCommandLine<Command extends string>(
  args: readonly string[],
  commands: Commands<Command>,
): ProgramOptions<Command> | null {
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
    const [word, subject = null, ...rest] = positionals;
    const command = (Object.keys(commands) as Command[]).find((candidate) => candidate === word);
    if (command === undefined || rest.length > 0) return null;
    if ((commands[command] === 'with-subject') !== (subject !== null)) return null;
    return {
      command,
      subject,
      server: values.server ?? null,
      name: values.name ?? null,
      keyFile: values.key ?? null,
      tokenFile: values['token-file'] ?? null,
      caFile: values.ca ?? null,
      trustHash: values['trust-hash'] ?? null,
    };
  } catch {
    return null;
  }
}
