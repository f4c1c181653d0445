/** Passkeys: what a browser is asked, and whether its answer is right. */
import type { PasskeyAnswer, PasskeyQuestion } from '@sekisho/contracts';
import {
  type AuthenticationResponseJSON,
  generateAuthenticationOptions,
  generateRegistrationOptions,
  type RegistrationResponseJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server';
import type { Clock } from '../../platform/clock.ts';
import type { Db } from '../../platform/database/tables.ts';
import type { Ids } from '../../platform/ids.ts';
import { SekishoError } from '../../platform/sekisho-error.ts';
import type { PasskeyPlace } from './passkey-place.rules.ts';
import type { Questions } from './questions.ts';
import * as store from './second-factors.store.ts';

export interface Passkeys {
  /** What to ask for the passkeys of one person, or (`null`) for any that the browser has. */
  optionsFor(administratorId: string | null, challenge: string, place: PasskeyPlace): Promise<Record<string, unknown>>;
  ask(
    purpose: 'log-in' | 'proof',
    administratorId: string | null,
    place: PasskeyPlace | null,
  ): Promise<PasskeyQuestion>;
  /** Whose passkey it is. Throws `passkey-refused`, `login-step-expired`. */
  answer(purpose: 'log-in' | 'proof', answer: PasskeyAnswer, place: PasskeyPlace | null): Promise<string>;
  /** Whose passkey answered this challenge, if it is one of `administratorId` (or anybody's, for `null`). Throws `passkey-refused`. */
  verify(response: unknown, challenge: string, administratorId: string | null, place: PasskeyPlace): Promise<string>;
  askForNew(owner: { id: string; loginId: string }, place: PasskeyPlace | null): Promise<PasskeyQuestion>;
  /** The row to be stored. Throws `passkey-refused`, `login-step-expired`. */
  readNew(administratorId: string, given: NewPasskeyGiven, place: PasskeyPlace | null): Promise<store.PasskeysTable>;
}

export interface NewPasskeyGiven {
  readonly ticket: string;
  readonly response: unknown;
  readonly name: string;
}

export interface PasskeysPorts {
  readonly db: Db;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly questions: Questions;
}

/** ES256, EdDSA, RS256: what security keys, phones and Windows Hello sign with. */
const algorithms = [-7, -8, -257];

const refused = (cause?: unknown) => new SekishoError('passkey-refused', { cause });

function requirePlace(place: PasskeyPlace | null): PasskeyPlace {
  if (place === null) throw new SekishoError('passkey-impossible-here');
  return place;
}

const asRecord = (options: object) => ({ ...options }) as Record<string, unknown>;

export function createPasskeys(ports: PasskeysPorts): Passkeys {
  const { questions } = ports;

  async function optionsFor(administratorId: string | null, challenge: string, { rpId }: PasskeyPlace) {
    const known = administratorId === null ? [] : await store.selectPasskeys(ports.db, administratorId);
    const options = await generateAuthenticationOptions({
      rpID: rpId,
      challenge: Buffer.from(challenge, 'base64url'),
      userVerification: 'required',
      allowCredentials: known
        .filter((row) => row.rp_id === rpId)
        .map((row) => ({ id: row.credential_id, transports: row.transports })),
    });
    return asRecord(options);
  }

  async function verify(response: unknown, challenge: string, administratorId: string | null, place: PasskeyPlace) {
    const given = response as AuthenticationResponseJSON;
    const row = typeof given.id === 'string' ? await store.selectPasskey(ports.db, given.id) : undefined;
    if (row === undefined || row.rp_id !== place.rpId) throw refused();
    if (administratorId !== null && row.administrator_id !== administratorId) throw refused();
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response: given,
      expectedChallenge: challenge,
      expectedOrigin: place.origin,
      expectedRPID: place.rpId,
      requireUserVerification: true,
      credential: {
        id: row.credential_id,
        publicKey: Uint8Array.from(row.public_key),
        counter: Number(row.counter),
      },
    }).catch((cause: unknown) => {
      throw refused(cause);
    });
    if (!verified) throw refused();
    await store.markPasskeyUsed(ports.db, row.id, authenticationInfo.newCounter, new Date(ports.clock.now()));
    return row.administrator_id;
  }

  return {
    optionsFor,
    verify,
    async ask(purpose, administratorId, givenPlace) {
      const place = requirePlace(givenPlace);
      const { ticket, challenge } = await questions.ask(purpose, administratorId);
      return { ticket, options: await optionsFor(administratorId, challenge, place) };
    },
    async answer(purpose, { ticket, response }, givenPlace) {
      const place = requirePlace(givenPlace);
      const { challenge, administratorId } = await questions.find(purpose, ticket);
      // Once, right or wrong: nobody tries a second answer on one challenge.
      await questions.close(ticket);
      return verify(response, challenge, administratorId, place);
    },
    async askForNew(owner, givenPlace) {
      const { rpId } = requirePlace(givenPlace);
      const { ticket, challenge } = await questions.ask('new-passkey', owner.id);
      const known = await store.selectPasskeys(ports.db, owner.id);
      const options = await generateRegistrationOptions({
        rpName: 'Sekisho',
        rpID: rpId,
        userName: owner.loginId,
        userID: new TextEncoder().encode(owner.id),
        challenge: Buffer.from(challenge, 'base64url'),
        attestationType: 'none',
        authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
        supportedAlgorithmIDs: algorithms,
        excludeCredentials: known
          .filter((row) => row.rp_id === rpId)
          .map((row) => ({ id: row.credential_id, transports: row.transports })),
      });
      return { ticket, options: asRecord(options) };
    },
    async readNew(administratorId, { ticket, response, name }, givenPlace) {
      const place = requirePlace(givenPlace);
      const question = await questions.find('new-passkey', ticket);
      if (question.administratorId !== administratorId) throw new SekishoError('login-step-expired');
      await questions.close(ticket);
      const given = response as RegistrationResponseJSON;
      const { verified, registrationInfo } = await verifyRegistrationResponse({
        response: given,
        expectedChallenge: question.challenge,
        expectedOrigin: place.origin,
        expectedRPID: place.rpId,
        requireUserVerification: true,
        supportedAlgorithmIDs: algorithms,
      }).catch((cause: unknown) => {
        throw refused(cause);
      });
      if (!verified) throw refused();
      const { credential } = registrationInfo;
      return {
        id: ports.ids.next(),
        administrator_id: administratorId,
        credential_id: credential.id,
        public_key: Buffer.from(credential.publicKey),
        counter: String(credential.counter),
        transports: (credential.transports ?? []).map(String).slice(0, 10),
        rp_id: place.rpId,
        name: name.normalize('NFC').trim() || place.rpId,
        created_at: new Date(ports.clock.now()),
        last_used_at: null,
      };
    },
  };
}
