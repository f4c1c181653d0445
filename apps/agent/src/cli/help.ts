/** `--help`: the commands, or the options of one. */
import type { MessageKey } from '@sekisho/messages';
import { type CommandName, commandNames, commandOptions, optionTable } from './command-line.ts';

type Text = (key: MessageKey) => string;

function inColumns(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`);
}

export function helpLines(command: CommandName | null, t: Text): string[] {
  if (command === null) {
    const rows = commandNames.map((name) => [name, t(`agent.help.${name}`)] as const);
    return [t('agent.usage'), '', t('agent.help.commands'), ...inColumns(rows)];
  }
  const rows = commandOptions[command].map((name) => {
    const { value } = optionTable[name];
    return [value === null ? `--${name}` : `--${name} ${value}`, t(`agent.help.option.${name}`)] as const;
  });
  return [`sekisho-agent ${command}`, t(`agent.help.${command}`), '', t('agent.help.options'), ...inColumns(rows)];
}
