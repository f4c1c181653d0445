/** Says that there is no window for macOS, and which commands do what it does elsewhere. */
import { createTranslator, messagesFor } from '@sekisho/messages';
import type { Output } from '../../cli/context.ts';
import { exitCodes } from '../../cli/exit-codes.ts';
import type { Machine } from '../../machine.ts';

export function explainNoWindow({ language }: Pick<Machine, 'language'>, output: Output): number {
  output.error(createTranslator(language, messagesFor(language))('agent.no-window'));
  return exitCodes.failed;
}
