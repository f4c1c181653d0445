/** Registration of devices by serial number or installer, many at once: one transaction per batch, never more than contracted. */
import { createHash } from 'node:crypto';
import type { ApprovableText, EnrolAnswer, EnrolRequest, PartRequest, SignedText } from '@sekisho/contracts';
import { importPublicKey } from '@sekisho/trust';
import { crowdOf } from '../../platform/batches/crowd.ts';
import { createGather } from '../../platform/batches/gather.ts';
import type { Timers } from '../../platform/clock.ts';
import type { Settings } from '../../platform/config/settings.ts';
import { SekishoError } from '../../platform/sekisho-error.ts';
import {
  type Candidate,
  type Decision,
  type Enrolled,
  type EnrolmentPorts,
  enrolBatch,
  type RegisteringOrganization,
} from './enrolment-batch.ts';
import type { GuessLimit } from './guess-limit.ts';

export interface FoundInstaller {
  readonly installerId: string;
  readonly organization: RegisteringOrganization;
}

export interface RegistrationPorts extends EnrolmentPorts {
  readonly settings: Pick<Settings, 'sharded' | 'workers'>;
  readonly timers: Timers;
  readonly guessLimit: GuessLimit;
  readonly findBySerial: (serialNumber: string) => Promise<RegisteringOrganization | null>;
  /** Whether it is still good shows in the transaction. `null`: this server never made such a token. */
  readonly findByToken: (installerToken: string) => Promise<FoundInstaller | null>;
  readonly find: (organizationId: string) => Promise<RegisteringOrganization | null>;
  readonly trustChain: (organizationId: string) => Promise<readonly SignedText[]>;
  readonly homeRevision: (organizationId: string) => Promise<number>;
  readonly policyFor: (
    organizationId: string,
    code: string,
  ) => Promise<{ readonly revision: number; readonly signed: ApprovableText } | null>;
}

export interface Registration {
  /**
   * Throws `enrolment-refused` (no such serial number or token, or no licence left), `installer-expired`, `installer-revoked`,
   * `installer-used-up`, `deregistered` (with the notice), `too-many-requests`, `validation-failed` (no P-256 key), `service-unavailable`.
   */
  enrol(request: EnrolRequest, remoteAddress: string): Promise<EnrolAnswer>;
  /**
   * A copy of a device, proven to be one, as a device of its own: kind, policy and group are those of the original. Throws
   * `enrolment-refused` (no licence left), `deregistered`, `validation-failed`, `service-unavailable`.
   */
  enrolCopy(request: Pick<PartRequest, 'publicKey' | 'facts'>, original: Original): Promise<EnrolAnswer>;
  /** Resolves when nothing is under way. */
  idle(): Promise<void>;
}

export interface Original {
  readonly organizationId: string;
  readonly id: string;
  /** Its record has gone over to another machine since. */
  readonly isFormer: boolean;
}

type Credential = Pick<Candidate, 'organization' | 'installerId' | 'copyOf' | 'isFormer'>;

export function createRegistration(ports: RegistrationPorts): Registration {
  const gather = createGather<Candidate, Decision>({
    run: (candidates) => enrolBatch(ports, candidates),
    keyOf: ({ organization, keyHash }) => `${organization.id}/${keyHash}`,
    laneOf: ({ organization }) => organization.id,
    timers: ports.timers,
    maximumBatch: 200,
    maximumInFlight: 4,
    // A second one of an organization would only wait for the licences of the first.
    maximumInLane: 1,
    maximumWaiting: 5_000,
    lingerMs: 5 * crowdOf(ports.settings),
  });
  const findBySerial = shareLookups(ports.findBySerial);
  const findByToken = shareLookups(ports.findByToken);

  async function findCredential({ serialNumber, installerToken }: EnrolRequest): Promise<Credential | null> {
    if (installerToken !== undefined) {
      const found = await findByToken(installerToken);
      return found && { ...found, copyOf: null };
    }
    const organization = serialNumber === undefined ? null : await findBySerial(serialNumber);
    return organization && { organization, installerId: null, copyOf: null };
  }

  async function submit(
    request: Candidate['request'] & Pick<EnrolRequest, 'publicKey'>,
    credential: Credential,
  ): Promise<EnrolAnswer> {
    const publicKey = Buffer.from(request.publicKey, 'base64url');
    const keyHash = createHash('sha256').update(publicKey).digest('hex');
    const decision = await gather.submit({ request, publicKey, keyHash, ...credential });
    if ('refusal' in decision) throw decision.refusal;
    return answerOf(ports, credential.organization, decision.enrolled);
  }

  return {
    async enrol(request, remoteAddress) {
      const retryAfterSeconds = ports.guessLimit.waitSeconds(remoteAddress);
      if (retryAfterSeconds > 0) throw new SekishoError('too-many-requests', { retryAfterSeconds });
      requirePublicKey(request.publicKey);
      const credential = await findCredential(request);
      if (credential === null) {
        ports.guessLimit.wrong(remoteAddress);
        throw new SekishoError('enrolment-refused');
      }
      return submit(request, credential);
    },
    async enrolCopy(request, { organizationId, id: copyOf, isFormer }) {
      requirePublicKey(request.publicKey);
      const organization = await ports.find(organizationId);
      if (organization === null) throw new SekishoError('enrolment-refused');
      return submit(request, { organization, installerId: null, copyOf, isFormer });
    },
    idle: () => gather.idle(),
  };
}

function requirePublicKey(publicKey: string): void {
  if (importPublicKey(Buffer.from(publicKey, 'base64url')) === null)
    throw new SekishoError('validation-failed', { errors: [{ pointer: '/publicKey', code: 'validation-failed' }] });
}

/** Whoever asks the same while a look-up is under way shares it: a thousand devices of one organization ask at once. */
function shareLookups<T>(lookUp: (key: string) => Promise<T>): (key: string) => Promise<T> {
  const underWay = new Map<string, Promise<T>>();
  return (key) => {
    const known = underWay.get(key);
    if (known !== undefined) return known;
    const found = lookUp(key).finally(() => underWay.delete(key));
    underWay.set(key, found);
    return found;
  };
}

async function answerOf(
  ports: RegistrationPorts,
  organization: RegisteringOrganization,
  { deviceId, policyCode, deviceRevision }: Enrolled,
): Promise<EnrolAnswer> {
  const policy = await ports.policyFor(organization.id, policyCode);
  if (policy === null) throw new SekishoError('policy-not-found');
  const homeRevision = await ports.homeRevision(organization.id);
  return {
    deviceId,
    organizationId: organization.id,
    organizationName: organization.name,
    trustChain: [...(await ports.trustChain(organization.id))],
    settings: {
      settingsRevision: Math.max(homeRevision, policy.revision, deviceRevision),
      policyCode,
      policy: policy.signed,
    },
    serverTime: ports.clock.now(),
  };
}
