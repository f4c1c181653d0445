/** What every command is given: the machine, where to write, and its texts. */

import type { CheckInFailure } from '@sekisho/agent-core';
import { isErrorCode } from '@sekisho/contracts';
import { errorText, type Language, type MessageKey, type MessageParameters } from '@sekisho/messages';
import type { ClientFailure, InstallerStatus } from '../client/client-protocol.ts';
import type { Machine } from '../machine.ts';
import type { Options } from './command-line.ts';

export interface Output {
  /** One line. */
  out(text: string): void;
  error(text: string): void;
}

export interface CommandContext {
  readonly machine: Machine;
  readonly output: Output;
  readonly options: Options;
  readonly language: Language;
  readonly t: (key: MessageKey, parameters?: MessageParameters) => string;
}

const transportFailures = new Set<string>([
  'offline',
  'timeout',
  'proxy-failed',
  'proxy-auth-required',
  'tls',
  'tls-date',
  'answer-too-large',
  'store-failed',
  'stopped',
]);

/** What went wrong, for a person; the documented sentence where the server refused. */
export function explainFailure(
  { language, t }: Pick<CommandContext, 'language' | 't'>,
  failure: CheckInFailure,
): string {
  if (transportFailures.has(failure)) return t(`agent.failure.${failure}` as MessageKey);
  if (!isErrorCode(failure)) return t('agent.failure.other', { code: failure });
  const { title, action } = errorText(language, failure);
  return language === 'ja' ? `${title}${action}` : `${title} ${action}`;
}

/** Why the installer has not registered this device yet. */
export function explainInstaller(
  context: Pick<CommandContext, 'language' | 't'>,
  { settingName: setting, state, failure }: InstallerStatus,
): string {
  if (failure === null) return context.t('agent.installer.trying', { setting });
  const reason = explainFailure(context, failure);
  return context.t(state === 'refused' ? 'agent.installer.refused' : 'agent.installer.waiting', { setting, reason });
}

const clientFailures = new Set<string>([
  'too-often',
  'registered',
  'unregistered',
  'deregistered',
  'proxy-locked',
  'no-server',
  'not-for-you',
  'malformed',
] satisfies ClientFailure[]);

/** The same for what was asked of the agent as a person at the device. */
export function explainClientFailure(context: Pick<CommandContext, 'language' | 't'>, failure: ClientFailure): string {
  return clientFailures.has(failure)
    ? context.t(`agent.client.${failure}` as MessageKey)
    : explainFailure(context, failure as CheckInFailure);
}
