/** The settings' schema as a list: what each is called on the command line, in the environment and in the file. */
import type { TSchema } from 'typebox';
import { type SettingName, SettingsSchema } from './settings.ts';

export interface SettingDefinition {
  readonly name: SettingName;
  /** `null`: cannot be given there, because others on the machine could read it. */
  readonly flag: string | null;
  readonly environment: string;
  readonly fileKey: string | null;
  readonly type: 'text' | 'integer' | 'list';
  readonly schema: TSchema;
  readonly fallback: unknown;
  readonly description: string;
  readonly valueName: string;
  /** Ends the sentence 'X must …'. */
  readonly must: string;
  readonly isPath: boolean;
  readonly secret: boolean;
}

interface Extras {
  readonly type?: string;
  readonly default?: unknown;
  readonly description?: string;
  readonly valueName?: string;
  readonly must?: string;
  readonly environment?: string;
  readonly environmentOnly?: boolean;
  readonly isPath?: boolean;
  readonly secret?: boolean;
}

function typeOf(type: string | undefined): SettingDefinition['type'] {
  if (type === 'integer') return 'integer';
  return type === 'array' ? 'list' : 'text';
}

function define(name: SettingName, schema: TSchema): SettingDefinition {
  const extras = schema as Extras;
  const kebab = name.replace(/[A-Z]/g, (capital) => `-${capital.toLowerCase()}`);
  const type = typeOf(extras.type);
  return {
    name,
    flag: extras.environmentOnly ? null : `--${kebab}`,
    environment: extras.environment ?? `SEKISHO_${kebab.replaceAll('-', '_').toUpperCase()}`,
    fileKey: extras.environmentOnly ? null : kebab,
    type,
    schema,
    fallback: extras.default,
    description: extras.description ?? '',
    valueName: extras.valueName ?? 'VALUE',
    must: extras.must ?? (type === 'list' ? 'be a list of addresses' : 'be a text that is not empty'),
    isPath: extras.isPath ?? false,
    secret: extras.secret ?? false,
  };
}

export const definitions: readonly SettingDefinition[] = Object.entries(SettingsSchema.properties).map(
  ([name, schema]) => define(name as SettingName, schema),
);
