/** Releases of the agent: signed by a key of the trust set that no server holds, newer than what runs, and for this very machine. */
import {
  AgentRelease,
  compareVersions,
  type ReleaseTarget,
  type SignedText,
  type Signer,
  type TrustSet,
  type UpdateFault,
  type UpdateRequest,
} from '@sekisho/contracts';
import { parseAs } from './encoding.ts';
import { verifySigners } from './signed-text.ts';

export type ReleaseOpened =
  | { readonly ok: true; readonly release: AgentRelease; readonly target: ReleaseTarget }
  | { readonly ok: false; readonly fault: UpdateFault };

export interface ReleaseContext {
  readonly trust: TrustSet;
  /** What runs, and on what. */
  readonly running: UpdateRequest;
  /** Trusted time. */
  readonly nowMs: number;
}

const refuse = (fault: UpdateFault) => ({ ok: false, fault }) as const;

/** Verified before it is parsed; the server's word counts for nothing here. */
export function openRelease(signed: SignedText, { trust, running, nowMs }: ReleaseContext): ReleaseOpened {
  const read = readRelease(signed, trust);
  if (!read.ok) return read;
  const { release } = read;
  if (compareVersions(release.version, running.version) <= 0) return refuse('release-not-newer');
  if (compareVersions(running.version, release.minimumVersion) < 0) return refuse('release-step-too-wide');
  if (nowMs < release.notBefore) return refuse('release-not-yet');
  if (nowMs > release.notAfter) return refuse('release-expired');
  const target = targetFor(release, running);
  return target === null ? refuse('release-not-for-here') : { ok: true, release, target };
}

/** What a release key of the trust set has signed, whatever device it is for. */
export function readRelease(
  signed: SignedText,
  trust: TrustSet,
): { readonly ok: true; readonly release: AgentRelease } | Extract<ReleaseOpened, { ok: false }> {
  const signers = (trust.releaseKeys ?? []).map(({ keyId, publicKey }): Signer => {
    return { keyId, publicKey, role: 'approver', algorithm: 'ES256' };
  });
  if (!verifySigners('agent-release', signed, { signers, console: null }).ok) return refuse('release-untrusted');
  const parsed = parseAs(AgentRelease, signed.text);
  if (!parsed.ok || !parsed.value.targets.every(isSound)) return refuse('release-malformed');
  return { ok: true, release: parsed.value };
}

export function targetFor(
  { targets }: AgentRelease,
  { platform, architecture }: Pick<UpdateRequest, 'platform' | 'architecture'>,
): ReleaseTarget | null {
  const fits = ({ architecture: of }: ReleaseTarget) => of === architecture || of === 'universal';
  return targets.find((target) => target.platform === platform && fits(target)) ?? null;
}

/** No two names are one on a disk that does not tell large letters from small ones, and none is a folder for another. */
function isSound({ files }: ReleaseTarget): boolean {
  const names = files.map(({ name }) => name.toLowerCase());
  const folders = new Set(names.flatMap((name) => (name.includes('/') ? [name.split('/')[0] ?? ''] : [])));
  return new Set(names).size === names.length && !names.some((name) => folders.has(name));
}
