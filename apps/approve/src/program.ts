/** What the two programs of this workspace have in common: language, connection, and how they end. */
import { readFileSync } from 'node:fs';
import {
  chooseLanguage,
  errorText,
  format,
  type Language,
  type MessageKey,
  type MessageParameters,
} from '@sekisho/messages';
import { type Api, CallFailed, createApi } from './api.ts';
import { Halt } from './commands.ts';
import { openTerminal, type Terminal } from './terminal.ts';

const { LC_ALL = '', LC_MESSAGES = '', LANG = '', SEKISHO_TOKEN, SEKISHO_SERVER } = process.env;
export const language: Language = chooseLanguage([LC_ALL, LC_MESSAGES, LANG].filter((tag) => tag !== ''));
export const t = (key: MessageKey, parameters?: MessageParameters): string => format(language, key, parameters);

export interface ConnectionOptions {
  readonly server: string | null;
  readonly tokenFile: string | null;
  readonly caFile: string | null;
}

/** @param known where the server was the last time @throws {Halt} */
export function serverOf({ server }: Pick<ConnectionOptions, 'server'>, known: string | null): string {
  const address = server ?? SEKISHO_SERVER ?? known ?? '';
  if (!URL.canParse(address)) throw new Halt(t('approve.connection.missing'));
  return address;
}

/** @throws {Halt} */
export function connectedApi(options: ConnectionOptions, known: string | null): Api {
  const server = serverOf(options, known);
  const token = options.tokenFile === null ? SEKISHO_TOKEN : readFileSync(options.tokenFile, 'utf8').trim();
  if (token === undefined) throw new Halt(t('approve.connection.missing'));
  const ca = options.caFile === null ? null : readFileSync(options.caFile, 'utf8');
  return createApi({ server: new URL(server), token, ca });
}

function explain(error: unknown): string {
  if (error instanceof Halt) return error.message;
  if (!(error instanceof CallFailed)) return String(error);
  if (error.code === 'no-connection' || error.code === 'answer-malformed') return t(`approve.call.${error.code}`);
  const { title, action } = errorText(language, error.code);
  return language === 'ja' ? `${title}${action}` : `${title} ${action}`;
}

/** @param usage said instead of running, where the command line is not understood */
export async function runProgram(usage: string | null, run: (terminal: Terminal) => Promise<void>): Promise<void> {
  if (usage !== null) {
    process.stderr.write(`${usage}\n`);
    process.exitCode = 2;
    return;
  }
  const terminal = openTerminal();
  try {
    await run(terminal);
  } catch (error) {
    process.stderr.write(`${explain(error)}\n`);
    process.exitCode = 1;
  } finally {
    terminal.close();
  }
}
