/** `--help`: the commands, or the options of one, in the way of the system. */
import type { MessageKey, Translate } from '@sekisho/messages';
import { type CommandName, commandNames, commandOptions, optionTable } from './command-line.ts';

/** What the help of a system says in its own way. */
export interface SystemHelp {
  /** Commands that do nothing there. */
  readonly without: readonly CommandName[];
  /** Commands that it alone has. */
  readonly own: readonly { readonly usage: string; readonly text: MessageKey }[];
  /** How one comes to run them. */
  readonly lead: MessageKey | null;
  /** With paths as they look there, without the name of the program. */
  readonly examples: Partial<Readonly<Record<CommandName, readonly string[]>>>;
}

/** Where nothing is different. */
export const plainHelp: SystemHelp = { without: [], own: [], lead: null, examples: {} };

const program = 'sekisho-agent';

export function inColumns(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`);
}

export function helpLines(command: CommandName | null, t: Translate<MessageKey>, system: SystemHelp): string[] {
  return command === null ? overview(t, system) : helpOf(command, t, system);
}

function overview(t: Translate<MessageKey>, { without, own, lead }: SystemHelp): string[] {
  const names = commandNames.filter((name) => !without.includes(name));
  const rows = [
    ...names.map((name) => [name, t(`agent.help.${name}`)] as const),
    ...own.map(({ usage, text }) => [usage, t(text)] as const),
  ];
  const before = lead === null ? [] : [t(lead), ''];
  return [t('agent.usage'), '', ...before, t('agent.help.commands'), ...inColumns(rows), '', t('agent.help.more')];
}

function helpOf(command: CommandName, t: Translate<MessageKey>, { examples }: SystemHelp): string[] {
  const rows = commandOptions[command].map((name) => {
    const { value } = optionTable[name];
    return [value === null ? `--${name}` : `--${name} ${value}`, t(`agent.help.option.${name}`)] as const;
  });
  const listed = (examples[command] ?? []).map((example) => `  ${program} ${example}`);
  const after = listed.length === 0 ? [] : ['', t('agent.help.examples'), ...listed];
  const first = [`${program} ${command}`, t(`agent.help.${command}`)];
  return [...first, '', t('agent.help.options'), ...inColumns(rows), ...after];
}
