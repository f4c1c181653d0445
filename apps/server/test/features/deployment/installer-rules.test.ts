/** Decisions about installers, their tokens, and how a file is handed out. */
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import type { PackagePart } from '@sekisho/installers';
import { attachmentNamed } from '@sekisho/server/features/client-deployment/content-disposition.rules';
import { decodePosition, encodePosition } from '@sekisho/server/features/client-deployment/download-cursor.rules';
import {
  isFit,
  isInGroups,
  namedArchitecture,
  refusalOf,
  usesLeftOf,
} from '@sekisho/server/features/client-deployment/installer-download.rules';
import {
  makeInstallerToken,
  openInstallerToken,
} from '@sekisho/server/features/client-deployment/installer-token.rules';
import { sliceParts, streamParts } from '@sekisho/server/features/client-deployment/stamped-file';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';

const now = new Date('2026-11-28T00:00:00Z');
const later = new Date(now.getTime() + 1);

describe('an installer', () => {
  it.each([
    ['is good', { expiresAt: later, revokedAt: null }, null],
    ['is good until the moment it expires', { expiresAt: now, revokedAt: null }, 'installer-expired'],
    ['is revoked from then on', { expiresAt: later, revokedAt: now }, 'installer-revoked'],
    [
      'says that somebody revoked it rather than that it expired',
      { expiresAt: now, revokedAt: now },
      'installer-revoked',
    ],
  ])('%s', (_name, state, refusal) => {
    expect(refusalOf(state, now)).toBe(refusal);
  });

  it.each([
    [{ uses: 7, maximumUses: null }, null],
    [{ uses: 7, maximumUses: 10 }, 3],
    [{ uses: 10, maximumUses: 10 }, 0],
    [{ uses: 12, maximumUses: 10 }, 0],
  ])('%o leaves %s uses', (uses, left) => {
    expect(usesLeftOf(uses)).toBe(left);
  });

  it.each([
    ['anybody’s, for the whole organization', null, 0, true],
    ['of any group, for the whole organization', null, 5, true],
    ['of an own group', [4, 5], 5, true],
    ['of another group', [4, 5], 6, false],
    ['of the whole organization, for a group', [4, 5], 0, false],
  ] as const)('%s', (_name, groupIds, groupId, isOwn) => {
    expect(isInGroups(groupIds, groupId)).toBe(isOwn);
  });

  it.each([
    ['windows', 'standard', true],
    ['windows', 'standalone', false],
    ['linux', 'standard', false],
  ] as const)('of a package for the standard client of Windows, for %s %s: %s', (platform, clientKind, fits) => {
    expect(isFit({ platform: 'windows', clientKinds: ['standard'] }, { platform, clientKind })).toBe(fits);
  });

  it.each([
    [undefined, ['x64'], 'x64'],
    [undefined, ['x64', 'arm64'], null],
    [undefined, ['riscv64'], null],
    [undefined, [], null],
    ['arm64', ['x64', 'arm64'], 'arm64'],
  ] as const)('asked for %s of %o is named for %s', (asked, built, named) => {
    expect(namedArchitecture(asked, built)).toBe(named);
  });
});

describe('a token', () => {
  const key = randomBytes(32);
  const ids = fc.record({ organizationId: fc.uuid(), installerId: fc.uuid() });

  it('names its installer, always in the same signs', () => {
    fc.assert(
      fc.property(ids, (ref) => {
        const token = makeInstallerToken(ref, key);
        expect(openInstallerToken(token, key)).toEqual(ref);
        expect(makeInstallerToken(ref, key)).toBe(token);
        expect(token).toMatch(/^[A-Za-z0-9_.-]{20,200}$/);
      }),
    );
  });

  it('is worth nothing with any sign changed, or under another key', () => {
    const signs = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'];
    fc.assert(
      fc.property(ids, fc.nat({ max: 85 }), fc.constantFrom(...signs), (ref, at, sign) => {
        const token = makeInstallerToken(ref, key);
        fc.pre(token[at] !== sign);
        expect(openInstallerToken(`${token.slice(0, at)}${sign}${token.slice(at + 1)}`, key)).toBeNull();
        expect(openInstallerToken(token, randomBytes(32))).toBeNull();
      }),
    );
  });

  it.each(['', 'x', 'A'.repeat(86), 'A'.repeat(87), '!'.repeat(86)])('%s is none', (token) => {
    expect(openInstallerToken(token, key)).toBeNull();
  });
});

it('a cursor is read back, and nothing else is', () => {
  const position = { createdAt: now, id: randomUUID() };
  expect(decodePosition(encodePosition(position))).toEqual(position);
  expect(() => decodePosition('elsewhere')).toThrow('cursor-invalid');
});

it.each([
  ['setup.exe', `attachment; filename="setup.exe"; filename*=UTF-8''setup.exe`],
  ['営業 (1).exe', `attachment; filename="- (1).exe"; filename*=UTF-8''%E5%96%B6%E6%A5%AD%20%281%29.exe`],
  ['a"b\\c%41\r\n.exe', `attachment; filename="a-b-c-41-.exe"; filename*=UTF-8''a%22b%5Cc%2541%0D%0A.exe`],
])('%j is named in a header as everybody reads it', (fileName, header) => {
  expect(attachmentNamed(fileName)).toBe(header);
});

describe('a stamped file', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'sekisho-stamped-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const file = path.join(folder, 'payload');
  const payload = randomBytes(1_200_000);
  writeFileSync(file, payload);
  const parts: PackagePart[] = [
    Buffer.from('head'),
    { file, start: 100, end: 1_150_000 },
    new Uint8Array(0),
    Buffer.from('middle'),
    { file, start: 0, end: 10 },
  ];
  const whole = Buffer.concat([
    Buffer.from('head'),
    payload.subarray(100, 1_150_000),
    Buffer.from('middle'),
    payload.subarray(0, 10),
  ]);

  it('is its parts, one after the other', async () => {
    expect((await buffer(streamParts(parts))).equals(whole)).toBe(true);
  });

  it('is any part of them', async () => {
    const edges = fc.oneof(fc.nat({ max: 20 }), fc.integer({ min: whole.length - 30, max: whole.length }));
    await fc.assert(
      fc.asyncProperty(edges, edges, async (one, other) => {
        const [start, end] = [Math.min(one, other), Math.max(one, other)];
        const read = await buffer(streamParts(sliceParts(parts, start, end)));
        expect(read.equals(whole.subarray(start, end))).toBe(true);
      }),
      { numRuns: 30 },
    );
  });

  it('breaks off where a file has become shorter than it was', async () => {
    await expect(buffer(streamParts([{ file, start: 0, end: payload.length + 1 }]))).rejects.toThrow('ends at');
  });
});
