/** Releases: whose signature counts, and what a device takes of what was signed. */
import type { AgentRelease, ReleaseFile, TrustSet } from '@sekisho/contracts';
import { expect, test } from 'vitest';
import {
  generateSigningKey,
  genesisTrustSet,
  openRelease,
  type SigningKey,
  signText,
  trustSetHash,
  verifyTrustChain,
} from '../src/index.ts';

const organization = '01a2221e-eac8-71a4-91a0-eeb074778969';
const [server, recovery, key, stranger] = [1, 2, 3, 4].map(generateSigningKey) as [
  SigningKey,
  SigningKey,
  SigningKey,
  SigningKey,
];
const genesis = genesisTrustSet({ organization, issuedAt: 1, serverKeys: [server], recoveryKey: recovery });
const first = signText('trust-set', genesis, server);

function next(change: Partial<TrustSet>): string {
  return JSON.stringify({ ...JSON.parse(genesis), version: 2, previous: trustSetHash(genesis), ...change });
}
const entry = (of: SigningKey, name = 'releases') => ({ keyId: of.keyId, publicKey: of.publicKey, name });

function walk(text: string, ...by: SigningKey[]) {
  const signatures = by.flatMap((each) => signText('trust-set', text, each).signatures);
  const walked = verifyTrustChain([first, { text, signatures }], { pinnedHash: null });
  return walked.ok ? 'taken' : walked.code;
}

test('release keys come and go by the recovery key alone', () => {
  const added = next({ releaseKeys: [entry(key)] });
  expect(walk(added, recovery)).toBe('taken');
  expect(walk(added, server)).toBe('trust-weakened');
  expect(walk(next({ releaseKeys: [{ ...entry(key), keyId: stranger.keyId }] }), recovery)).toBe('statement-malformed');
  expect(walk(next({ releaseKeys: [entry(key), entry(key)] }), recovery)).toBe('statement-malformed');
});

test('a server that makes itself the first approver gets no release key by that', () => {
  const signers = [...JSON.parse(genesis).signers, { ...entry(stranger), role: 'approver', algorithm: 'ES256' }];
  const withApprover = next({ signers });
  expect(walk(withApprover, server)).toBe('taken');
  const text = JSON.stringify({
    ...JSON.parse(withApprover),
    version: 3,
    previous: trustSetHash(withApprover),
    releaseKeys: [entry(key)],
  });
  const chain = [first, signText('trust-set', withApprover, server)];
  const by = (...keys: SigningKey[]) => {
    const signatures = keys.flatMap((each) => signText('trust-set', text, each).signatures);
    const walked = verifyTrustChain([...chain, { text, signatures }], { pinnedHash: null });
    return walked.ok ? 'taken' : walked.code;
  };
  expect([by(server, stranger), by(recovery)]).toEqual(['trust-weakened', 'taken']);
});

const file: ReleaseFile = {
  name: 'agent.cjs',
  executable: false,
  bytes: 1,
  sha256: 'a'.repeat(64),
  packed: { bytes: 1, sha256: 'b'.repeat(64) },
};
const release: AgentRelease = {
  version: '0.5.0',
  minimumVersion: '0.3.0',
  notBefore: 1_000,
  notAfter: 2_000,
  targets: [{ platform: 'linux', architecture: 'x64', files: [file] }],
};
const trust = { ...(JSON.parse(genesis) as TrustSet), releaseKeys: [entry(key)] };
const running = { platform: 'linux', architecture: 'x64', version: '0.4.0' } as const;
const usual = { trust, running, nowMs: 1_500 };

function opened(text: string, { by = key, ...context }: { by?: SigningKey } & Partial<typeof usual> = {}) {
  const outcome = openRelease(signText('agent-release', text, by), { ...usual, ...context });
  return outcome.ok ? 'taken' : outcome.fault;
}
const named = (name: string) => ({ ...release, targets: [{ ...release.targets[0], files: [{ ...file, name }] }] });
const twice = (...names: string[]) => ({
  ...release,
  targets: [{ ...release.targets[0], files: names.map((name) => ({ ...file, name })) }],
});

test.each<[string, string, Parameters<typeof opened>[1], string]>([
  ['one that is fine', JSON.stringify(release), {}, 'taken'],
  ['by the server', JSON.stringify(release), { by: server }, 'release-untrusted'],
  ['by the recovery key', JSON.stringify(release), { by: recovery }, 'release-untrusted'],
  ['by somebody', JSON.stringify(release), { by: stranger }, 'release-untrusted'],
  ['where no key is trusted', JSON.stringify(release), { trust: JSON.parse(genesis) }, 'release-untrusted'],
  [
    'the same again',
    JSON.stringify(release),
    { running: { ...running, version: '0.5.0' } as never },
    'release-not-newer',
  ],
  [
    'an old one, signed once',
    JSON.stringify(release),
    { running: { ...running, version: '0.10.0' } as never },
    'release-not-newer',
  ],
  [
    'too wide a step',
    JSON.stringify(release),
    { running: { ...running, version: '0.2.9' } as never },
    'release-step-too-wide',
  ],
  ['too early', JSON.stringify(release), { nowMs: 999 }, 'release-not-yet'],
  ['too late', JSON.stringify(release), { nowMs: 2_001 }, 'release-expired'],
  [
    'for others',
    JSON.stringify(release),
    { running: { ...running, architecture: 'arm64' } as never },
    'release-not-for-here',
  ],
  ['no JSON', 'x', {}, 'release-malformed'],
  ['a path upwards', JSON.stringify(named('../agent.cjs')), {}, 'release-malformed'],
  ['a path from the root', JSON.stringify(named('/etc/passwd')), {}, 'release-malformed'],
  ['a drive', JSON.stringify(named('C:x')), {}, 'release-malformed'],
  ['a backslash', JSON.stringify(named('a\\b')), {}, 'release-malformed'],
  ['a hidden file', JSON.stringify(named('.agent')), {}, 'release-malformed'],
  ['two folders deep', JSON.stringify(named('a/b/c')), {}, 'release-malformed'],
  ['a name twice but for its letters', JSON.stringify(twice('a', 'A')), {}, 'release-malformed'],
  ['a file that is a folder too', JSON.stringify(twice('a', 'a/b')), {}, 'release-malformed'],
])('%s: %s', (_what, text, how, outcome) => {
  expect(opened(text, how)).toBe(outcome);
});

test('a changed bit anywhere, and another domain, are refused', () => {
  const signed = signText('agent-release', JSON.stringify(release), key);
  const changed = { ...signed, text: signed.text.replace('0.5.0', '0.6.0') };
  expect(openRelease(changed, usual)).toMatchObject({ fault: 'release-untrusted' });
  const otherDomain = signText('policy', JSON.stringify(release), key);
  expect(openRelease(otherDomain, usual)).toMatchObject({ fault: 'release-untrusted' });
});
