/** What is asked for on the command line. Pure. */
import { parseArgs } from 'node:util';

export const approveCommands = ['key', 'list', 'sign', 'recover'] as const;
export type ApproveCommand = (typeof approveCommands)[number];

export interface ApproveOptions {
  readonly command: ApproveCommand;
  /** Request to sign. */
  readonly id: string | null;
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

/** `null`: show how it is used. */
export function parseCommandLine(args: readonly string[]): ApproveOptions | null {
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
    const [word, id = null, ...rest] = positionals;
    const command = approveCommands.find((candidate) => candidate === word);
    const wantsId = command === 'sign' || command === 'recover';
    if (command === undefined || rest.length > 0 || wantsId !== (id !== null)) return null;
    return {
      command,
      id,
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
