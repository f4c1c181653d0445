/** Questions to a browser: a ticket for whoever answers, a challenge for a passkey; each is answered once, within minutes. */
import { createHash } from 'node:crypto';
import type { Clock } from '../../platform/clock.ts';
import type { Db } from '../../platform/database/tables.ts';
import type { Randomness } from '../../platform/ids.ts';
import { SekishoError } from '../../platform/sekisho-error.ts';
import * as store from './second-factors.store.ts';

export type QuestionPurpose = 'second-step' | 'log-in' | 'proof' | 'new-passkey';

export interface OpenQuestion {
  readonly administratorId: string | null;
  readonly challenge: string;
}

export interface Questions {
  ask(purpose: QuestionPurpose, administratorId: string | null): Promise<{ ticket: string; challenge: string }>;
  /** Does not close it. Throws `login-step-expired`. */
  find(purpose: QuestionPurpose, ticket: string): Promise<OpenQuestion>;
  /** Throws `login-step-expired` for all but one of those who come at once. */
  close(ticket: string): Promise<void>;
}

const goodForMs = 5 * 60_000;
const hashOf = (ticket: string) => createHash('sha256').update(`login-ticket/${ticket}`).digest();
const expired = () => new SekishoError('login-step-expired');

export function createQuestions(ports: { db: Db; clock: Clock; randomness: Randomness }): Questions {
  const secret = () => ports.randomness.bytes(32).toString('base64url');
  return {
    async ask(purpose, administratorId) {
      const [ticket, challenge] = [secret(), secret()];
      await store.insertQuestion(ports.db, {
        ticket_hash: hashOf(ticket),
        administrator_id: administratorId,
        purpose,
        challenge,
        expires_at: new Date(ports.clock.now() + goodForMs),
      });
      return { ticket, challenge };
    },
    async find(purpose, ticket) {
      const row = await store.selectQuestion(ports.db, hashOf(ticket), new Date(ports.clock.now()));
      if (row?.purpose !== purpose) throw expired();
      return { administratorId: row.administrator_id, challenge: row.challenge };
    },
    async close(ticket) {
      if (!(await store.takeQuestion(ports.db, hashOf(ticket)))) throw expired();
    },
  };
}
