/** `npm run release`: releases of the agent, signed on a machine that is not the server. */
import { homedir } from 'node:os';
import path from 'node:path';
import { type ProgramOptions, parseCommandLine, releaseCommands } from '../command-line.ts';
import { connectedApi, runProgram, t } from '../program.ts';
import {
  makeReleaseKey,
  type ReleaseContext,
  signRelease,
  trustReleaseKey,
  uploadRelease,
} from './release-commands.ts';

type ReleaseOptions = ProgramOptions<keyof typeof releaseCommands>;

async function run(options: ReleaseOptions, context: ReleaseContext): Promise<void> {
  const { command, subject, name, trustHash } = options;
  if (command === 'key') await makeReleaseKey(context, name ?? t('release.key.name'));
  else if (command === 'trust') await trustReleaseKey(context, connectedApi(options, null), trustHash);
  else if (command === 'sign') await signRelease(context, subject ?? '');
  else await uploadRelease(context, connectedApi(options, null), subject ?? '');
}

const options = parseCommandLine(process.argv.slice(2), releaseCommands);
await runProgram(options === null ? t('release.usage') : null, async (terminal) => {
  if (options === null) return;
  const keyFile = options.keyFile ?? path.join(homedir(), '.config', 'sekisho', 'release-key.json');
  await run(options, { keyFile, terminal, t, nowMs: Date.now });
});
