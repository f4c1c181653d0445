/** The second step of a log-in: after the password a code, a passkey or a recovery code; few guesses, then a growing wait. */
import type { SecondStep, SecondStepAnswer } from '@sekisho/contracts';
import type { Db } from '../../platform/database/tables.ts';
import { SekishoError } from '../../platform/sekisho-error.ts';
import type { Administrators } from '../administrators/index.ts';
import type { PasskeyPlace } from './passkey-place.rules.ts';
import type { Passkeys } from './passkeys.ts';
import type { Questions } from './questions.ts';
import type { SecondFactors } from './second-factors.service.ts';
import * as store from './second-factors.store.ts';

export type SecondStepMethod = SecondStep['methods'][number];

export interface ProvenOwner {
  readonly organizationId: string;
  readonly administratorId: string;
  readonly loginId: string;
  readonly by: SecondStepMethod;
}

export interface SecondSteps {
  /** What else is wanted after the password; `null`: nothing. */
  ask(administratorId: string, place: PasskeyPlace | null): Promise<SecondStep | null>;
  /** Throws `second-factor-refused`, `login-step-expired`, `login-locked`. */
  answer(answer: SecondStepAnswer, place: PasskeyPlace | null): Promise<ProvenOwner>;
  /** A passkey alone: it is something one has and verifies who holds it. Throws as `answer`. */
  ownerOfPasskey(administratorId: string): Promise<ProvenOwner>;
}

export interface SecondStepsPorts {
  readonly db: Db;
  readonly questions: Questions;
  readonly passkeys: Pick<Passkeys, 'optionsFor' | 'verify'>;
  readonly secondFactors: Pick<SecondFactors, 'of' | 'isCodeRight' | 'takeRecoveryCode'>;
  readonly administrators: Pick<Administrators, 'reserveAttempt' | 'forgetAttempts'>;
}

const refused = (cause?: unknown) => new SekishoError('second-factor-refused', { cause });

export function createSecondSteps(ports: SecondStepsPorts): SecondSteps {
  const { secondFactors, passkeys, questions, administrators } = ports;

  async function owner(administratorId: string, by: SecondStepMethod): Promise<ProvenOwner> {
    const row = await store.selectOwner(ports.db, administratorId);
    if (row === undefined) throw refused();
    return { organizationId: row.organization_id, administratorId, loginId: row.login_id, by };
  }

  async function check(
    administratorId: string,
    answer: SecondStepAnswer,
    challenge: string,
    place: PasskeyPlace | null,
  ): Promise<SecondStepMethod | null> {
    if (answer.code !== undefined)
      return (await secondFactors.isCodeRight(administratorId, answer.code)) ? 'app' : null;
    if (answer.recoveryCode !== undefined)
      return (await secondFactors.takeRecoveryCode(administratorId, answer.recoveryCode)) ? 'recovery-code' : null;
    if (answer.passkey === undefined || place === null) return null;
    return passkeys.verify(answer.passkey, challenge, administratorId, place).then(
      () => 'passkey' as const,
      (cause: unknown) => {
        if (cause instanceof SekishoError) return null;
        throw cause;
      },
    );
  }

  return {
    async ask(administratorId, place) {
      const { app, passkeys: known, recoveryCodesLeft } = await secondFactors.of(administratorId);
      if (!app && known.length === 0) return null;
      const { ticket, challenge } = await questions.ask('second-step', administratorId);
      const wanted = known.length > 0 && place !== null;
      return {
        ticket,
        methods: [
          ...(app ? (['app'] as const) : []),
          ...(known.length > 0 ? (['passkey'] as const) : []),
          ...(recoveryCodesLeft > 0 ? (['recovery-code'] as const) : []),
        ],
        passkey: wanted ? await passkeys.optionsFor(administratorId, challenge, place) : null,
      };
    },
    async answer(answer, place) {
      const { administratorId, challenge } = await questions.find('second-step', answer.ticket);
      if (administratorId === null) throw refused();
      const attempts = `second-step/${administratorId}`;
      await administrators.reserveAttempt(attempts);
      const by = await check(administratorId, answer, challenge, place);
      if (by === null) throw refused();
      await questions.close(answer.ticket);
      await administrators.forgetAttempts(attempts);
      return owner(administratorId, by);
    },
    ownerOfPasskey: (administratorId) => owner(administratorId, 'passkey'),
  };
}
