/** An organization's trust: made at set-up, its chain for devices, and its server key, with which the server signs what it states. */
import type { SignedText, SigningDomain } from '@sekisho/contracts';
import {
  es256Signer,
  exportPrivateKey,
  generateSigningKey,
  genesisTrustSet,
  importPrivateKey,
  recoveryKeyToText,
  type SigningKey,
  signText,
  type TrustState,
  trustSetHash,
  verifyTrustChain,
} from '@sekisho/trust';
import { type Bus, defineTopic } from '../../platform/bus/bus.ts';
import type { Db, Tx } from '../../platform/database/tables.ts';
import { isUniqueViolation } from '../../platform/database/violations.ts';
import type { Sealer } from '../../platform/keys/sealer.ts';
import type { Outbox } from '../../platform/outbox/outbox.ts';
import { SekishoError } from '../../platform/sekisho-error.ts';
import * as store from './trust.store.ts';

export interface OrganizationTrust {
  /** The server key in use; sign with `signText` where waiting for `signFor` would cost too much. */
  readonly serverKey: SigningKey;
  /** Every version of the trust set, the first first. */
  readonly chain: readonly SignedText[];
  readonly state: TrustState;
}

export interface Trust {
  /**
   * At set-up: server key, recovery key, first trust set. The recovery key's text is shown this once and stored nowhere.
   * From now on `signFor` works for this organization, also before `tx` has committed.
   */
  establish(tx: Tx, organizationId: string, at: Date): Promise<{ recoveryKey: string }>;
  /** Throws `not-found` when the organization has no trust set. */
  of(organizationId: string): Promise<OrganizationTrust>;
  signFor(organizationId: string, domain: SigningDomain, text: string): Promise<SignedText>;
  /** Versions after `afterVersion`, in order. */
  trustChain(organizationId: string, afterVersion?: number): Promise<readonly SignedText[]>;
  /** As it is in the database or within a transaction, past every cache. Throws `not-found`. */
  within(db: Db | Tx, organizationId: string): Promise<OrganizationTrust>;
  /** Adds the next version. Throws the code with which devices would refuse it; two at once: `approval-request-outdated`. */
  append(tx: Tx, organizationId: string, signed: SignedText, at: Date): Promise<TrustState>;
  /** Makes a new server key and a trust set signed by the old one that names only the new. Returns the new version. */
  rotateServerKey(tx: Tx, organizationId: string, at: Date): Promise<number>;
  /** Listens for changes made by other processes. */
  start(): void;
  stop(): void;
}

export interface TrustPorts {
  readonly db: Db;
  readonly sealer: Sealer;
  readonly bus: Bus;
  readonly outbox: Outbox;
}

/** Payload: the organization whose trust set or key has changed. */
export const trustChanged = defineTopic<string>('trust-changed');

const maximumCached = 1_000;
const sealContext = (organizationId: string, keyId: string) => `signing-key/${organizationId}/${keyId}`;

