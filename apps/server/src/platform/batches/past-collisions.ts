/** Transactions that collide with others are run again: whichever of the two PostgreSQL ended has done nothing. */
import type { RunInTransaction } from '../database/transaction.ts';
import { faultOf } from './fault.rules.ts';

const mostAttempts = 5;

/** The same, for work that may be begun anew. What fails for another reason, or again and again, fails as before. */
export function pastCollisions(transaction: RunInTransaction): RunInTransaction {
  return async (work) => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await transaction(work);
      } catch (cause) {
        if (faultOf(cause) !== 'passing' || attempt === mostAttempts) throw cause;
      }
    }
  };
}
