/** A clone that says with its last word that it ends: whoever comes in its place need not wait until it has fallen silent. */
import type { CheckInPart } from '../check-in/index.ts';
import { updateEnded } from './linked-clones.store.ts';

export const endedPart: CheckInPart = {
  name: 'linked-clones',
  async apply(tx, entries) {
    const ended = entries.filter(({ events }) => events.at(-1)?.what === 'ended');
    const [first] = ended;
    if (first !== undefined) await updateEnded(tx, ended, first.receivedAt);
  },
};
