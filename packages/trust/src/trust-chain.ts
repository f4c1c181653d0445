/** The trust set of an organization and the chain of its versions: what a device believes, and who may change it. */
import { createHash } from 'node:crypto';
import { type ApprovalRule, type SignedText, type Signer, type SignerRole, TrustSet } from '@sekisho/contracts';
import { approvalsForChange, countApprovers } from './approval.ts';
import { parseAs } from './encoding.ts';
import { accept, type Result, refuse } from './result.ts';
import { verifySigners } from './signed-text.ts';
import { keyIdOf, type SigningKey } from './signing-key.ts';

/** What a device (or server) holds of an organization's trust; plain JSON. */
export interface TrustState {
  readonly set: TrustSet;
  /** SHA-256 over the newest set's text. */
  readonly hash: string;
  /** Whether there has ever been an approver: from then on, there is always one. */
  readonly approversEver: boolean;
}

export interface GenesisFacts {
  readonly organization: string;
  readonly issuedAt: number;
  readonly serverKeys: readonly Pick<SigningKey, 'publicKey'>[];
  readonly recoveryKey: Pick<SigningKey, 'publicKey'>;
}

/** SHA-256 over the exact text, in hexadecimal: what installers pin and what the next version names. */
export function trustSetHash(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}

/** A signer's entry for a P-256 key of ours. */
export function es256Signer(role: SignerRole, key: Pick<SigningKey, 'publicKey'>): Signer {
  return { keyId: keyIdOf(key.publicKey), role, algorithm: 'ES256', publicKey: key.publicKey };
}

/** The text of version 1: server keys and the recovery key, no approvers yet. Sign it with a server key and the recovery key. */
export function genesisTrustSet(facts: GenesisFacts): string {
  const set: TrustSet = {
    organization: facts.organization,
    version: 1,
    previous: null,
    issuedAt: facts.issuedAt,
    rules: [],
    signers: [...facts.serverKeys.map((key) => es256Signer('server', key)), es256Signer('recovery', facts.recoveryKey)],
    console: null,
  };
  return JSON.stringify(set);
}

/**
 * Walks a chain and gives what to believe after it. From the beginning (`pinnedHash`: the hash of any version in it, brought
 * from outside the server; `null` is trust on first use), or from what is `held` (then only versions after it; none is fine).
 * Codes: `signer-unknown`, `signature-invalid`, `statement-malformed`, `trust-chain-broken` (a link or version is missing),
 * `trust-version-not-rising`, `wrong-organization`, `trust-weakened`, `trust-hash-mismatch`.
 */
export function verifyTrustChain(
  chain: readonly SignedText[],
  from: { readonly pinnedHash: string | null } | { readonly held: TrustState },
): Result<TrustState> {
  if ('held' in from) return walk(from.held, chain).state;
  const [first, ...rest] = chain;
  if (first === undefined) return refuse('trust-chain-broken');
  const genesis = openGenesis(first);
  if (!genesis.ok) return genesis;
  const walked = walk(genesis.value, rest);
  if (!walked.state.ok || from.pinnedHash === null) return walked.state;
  return walked.hashes.includes(from.pinnedHash) ? walked.state : refuse('trust-hash-mismatch');
}

function walk(start: TrustState, links: readonly SignedText[]): { state: Result<TrustState>; hashes: string[] } {
  const hashes = [start.hash];
  let state = start;
  for (const link of links) {
    const next = follow(state, link);
    if (!next.ok) return { state: next, hashes };
    state = next.value;
    hashes.push(state.hash);
  }
  return { state: accept(state), hashes };
}

/** The first version vouches for itself: only a pinned hash, or trust on first use, says that it is the right one. */
function openGenesis(signed: SignedText): Result<TrustState> {
  const parsed = parseSet(signed.text);
  if (!parsed.ok) return parsed;
  const set = parsed.value;
  if (set.version !== 1 || set.previous !== null) return refuse('trust-chain-broken');
  const verified = verifySigners('trust-set', signed, { signers: ofRole(set, 'server'), console: null });
  if (!verified.ok) return verified;
  return accept({ set, hash: trustSetHash(signed.text), approversEver: ofRole(set, 'approver').length > 0 });
}

