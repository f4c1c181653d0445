/** A signed release of a few bytes, put onto a server as the tools do it. */
import { createHash, randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { AgentRelease, Release, ReleaseFile, SignedText, TrustChain, TrustSet } from '@sekisho/contracts';
import { recoveryKeyFromText, type SigningKey, signText, trustSetHash } from '@sekisho/trust';
import type { ConsoleClient } from '../administration/console-client.ts';

const sha256 = (content: Uint8Array) => createHash('sha256').update(content).digest('hex');
const day = 24 * 3_600_000;

/** More than one part of a download. */
export const content = randomBytes(1_500_000);
export const packed = gzipSync(content);

const file: ReleaseFile = {
  name: 'agent.cjs',
  executable: false,
  bytes: content.length,
  sha256: sha256(content),
  packed: { bytes: packed.length, sha256: sha256(packed) },
};
export const packedSha256 = file.packed.sha256;

export function releaseText(version: string, changes: Partial<AgentRelease> = {}): string {
  const release: AgentRelease = {
    version,
    minimumVersion: '0.1.0',
    notBefore: Date.now() - day,
    notAfter: Date.now() + day,
    targets: [{ platform: 'linux', architecture: 'x64', files: [file] }],
    ...changes,
  };
  return JSON.stringify(release);
}

/** The trust set after the newest one, changed so. */
export async function nextTrustSet(
  admin: ConsoleClient,
  change: (set: TrustSet) => Partial<TrustSet>,
): Promise<string> {
  const { chain } = await admin.ok<TrustChain>('GET', '/api/v1/approvals/trust-chain');
  const { text } = chain.at(-1) as SignedText;
  const set = JSON.parse(text) as TrustSet;
  const next = { ...set, version: set.version + 1, previous: trustSetHash(text), issuedAt: Date.now() };
  return JSON.stringify({ ...next, ...change(set) });
}

export function recoveryKeyOf(text: string): SigningKey {
  const key = recoveryKeyFromText(text);
  if (!key.ok) throw new Error(key.code);
  return key.value;
}

export async function trustReleaseKey(admin: ConsoleClient, recoveryKey: string, { keyId, publicKey }: SigningKey) {
  const text = await nextTrustSet(admin, () => ({ releaseKeys: [{ keyId, publicKey, name: 'releases' }] }));
  await admin.ok('POST', '/api/v1/agent-updates/release-keys', signText('trust-set', text, recoveryKeyOf(recoveryKey)));
}

/** @returns the status */
export async function upload(admin: ConsoleClient, sha: string, body: Uint8Array): Promise<number> {
  const { cookie = '' } = admin;
  const headers = { cookie, 'sec-fetch-site': 'same-origin', 'content-type': 'application/octet-stream' };
  const to = `${admin.url}/api/v1/agent-updates/files/${sha}`;
  return (await fetch(to, { method: 'PUT', headers, body: new Uint8Array(body) })).status;
}

export async function addRelease(admin: ConsoleClient, key: SigningKey, version: string): Promise<Release> {
  const release = signText('agent-release', releaseText(version), key);
  const added = await admin.ok<Release>('POST', '/api/v1/agent-updates/releases', { release });
  if (added.missing.length > 0) await upload(admin, packedSha256, packed);
  return added;
}
