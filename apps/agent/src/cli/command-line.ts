/** Reads the command line: which commands there are, which options each takes, and what a mistake is called. */
import { parseArgs } from 'node:util';

export const commandNames = [
  'window',
  'enrol',
  'run',
  'status',
  'check-in',
  'proxy',
  'logs',
  'log-folder',
  'permissions',
  'setup',
  'support',
  'uninstall',
  'on-demand',
  'standalone',
] as const;
export type CommandName = (typeof commandNames)[number];

export const optionTable = {
  server: { type: 'string', value: 'URL', required: [] },
  serial: { type: 'string', value: 'SERIAL', required: [] },
  ca: { type: 'string', value: 'FILE', required: [] },
  'trust-hash': { type: 'string', value: 'HASH', required: [] },
  proxy: { type: 'string', value: 'URL', required: [] },
  'proxy-ipv6': { type: 'string', value: 'URL', required: [] },
  bypass: { type: 'string', value: 'LIST', required: [] },
  'password-file': { type: 'string', value: 'FILE', required: [] },
  'password-stdin': { type: 'boolean', value: null, required: [] },
  json: { type: 'boolean', value: null, required: [] },
  lines: { type: 'string', value: 'NUMBER', required: [] },
  follow: { type: 'boolean', value: null, required: [] },
  check: { type: 'boolean', value: null, required: [] },
  'keep-files': { type: 'boolean', value: null, required: [] },
  quiet: { type: 'boolean', value: null, required: [] },
  wait: { type: 'string', value: 'SECONDS', required: [] },
  here: { type: 'boolean', value: null, required: [] },
  to: { type: 'string', value: 'PATH', required: [] },
  usual: { type: 'boolean', value: null, required: [] },
  days: { type: 'string', value: 'NUMBER', required: [] },
  yes: { type: 'boolean', value: null, required: [] },
  state: { type: 'string', value: 'DIR', required: [] },
  config: { type: 'string', value: 'FILE', required: [] },
  installer: { type: 'string', value: 'FILE', required: ['on-demand', 'standalone'] },
  output: { type: 'string', value: 'DIR', required: [] },
  help: { type: 'boolean', value: null, required: [] },
} as const;
export type OptionName = keyof typeof optionTable;

const everywhere: readonly OptionName[] = ['state', 'config', 'help'];

export const commandOptions: Readonly<Record<CommandName, readonly OptionName[]>> = {
  window: everywhere,
  enrol: ['server', 'serial', 'ca', 'trust-hash', 'proxy', 'proxy-ipv6', 'bypass', 'json', ...everywhere],
  run: everywhere,
  status: ['json', ...everywhere],
  'check-in': ['json', ...everywhere],
  proxy: ['proxy', 'proxy-ipv6', 'bypass', ...everywhere],
  logs: ['lines', 'follow', ...everywhere],
  'log-folder': ['to', 'usual', ...everywhere],
  permissions: ['json', ...everywhere],
  setup: ['quiet', 'wait', 'here', ...everywhere],
  support: ['to', 'days', ...everywhere],
  uninstall: ['check', 'keep-files', 'yes', 'password-file', 'password-stdin', ...everywhere],
  'on-demand': ['installer', 'proxy', 'proxy-ipv6', 'bypass', ...everywhere],
  standalone: ['installer', 'output', ...everywhere],
};

export interface Options {
  text(name: OptionName): string | null;
  flag(name: OptionName): boolean;
}

export type CommandLine =
  | { readonly kind: 'command'; readonly command: CommandName; readonly options: Options }
  | { readonly kind: 'lock-screen'; readonly args: readonly string[] }
  | { readonly kind: 'collect-inventory'; readonly sections: readonly string[] }
  | { readonly kind: 'help'; readonly command: CommandName | null }
  | { readonly kind: 'version' }
  | { readonly kind: 'command-unknown'; readonly command: string }
  | { readonly kind: 'option-unknown' | 'option-missing' | 'option-invalid'; readonly option: string };

function isCommand(word: string): word is CommandName {
  return (commandNames as readonly string[]).includes(word);
}

/** The American spelling is taken too. */
const alsoKnownAs: Readonly<Record<string, CommandName>> = { enroll: 'enrol', checkin: 'check-in', log: 'logs' };

export function readCommandLine(args: readonly string[]): CommandLine {
  const [word = '', ...rest] = args;
  if (word === 'lock-screen') return { kind: 'lock-screen', args: rest };
  if (word === 'collect-inventory') return { kind: 'collect-inventory', sections: rest };
  if (word === '--version' || word === 'version') return { kind: 'version' };
  if (word === '' || word === '--help' || word === '-h' || word === 'help') return { kind: 'help', command: null };
  const command = isCommand(word) ? word : alsoKnownAs[word];
  if (command === undefined) return { kind: 'command-unknown', command: word };
  return readOptions(command, rest);
}

function readOptions(command: CommandName, args: readonly string[]): CommandLine {
  const allowed = commandOptions[command];
  const options = Object.fromEntries(allowed.map((name) => [name, { type: optionTable[name].type }]));
  const values = new Map<string, string | boolean>();
  const { tokens } = parseArgs({
    args: [...args],
    options: { ...options, h: { type: 'boolean' } },
    strict: false,
    tokens: true,
    allowPositionals: true,
  });
  for (const token of tokens) {
    if (token.kind === 'option-terminator') continue;
    if (token.kind === 'positional') return { kind: 'option-unknown', option: token.value };
    if (token.name === 'help' || token.name === 'h') return { kind: 'help', command };
    if (!(allowed as readonly string[]).includes(token.name)) return { kind: 'option-unknown', option: token.rawName };
    const wantsText = optionTable[token.name as OptionName].type === 'string';
    const hasText =
      token.value !== undefined && token.value !== '' && (token.inlineValue || !token.value.startsWith('--'));
    if (wantsText && !hasText) return { kind: 'option-missing', option: token.rawName };
    if (!wantsText && token.value !== undefined) return { kind: 'option-unknown', option: token.rawName };
    values.set(token.name, token.value ?? true);
  }
  const missing = allowed.find((name) => {
    return (optionTable[name].required as readonly string[]).includes(command) && !values.has(name);
  });
  if (missing !== undefined) return { kind: 'option-missing', option: `--${missing}` };
  return {
    kind: 'command',
    command,
    options: {
      text: (name) => {
        const value = values.get(name);
        return typeof value === 'string' ? value : null;
      },
      flag: (name) => values.get(name) === true,
    },
  };
}