function follow(state: TrustState, signed: SignedText): Result<TrustState> {
  const verified = verifySigners('trust-set', signed, state.set);
  if (!verified.ok) return verified;
  const parsed = parseSet(signed.text);
  if (!parsed.ok) return parsed;
  const set = parsed.value;
  if (set.organization !== state.set.organization) return refuse('wrong-organization');
  if (set.version <= state.set.version) return refuse('trust-version-not-rising');
  if (set.version !== state.set.version + 1 || set.previous !== state.hash) return refuse('trust-chain-broken');
  if (isWeakened(state, set) || !mayChange(state, set, verified.value)) return refuse('trust-weakened');
  const approversEver = state.approversEver || ofRole(set, 'approver').length > 0;
  return accept({ set, hash: trustSetHash(signed.text), approversEver });
}

/** Never back to 'none needed', whoever signs. */
function isWeakened(state: TrustState, next: TrustSet): boolean {
  if (!state.approversEver) return false;
  if (ofRole(next, 'approver').length === 0) return true;
  return needsAnyApproval(state.set.rules) && !needsAnyApproval(next.rules);
}

function mayChange(state: TrustState, next: TrustSet, signedBy: readonly Signer[]): boolean {
  const before = state.set;
  const roles = new Set(signedBy.map((signer) => signer.role));
  const byRecovery = roles.has('recovery');
  // Not by approvers either: a server that was never given any could make itself the first.
  if (!sameReleaseKeys(before, next) && !byRecovery) return false;
  if (!sameSigners(before, next, 'recovery') && !byRecovery) return false;
  if (!sameSigners(before, next, 'server') && !roles.has('server') && !byRecovery) return false;
  const guarded =
    sameSigners(before, next, 'approver') &&
    JSON.stringify(sortedRules(before.rules)) === JSON.stringify(sortedRules(next.rules)) &&
    before.console?.origin === next.console?.origin &&
    before.console?.rpId === next.console?.rpId;
  return guarded || !state.approversEver || byRecovery || countApprovers(signedBy) >= approvalsForChange(before);
}

/** A set that could verify nothing, names a key twice or under a foreign id, or has two rules for one kind is none. */
function parseSet(text: string): Result<TrustSet> {
  const parsed = parseAs(TrustSet, text);
  if (!parsed.ok) return parsed;
  const { signers, rules, console: consoleName, releaseKeys = [] } = parsed.value;
  const sound =
    signers.some((signer) => signer.role === 'server') &&
    signers.some((signer) => signer.role === 'recovery') &&
    signers.every((signer) => signer.keyId === keyIdOf(signer.publicKey)) &&
    signers.every((signer) => signer.use !== 'passkey' || (signer.role === 'approver' && consoleName !== null)) &&
    new Set([...signers, ...releaseKeys].map(({ keyId }) => keyId)).size === signers.length + releaseKeys.length &&
    releaseKeys.every(({ keyId, publicKey }) => keyId === keyIdOf(publicKey)) &&
    new Set(rules.map((rule) => rule.kind)).size === rules.length;
  return sound ? parsed : refuse('statement-malformed');
}

function ofRole(set: TrustSet, role: SignerRole): Signer[] {
  return set.signers.filter((signer) => signer.role === role);
}

function sameSigners(before: TrustSet, next: TrustSet, role: SignerRole): boolean {
  const entries = (set: TrustSet) => ofRole(set, role).map(entryOf).sort().join();
  return entries(before) === entries(next);
}

function sameReleaseKeys(before: TrustSet, next: TrustSet): boolean {
  const entries = ({ releaseKeys = [] }: TrustSet) => releaseKeys.map(({ keyId, name }) => `${keyId} ${name}`).sort();
  return JSON.stringify(entries(before)) === JSON.stringify(entries(next));
}

/** All that a signer's entry says, whatever the order of its fields. */
function entryOf({ keyId, algorithm, use, name, holder, credentialId }: Signer): string {
  return JSON.stringify([keyId, algorithm, use ?? 'key', name ?? null, holder ?? null, credentialId ?? null]);
}

function needsAnyApproval(rules: readonly ApprovalRule[]): boolean {
  return rules.some((rule) => rule.approvals > 0);
}

function sortedRules(rules: readonly ApprovalRule[]): (readonly [string, number, number])[] {
  return rules
    .map((rule) => [rule.kind, rule.approvals, rule.maxDevices] as const)
    .sort(([left], [right]) => (left < right ? -1 : 1));
}
