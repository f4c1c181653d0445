/** A clone that says with its last word that it ends: whoever comes in its place need not wait until it has fallen silent. */
import type { CheckInEntry, CheckInPart } from '../check-in/index.ts';
import { updateEnded } from './linked-clones.store.ts';

/** The later of the two words that an agent says of its own life. */
const lastWordOf = ({ events }: CheckInEntry) =>
  events.findLast(({ what }) => what === 'ended' || what === 'started')?.what;

export const endedPart: CheckInPart = {
  name: 'linked-clones',
  async apply(tx, entries) {
    const [first] = entries;
    if (first === undefined) return;
    const ended = entries.filter((entry) => lastWordOf(entry) === 'ended');
    const begun = entries.filter((entry) => lastWordOf(entry) === 'started');
    if (ended.length > 0) await updateEnded(tx, ended, first.receivedAt);
    if (begun.length > 0) await updateEnded(tx, begun, null);
  },
};
