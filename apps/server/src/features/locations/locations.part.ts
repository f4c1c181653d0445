/** What check-ins bring of positions: the track grows, the last position moves on, and what a device says of its positions. */
import type { CheckInEntry, CheckInPart } from '../check-in/index.ts';
import { insertFixes, type NewFix, type NewState, upsertLast, upsertStates } from './locations.store.ts';

export const locationsPart: CheckInPart = {
  name: 'locations',
  async apply(tx, entries) {
    const fixes = entries.map(fixesOf);
    await insertFixes(tx, fixes.flat());
    await upsertLast(tx, fixes.flatMap(newestOf));
    await upsertStates(tx, entries.flatMap(stateOf));
  },
};

function fixesOf({ organizationId, deviceId, receivedAt, locations }: CheckInEntry): NewFix[] {
  return locations.map((fix) => ({ organizationId, deviceId, receivedAt, fix }));
}

function newestOf(fixes: readonly NewFix[]): NewFix[] {
  const newest = fixes
    .toSorted((left, right) => left.fix.at - right.fix.at || left.fix.number - right.fix.number)
    .at(-1);
  return newest === undefined ? [] : [newest];
}

function stateOf({ organizationId, deviceId, receivedAt, events }: CheckInEntry): NewState[] {
  const state = events.findLast(({ what }) => what === 'location-state')?.detail?.['state'];
  return typeof state === 'string' ? [{ organizationId, deviceId, state: state.slice(0, 64), at: receivedAt }] : [];
}
