/** Wipe targets: their faults at each field, what differs from what is saved, and the usual ones to begin with. Pure. */
import {
  PolicySettings,
  policySettingsFaults,
  type WipeFaultCode,
  type WipeTargets,
  wipeTargetsOf,
} from '@sekisho/contracts';
import { schemaFaults } from '../../../ui/schema-faults.ts';
import { targetLines } from '../../../ui/wipe-words.ts';
import { onOrOff, type SectionRules, type Words } from './section.ts';

const prefix = '/wipeTargets/';

/** The name of the field at this pointer below the targets: `folders/0`, `patterns/1/folder`. */
export const wipeField = (pointer: string): string => `wipe/${pointer}`;

const listed = ({ t }: Words, values: readonly string[]): string =>
  values.length === 0 ? t('policy.off') : values.join(', ');

export const wipeRules: SectionRules = {
  faults(settings, { t }) {
    const faults: Partial<Record<string, string>> = {};
    for (const pointer of schemaFaults(PolicySettings, settings).keys())
      if (pointer.startsWith(prefix)) faults[wipeField(pointer.slice(prefix.length))] = t('common.required');
    for (const { pointer, code } of policySettingsFaults(settings))
      if (pointer.startsWith(prefix))
        faults[wipeField(pointer.slice(prefix.length))] ??= t(`policy.wipe.fault.${code as WipeFaultCode}`);
    return faults;
  },
  changes: ({ wipeTargets: saved }, { wipeTargets: edited }, words) => {
    const names = ({ patterns }: WipeTargets) => patterns.map(({ folder, pattern }) => `${folder} ${pattern}`);
    return [
      { field: 'policy.wipe.folders', from: listed(words, saved.folders), to: listed(words, edited.folders) },
      { field: 'policy.wipe.patterns', from: listed(words, names(saved)), to: listed(words, names(edited)) },
      { field: 'policy.wipe.volumes', from: listed(words, saved.volumes), to: listed(words, edited.volumes) },
      {
        field: 'policy.wipe.keys',
        from: onOrOff(words, saved.encryptionKeys),
        to: onOrOff(words, edited.encryptionKeys),
      },
      { field: 'policy.wipe.shutDown', from: onOrOff(words, saved.shutDown), to: onOrOff(words, edited.shutDown) },
    ];
  },
};

const documents = ['*.doc?', '*.xls?', '*.ppt?', '*.pdf'];

export const wipePresets = {
  linuxUsers: { folders: ['/home', '/root'] },
  macUsers: { folders: ['/Users'] },
  windowsUsers: { folders: ['C:\\Users'] },
  documents: {
    patterns: ['/home', '/Users', 'C:\\Users'].flatMap((folder) => documents.map((pattern) => ({ folder, pattern }))),
  },
  everything: { volumes: ['/', 'C:'] },
} as const satisfies Record<string, { [Name in keyof WipeTargets]?: Readonly<WipeTargets[Name]> }>;
export type WipePreset = keyof typeof wipePresets;

/** What of the preset is not there yet is added; nothing is taken away. */
export function withPreset(targets: WipeTargets, name: WipePreset): WipeTargets {
  const { folders = [], patterns = [], volumes = [] } = wipePresets[name] as Partial<WipeTargets>;
  const add = <T>(to: readonly T[], more: readonly T[]): T[] => {
    const known = new Set(to.map((value) => JSON.stringify(value)));
    return [...to, ...more.filter((value) => !known.has(JSON.stringify(value)))];
  };
  return {
    ...targets,
    folders: add(targets.folders, folders),
    patterns: add(targets.patterns, patterns),
    volumes: add(targets.volumes, volumes),
  };
}

/** What goes, by kind of device; what is not given yet is left out. */
export function wipePreview(targets: WipeTargets, words: Words): { on: 'linux' | 'windows'; lines: string[] }[] {
  const given: WipeTargets = {
    ...targets,
    folders: targets.folders.filter(Boolean),
    patterns: targets.patterns.filter(({ folder, pattern }) => folder !== '' && pattern !== ''),
    volumes: targets.volumes.filter(Boolean),
  };
  return (['linux', 'windows'] as const)
    .map((on) => ({ on, lines: targetLines(wipeTargetsOf(on, given), words) }))
    .filter(({ lines }) => lines.length > 0);
}
