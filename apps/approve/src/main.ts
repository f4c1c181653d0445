/** `npm run approve`: approvals from a machine of one's own, for those who do not take the console's word for what they sign. */
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { chooseLanguage, errorText, format, type Language } from '@sekisho/messages';
import { consoleEn } from '@sekisho/messages/en/console';
import { createTranslator } from '@sekisho/messages/format';
import { consoleJa } from '@sekisho/messages/ja/console';
import { CallFailed, createApi } from './api.ts';
import { type ApproveOptions, parseCommandLine } from './command-line.ts';
import { type Context, Halt, listRequests, makeKey, sign } from './commands.ts';
import { readKeyFile } from './key-file.ts';
import { openTerminal, type Terminal } from './terminal.ts';

const { LC_ALL = '', LC_MESSAGES = '', LANG = '', SEKISHO_TOKEN, SEKISHO_SERVER } = process.env;
const language: Language = chooseLanguage([LC_ALL, LC_MESSAGES, LANG].filter((tag) => tag !== ''));
const t: Context['t'] = (key, parameters) => format(language, key, parameters);

function contextOf(options: ApproveOptions, terminal: Terminal): Context {
  const keyFile = options.keyFile ?? path.join(homedir(), '.config', 'sekisho', 'approver.json');
  const server = options.server ?? SEKISHO_SERVER ?? readKeyFile(keyFile)?.server ?? '';
  const token = options.tokenFile === null ? SEKISHO_TOKEN : readFileSync(options.tokenFile, 'utf8').trim();
  if (!URL.canParse(server) || token === undefined) throw new Halt(t('approve.connection.missing'));
  const ca = options.caFile === null ? null : readFileSync(options.caFile, 'utf8');
  const console = createTranslator(language, language === 'ja' ? consoleJa : consoleEn);
  return { api: createApi({ server: new URL(server), token, ca }), server, keyFile, terminal, t, console };
}

function explain(error: unknown): string {
  if (error instanceof Halt) return error.message;
  if (!(error instanceof CallFailed)) return String(error);
  if (error.code === 'no-connection' || error.code === 'answer-malformed') return t(`approve.call.${error.code}`);
  const { title, action } = errorText(language, error.code);
  return language === 'ja' ? `${title}${action}` : `${title} ${action}`;
}

async function run(options: ApproveOptions, terminal: Terminal): Promise<void> {
  const context = contextOf(options, terminal);
  const { command, id, name, trustHash } = options;
  if (command === 'key') await makeKey(context, name ?? t('approve.key.name'), trustHash);
  else if (command === 'list') await listRequests(context);
  else await sign(context, id ?? '', command === 'recover' ? 'recovery' : 'key');
}

const options = parseCommandLine(process.argv.slice(2));
if (options === null) {
  process.stderr.write(`${t('approve.usage')}\n`);
  process.exitCode = 2;
} else {
  const terminal = openTerminal();
  try {
    await run(options, terminal);
  } catch (error) {
    process.stderr.write(`${explain(error)}\n`);
    process.exitCode = 1;
  } finally {
    terminal.close();
  }
}
