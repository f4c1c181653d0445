/** What an entry of the timeline is called, and its tone. Pure. */
import type { TimelineEntry } from '@sekisho/contracts';
import { deviceEventKinds, screenFaults } from '@sekisho/contracts';
import type { Wording } from '../../i18n/wording.ts';

export type Tone = 'lock' | 'timer' | 'good' | 'command' | 'warning' | 'plain';

const tones: Readonly<Record<string, Tone>> = {
  registered: 'good',
  'timer-locked': 'timer',
  'timer-unlocked': 'good',
  locked: 'lock',
  'sim-locked': 'lock',
  'sim-absent': 'warning',
  'unlock-key-ignored': 'warning',
  unlocked: 'good',
  released: 'good',
  'release-ended': 'timer',
  'screen-failed': 'warning',
  'screen-incomplete': 'warning',
  'shut-down-failed': 'warning',
  'state-lost': 'warning',
  'clock-moved': 'warning',
  'proxy-trouble': 'warning',
  'agent-updated': 'good',
  'agent-update-failed': 'warning',
  'uninstall-refused': 'warning',
  uninstalled: 'warning',
  'command-refused': 'warning',
  'command-issued': 'command',
  'command-delivered': 'command',
  'command-done': 'command',
  'command-superseded': 'command',
};

export function timelineTone(what: string): Tone {
  return tones[what] ?? 'plain';
}

const commandEntries = ['command-issued', 'command-delivered', 'command-done', 'command-superseded'] as const;
const commandKinds = ['lock', 'unlock', 'wipe', 'collect-inventory'] as const;

/** The words for an entry; what a newer agent or server tells stands as it came. */
export function timelineLabel(
  { what, commandKind, detail }: Pick<TimelineEntry, 'what' | 'commandKind' | 'detail'>,
  { t }: Pick<Wording, 't'>,
): string {
  const known = commandKinds.find((name) => name === commandKind);
  const kind = known === undefined ? (commandKind ?? '') : t(`command.kind.${known}`);
  const commandEntry = commandEntries.find((name) => name === what);
  if (commandEntry !== undefined) return t(`timeline.${commandEntry}`, { kind });
  if (what === 'command-refused' && kind !== '') return t('timeline.command-refused-kind', { kind });
  if (what === 'released' && (detail['by'] === 'key' || detail['by'] === 'ssid'))
    return t(`timeline.released.${detail['by']}`);
  const event = deviceEventKinds.find((name) => name === what);
  return event === undefined ? what : t(`timeline.${event}`);
}

const keyFaults = ['unlock-key-of-other-policy', 'unlock-key-replaced', 'wrong-organization'] as const;

/** What an entry says beyond its name, where it says something that a person can use. */
export function timelineNote(
  { what, detail }: Pick<TimelineEntry, 'what' | 'detail'>,
  { t }: Pick<Wording, 't'>,
): string | null {
  const text = (name: string) => (typeof detail[name] === 'string' ? detail[name] : '');
  if (what === 'unlock-key-ignored') {
    const fault = keyFaults.find((code) => code === detail['code']) ?? 'damaged';
    return t(`timeline.key.${fault}`, { file: text('file') });
  }
  if (what === 'screen-incomplete') {
    const fault = screenFaults.find((name) => name === detail['fault']);
    return fault === undefined ? text('fault') || null : t(`timeline.screen-fault.${fault}`);
  }
  if (what !== 'sim-locked' && what !== 'sim-registered') return null;
  if (text('iccid') === '') return null;
  return text('expected') === ''
    ? t('timeline.sim.now', { iccid: text('iccid') })
    : t('timeline.sim.expected', { iccid: text('iccid'), expected: text('expected') });
}
