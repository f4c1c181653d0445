/** The text of `npm start -- --help`, made from the settings' schema so that it cannot fall behind. */
import { definitions, type SettingDefinition } from './definitions.ts';

function lines(definition: SettingDefinition): string[] {
  const { flag, environment, fileKey, fallback, description, valueName } = definition;
  const shown = Array.isArray(fallback) ? fallback.join(',') || 'none' : fallback;
  const ways = [environment, ...(fileKey === null ? [] : [`"${fileKey}"`])].join(', ');
  return [
    `  ${flag === null ? `${environment}=${valueName}` : `${flag} ${valueName}`}`,
    `      ${description}${shown === undefined ? '' : ` (default: ${shown})`}`,
    ...(flag === null
      ? ['      only in the environment, where no list of processes shows it']
      : [`      also ${ways}`]),
  ];
}

interface CommandHelp {
  readonly name: string;
  readonly usage: string;
  readonly description: string;
}

export function settingsHelp(commands: readonly CommandHelp[] = []): string {
  return [
    'Sekisho: open endpoint management and loss protection.',
    '',
    'Usage: npm start -- [settings]',
    ...commands.map(
      ({ name, usage, description }) => `       npm start -- ${name} ${usage} [settings]   ${description}`,
    ),
    '',
    'Every setting can be given as a flag, in the environment, or in a JSON file named by --config FILE',
    '(or SEKISHO_CONFIG). A flag wins over the environment, the environment over the file.',
    '',
    ...definitions.flatMap(lines),
    '',
  ].join('\n');
}