export function createTrust(ports: TrustPorts): Trust {
  const known = new Map<string, Promise<OrganizationTrust>>();
  let unsubscribe = () => {};

  function remember(organizationId: string, trust: Promise<OrganizationTrust>): Promise<OrganizationTrust> {
    if (known.size >= maximumCached) for (const oldest of known.keys()) if (known.delete(oldest)) break;
    known.set(organizationId, trust);
    trust.catch(() => known.delete(organizationId));
    return trust;
  }

  const of = (organizationId: string) =>
    known.get(organizationId) ?? remember(organizationId, loadTrust(ports, ports.db, organizationId));

  return {
    async establish(tx, organizationId, at) {
      const { serverKey, recoveryKey, signed } = await insertGenesis(ports, tx, organizationId, at);
      await remember(organizationId, Promise.resolve(trustOf(serverKey, [signed])));
      return { recoveryKey: recoveryKeyToText(recoveryKey.privateKey) };
    },
    of,
    signFor: async (organizationId, domain, text) => signText(domain, text, (await of(organizationId)).serverKey),
    async trustChain(organizationId, afterVersion = 0) {
      return (await of(organizationId)).chain.slice(afterVersion);
    },
    within: (db, organizationId) => loadTrust(ports, db, organizationId),
    async append(tx, organizationId, signed, at) {
      const before = await loadTrust(ports, tx, organizationId);
      const next = verifyTrustChain([signed], { held: before.state });
      // Made from a version that somebody has followed meanwhile: the same as to be the second to insert.
      if (!next.ok)
        throw new SekishoError(next.code === 'trust-version-not-rising' ? 'approval-request-outdated' : next.code);
      const { set, hash } = next.value;
      try {
        await store.insertTrustSet(tx, { organizationId, version: set.version, hash, signed, at });
      } catch (cause) {
        if (!isUniqueViolation(cause, 'trust_sets_pkey')) throw cause;
        throw new SekishoError('approval-request-outdated', { cause });
      }
      await ports.outbox.enqueue(tx, trustChanged, organizationId);
      return next.value;
    },
    async rotateServerKey(tx, organizationId, at) {
      const version = await insertRotation(ports, tx, organizationId, at);
      await ports.outbox.enqueue(tx, trustChanged, organizationId);
      return version;
    },
    start() {
      unsubscribe = ports.bus.subscribe(trustChanged, {
        onMessages: (organizationIds) => {
          for (const id of organizationIds) known.delete(id);
        },
        onGap: () => known.clear(),
      });
    },
    stop: () => unsubscribe(),
  };
}

function trustOf(serverKey: SigningKey, chain: readonly SignedText[]): OrganizationTrust {
  const walked = verifyTrustChain(chain, { pinnedHash: null });
  if (!walked.ok) throw new SekishoError(walked.code);
  return { serverKey, chain, state: walked.value };
}

async function loadTrust({ sealer }: TrustPorts, db: Db | Tx, organizationId: string): Promise<OrganizationTrust> {
  const [row, chain] = [
    await store.selectServerKey(db, organizationId),
    await store.selectTrustChain(db, organizationId),
  ];
  if (row === undefined || chain.length === 0) throw new SekishoError('not-found');
  const serverKey = importPrivateKey(sealer.open(row.sealed_key, sealContext(organizationId, row.key_id)));
  return trustOf(serverKey, chain);
}

async function insertKey({ sealer }: TrustPorts, tx: Tx, organizationId: string, key: SigningKey, at: Date) {
  const sealedKey = sealer.seal(exportPrivateKey(key.privateKey), sealContext(organizationId, key.keyId));
  const publicKey = Buffer.from(key.publicKey, 'base64url');
  await store.insertServerKey(tx, { organizationId, keyId: key.keyId, publicKey, sealedKey, at });
}

async function insertGenesis(ports: TrustPorts, tx: Tx, organizationId: string, at: Date) {
  const serverKey = generateSigningKey();
  const recoveryKey = generateSigningKey();
  const facts = { organization: organizationId, issuedAt: at.getTime(), serverKeys: [serverKey], recoveryKey };
  const text = genesisTrustSet(facts);
  const signatures = [serverKey, recoveryKey].flatMap((key) => signText('trust-set', text, key).signatures);
  const signed = { text, signatures };
  await insertKey(ports, tx, organizationId, serverKey, at);
  await store.insertTrustSet(tx, { organizationId, version: 1, hash: trustSetHash(text), signed, at });
  return { serverKey, recoveryKey, signed };
}

async function insertRotation(ports: TrustPorts, tx: Tx, organizationId: string, at: Date): Promise<number> {
  const before = await loadTrust(ports, tx, organizationId);
  const serverKey = generateSigningKey();
  const { set } = before.state;
  const next = {
    ...set,
    version: set.version + 1,
    previous: before.state.hash,
    issuedAt: at.getTime(),
    signers: [es256Signer('server', serverKey), ...set.signers.filter((signer) => signer.role !== 'server')],
  };
  const signed = signText('trust-set', JSON.stringify(next), before.serverKey);
  await store.retireServerKeys(tx, organizationId, at);
  await insertKey(ports, tx, organizationId, serverKey, at);
  const hash = trustSetHash(signed.text);
  await store.insertTrustSet(tx, { organizationId, version: next.version, hash, signed, at });
  return next.version;
}
