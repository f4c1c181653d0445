/** What is asked for on the command line of `npm run release`. Pure. */
import { parseArgs } from 'node:util';

export const releaseCommands = ['key', 'trust', 'sign', 'upload'] as const;
export type ReleaseCommand = (typeof releaseCommands)[number];

export interface ReleaseOptions {
  readonly command: ReleaseCommand;
  /** Of `sign` and `upload`: where the release was packed. */
  readonly folder: string | null;
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
export function parseReleaseOptions(args: readonly string[]): ReleaseOptions | null {
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
    const [word, folder = null, ...rest] = positionals;
    const command = releaseCommands.find((candidate) => candidate === word);
    const wantsFolder = command === 'sign' || command === 'upload';
    if (command === undefined || rest.length > 0 || wantsFolder !== (folder !== null)) return null;
    return {
      command,
      folder,
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
