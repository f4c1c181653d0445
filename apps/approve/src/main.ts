/** `npm run approve`: approvals from a machine of one's own, for those who do not take the console's word for what they sign. */
import { homedir } from 'node:os';
import path from 'node:path';
import { consoleEn } from '@sekisho/messages/en/console';
import { createTranslator } from '@sekisho/messages/format';
import { consoleJa } from '@sekisho/messages/ja/console';
import { approveCommands, type ProgramOptions, parseCommandLine } from './command-line.ts';
import { type Context, listRequests, makeKey, sign } from './commands.ts';
import { readKeyFile } from './key-file.ts';
import { connectedApi, language, runProgram, serverOf, t } from './program.ts';
import type { Terminal } from './terminal.ts';

type ApproveOptions = ProgramOptions<keyof typeof approveCommands>;

function contextOf(options: ApproveOptions, terminal: Terminal): Context {
  const keyFile = options.keyFile ?? path.join(homedir(), '.config', 'sekisho', 'approver.json');
  const known = readKeyFile(keyFile)?.server ?? null;
  const console = createTranslator(language, language === 'ja' ? consoleJa : consoleEn);
  return { api: connectedApi(options, known), server: serverOf(options, known), keyFile, terminal, t, console };
}

async function run(options: ApproveOptions, terminal: Terminal): Promise<void> {
  const context = contextOf(options, terminal);
  const { command, subject, name, trustHash } = options;
  if (command === 'key') await makeKey(context, name ?? t('approve.key.name'), trustHash);
  else if (command === 'list') await listRequests(context);
  else await sign(context, subject ?? '', command === 'recover' ? 'recovery' : 'key');
}

const options = parseCommandLine(process.argv.slice(2), approveCommands);
await runProgram(options === null ? t('approve.usage') : null, async (terminal) => {
  if (options !== null) await run(options, terminal);
});
