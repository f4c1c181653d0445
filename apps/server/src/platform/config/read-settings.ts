/** Reads settings from flags, environment and a file, in that order of precedence, and says of each bad value where it came from. Pure. */
import { Value } from 'typebox/value';
import { definitions, type SettingDefinition } from './definitions.ts';
import type { SettingName, Settings } from './settings.ts';

export interface SettingsInput {
  /** What follows the program's name. */
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Returns the text of a file; throws when it cannot be read. */
  readonly readFile: (path: string) => string;
  /** Makes a path of a setting absolute, from the folder it was written for. */
  readonly resolvePath: (path: string, configFile: string | null) => string;
}

export type SettingsResult =
  | { readonly kind: 'settings'; readonly settings: Settings }
  | { readonly kind: 'help' }
  | { readonly kind: 'errors'; readonly errors: readonly string[] };

interface Found {
  readonly value: unknown;
  /** As the reader of an error message knows it: `--port`, `SEKISHO_PORT`, `port in /etc/sekisho.json`. */
  readonly source: string;
  readonly fromFile: string | null;
}

interface ParsedArgs {
  readonly help: boolean;
  readonly configFile: string | null;
  readonly values: ReadonlyMap<string, string>;
  readonly errors: readonly string[];
}

function parseArgs(args: readonly string[]): ParsedArgs {
  const flags = new Set(definitions.flatMap((definition) => definition.flag ?? []).concat('--config'));
  const values = new Map<string, string>();
  const errors: string[] = [];
  let help = false;
  for (let index = 0; index < args.length; index += 1) {
    const argument = args[index] ?? '';
    const [flag = '', inline] = splitOnce(argument, '=');
    if (flag === '--help' || flag === '-h') help = true;
    else if (!flags.has(flag)) errors.push(`${argument} is not known; --help lists every setting`);
    else {
      const value = inline ?? args[++index];
      if (value === undefined) errors.push(`${flag} needs a value after it`);
      else values.set(flag, value);
    }
  }
  return { help, configFile: values.get('--config') ?? null, values, errors };
}

function splitOnce(text: string, separator: string): [string, string | undefined] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}

function readConfigFile(
  path: string | null,
  input: SettingsInput,
): { values: Record<string, unknown>; errors: string[] } {
  if (path === null) return { values: {}, errors: [] };
  try {
    const parsed: unknown = JSON.parse(input.readFile(path));
    if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
      return { values: {}, errors: [`${path} must hold one JSON object with settings`] };
    }
    const values = parsed as Record<string, unknown>;
    const known = new Set(definitions.flatMap((definition) => definition.fileKey ?? []));
    const unknown = Object.keys(values).filter((key) => !known.has(key));
    return { values, errors: unknown.map((key) => `${key} in ${path} is not a setting; --help lists every one`) };
  } catch (cause) {
    return {
      values: {},
      errors: [`${path} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`],
    };
  }
}

/** Text of a flag or variable as the schema's type wants it; what does not fit stays text and fails the check. */
function fromText(definition: SettingDefinition, text: string): unknown {
  if (definition.type === 'integer') return /^-?\d{1,15}$/.test(text) ? Number(text) : text;
  if (definition.type === 'list')
    return text
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== '');
  return text;
}

function find(
  definition: SettingDefinition,
  args: ParsedArgs,
  input: SettingsInput,
  file: Readonly<Record<string, unknown>>,
): Found | null {
  const fromFlag = definition.flag === null ? undefined : args.values.get(definition.flag);
  if (fromFlag !== undefined) {
    return { value: fromText(definition, fromFlag), source: definition.flag ?? '', fromFile: null };
  }
  const fromEnvironment = input.environment[definition.environment];
  if (fromEnvironment !== undefined && fromEnvironment !== '') {
    return { value: fromText(definition, fromEnvironment), source: definition.environment, fromFile: null };
  }
  const fromFile = definition.fileKey === null ? undefined : file[definition.fileKey];
  if (fromFile === undefined) return null;
  return { value: fromFile, source: `${definition.fileKey} in ${args.configFile}`, fromFile: args.configFile };
}

function complaint(definition: SettingDefinition, found: Found): string {
  const shown = definition.secret ? '(not shown)' : JSON.stringify(found.value);
  return `${found.source} must ${definition.must}, but is ${shown}`;
}

/** To another machine without TLS. */
function sendsPasswordInClear(natsUrl: string, natsCa: string | undefined): boolean {
  if (natsCa !== undefined) return false;
  return natsUrl
    .split(',')
    .some((url) => /^nats:\/\/[^@]+@/.test(url) && !/@(127\.[\d.]+|localhost|\[::1\])(:\d+)?$/.test(url));
}

function checkTogether(settings: Settings): string[] {
  const errors: string[] = [];
  if ((settings.tlsCert === undefined) !== (settings.tlsKey === undefined)) {
    errors.push('tls-cert and tls-key belong together: give both or neither');
  }
  if ((settings.smtpHost === undefined) !== (settings.mailFrom === undefined)) {
    errors.push('smtp-host and mail-from belong together: give both or neither');
  }
  if ((settings.smtpUser === undefined) !== (settings.smtpPasswordFile === undefined)) {
    errors.push('smtp-user and smtp-password-file belong together: give both or neither');
  }
  if (settings.smtpUser !== undefined && settings.smtpEncryption === 'none') {
    errors.push('smtp-encryption none would send the password of smtp-user in clear: use starttls or tls');
  }
  if (settings.natsUrl === undefined && (settings.natsCredentials ?? settings.natsCa) !== undefined) {
    errors.push('nats-credentials and nats-ca need nats-url beside them');
  }
  if (settings.natsUrl !== undefined && sendsPasswordInClear(settings.natsUrl, settings.natsCa)) {
    errors.push('nats-url would send a password in clear: use tls:// or nats-ca');
  }
  if (settings.port !== 0 && settings.port === settings.tlsPort) errors.push('port and tls-port must differ');
  return errors;
}

/** All settings with defaults filled in and paths made absolute, or every complaint at once. */
export function readSettings(input: SettingsInput): SettingsResult {
  const args = parseArgs(input.args);
  if (args.help) return { kind: 'help' };
  const configFile = args.configFile ?? input.environment['SEKISHO_CONFIG'] ?? null;
  const file = readConfigFile(configFile, input);
  const errors = [...args.errors, ...file.errors];
  const settings: Partial<Record<SettingName, unknown>> = {};
  for (const definition of definitions) {
    const found = find(definition, { ...args, configFile }, input, file.values);
    const value = found?.value ?? structuredClone(definition.fallback);
    if (value === undefined) continue;
    if (found !== null && !Value.Check(definition.schema, value)) errors.push(complaint(definition, found));
    settings[definition.name] =
      definition.isPath && typeof value === 'string' ? input.resolvePath(value, found?.fromFile ?? null) : value;
  }
  if (errors.length === 0) errors.push(...checkTogether(settings as Settings));
  return errors.length > 0 ? { kind: 'errors', errors } : { kind: 'settings', settings: settings as Settings };
}
