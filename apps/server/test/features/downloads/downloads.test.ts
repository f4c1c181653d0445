/** Parts of a file, the certificate that the script pins, and the routes on a real server. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openDownloads } from '@sekisho/installers';
import { startInProcess } from '@sekisho/testkit/in-process-server';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { matchesTag, readByteRange } from '../../../src/features/downloads/byte-range.rules.ts';
import { downloadsRoutes } from '../../../src/features/downloads/downloads.routes.ts';
import { createDownloads, meetsOurCertificate } from '../../../src/features/downloads/downloads.service.ts';

test.each([
  [undefined, 10, null],
  ['bytes=0-3', 10, { start: 0, end: 3 }],
  ['bytes=4-', 10, { start: 4, end: 9 }],
  ['bytes=-3', 10, { start: 7, end: 9 }],
  ['bytes=-30', 10, { start: 0, end: 9 }],
  ['bytes=0-99', 10, { start: 0, end: 9 }],
  ['bytes=10-', 10, 'unsatisfiable'],
  ['bytes=-0', 10, 'unsatisfiable'],
  ['bytes=5-2', 10, null],
  ['bytes=-', 10, null],
  ['bytes=0-1,3-4', 10, null],
  ['items=0-1', 10, null],
])('range %s of %i', (header, size, range) => {
  expect(readByteRange(header, size)).toEqual(range);
});

test('a range is always inside the file', () => {
  fc.assert(
    fc.property(fc.nat(), fc.nat(), fc.integer({ min: 1, max: 1e9 }), (from, to, size) => {
      const range = readByteRange(`bytes=${from}-${to}`, size);
      return range === null || range === 'unsatisfiable' || (range.start <= range.end && range.end < size);
    }),
  );
});

test.each([
  [undefined, false],
  ['"abc"', true],
  ['"x", "abc"', true],
  ['*', true],
  ['W/"abc"', false],
])('tag %s', (header, matches) => {
  expect(matchesTag(header, '"abc"')).toBe(matches);
});

test.each([
  ['https://host:8443', undefined, 8443, true],
  ['https://sekisho.example.jp', 'https://sekisho.example.jp', 8443, false],
  ['https://sekisho.example.jp:8443', 'https://sekisho.example.jp:8443', 8443, true],
  ['http://sekisho.example.jp', 'http://sekisho.example.jp', 8443, false],
])('%s meets our certificate: %s %i %s', (deviceUrl, publicUrl, tlsPort, ours) => {
  expect(meetsOurCertificate(deviceUrl, publicUrl, tlsPort)).toBe(ours);
});

describe('over HTTP', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'sekisho-downloads-'));
  const content = Buffer.from('0123456789'.repeat(1000));
  const sha256 = 'c'.repeat(64);
  const fileName = 'agent-linux-x64.tar.gz';
  let server: Awaited<ReturnType<typeof startInProcess>>;
  let only: { id: string } | null = null;
  beforeAll(async () => {
    writeFileSync(path.join(folder, fileName), content);
    writeFileSync(path.join(folder, 'secret'), 'x');
    const archives = [{ fileName, architecture: 'x64', compression: 'gzip', bytes: content.length, sha256 }];
    const manifest = { agentVersion: '1.2.3', runtimeVersion: '26', fingerprint: 'f', archives };
    writeFileSync(path.join(folder, 'manifest.json'), JSON.stringify(manifest));
    const one = { id: 'one', code: 'O', name: 'One', homeRevision: 0 };
    server = await startInProcess({
      assemble: (platform) => ({
        authenticate: async () => null,
        features: [
          {
            name: 'downloads',
            routes: downloadsRoutes(
              createDownloads({
                ...platform,
                downloads: openDownloads(folder),
                publicUrl: undefined,
                tlsPort: 8443,
                organizations: {
                  findBySerial: async (serial) => (serial === 'KNOWN' ? one : null),
                  findOnly: async () => only,
                },
                trustHashOf: async (id) => (id === 'one' ? 'd'.repeat(64) : ''),
              }),
            ),
          },
        ],
      }),
    });
  });
  afterAll(async () => {
    await server.dispose();
    rmSync(folder, { recursive: true, force: true });
  });
  const get = (address: string, headers: Record<string, string> = {}) => fetch(server.url + address, { headers });

  test('the script names server, root, trust and archive; a wrong serial number gives no trust, and no way into the shell', async () => {
    const known = await (await get('/install.sh?serial=KNOWN')).text();
    expect(known).toContain(`trust_hash='${'d'.repeat(64)}'`);
    expect(known).toContain("serial='KNOWN'");
    expect(known).toContain(sha256);
    expect(known).toContain('-----BEGIN CERTIFICATE-----');
    const unknown = await (await get("/install.sh?serial=';reboot;'")).text();
    expect(unknown).toContain("trust_hash=''");
    expect(unknown).toContain(`serial=''\\'';reboot;'\\'''`);
  });

  test('where there is one organization nobody learns from the script whether a serial number is right', async () => {
    only = { id: 'one' };
    const [right, wrong] = await Promise.all(
      ['KNOWN', 'WRONG'].map(async (serial) => (await get(`/install.sh?serial=${serial}`)).text()),
    );
    only = null;
    expect(right).toContain(`trust_hash='${'d'.repeat(64)}'`);
    expect(wrong?.replace("serial='WRONG'", "serial='KNOWN'")).toBe(right);
  });

  test('whole, in part, continued, unchanged', async () => {
    const whole = await get(`/install/${fileName}`);
    expect([whole.status, whole.headers.get('etag'), whole.headers.get('content-type')]).toEqual([
      200,
      `"${sha256}"`,
      'application/gzip',
    ]);
    expect(Buffer.from(await whole.arrayBuffer()).equals(content)).toBe(true);
    const part = await get(`/install/${fileName}`, { range: 'bytes=9990-' });
    expect([part.status, part.headers.get('content-range'), await part.text()]).toEqual([
      206,
      'bytes 9990-9999/10000',
      '0123456789',
    ]);
    const other = await get(`/install/${fileName}`, { range: 'bytes=5-', 'if-range': '"another"' });
    expect([other.status, (await other.arrayBuffer()).byteLength]).toEqual([200, 10_000]);
    expect((await get(`/install/${fileName}`, { 'if-none-match': `"${sha256}"` })).status).toBe(304);
    expect((await get(`/install/${fileName}`, { range: 'bytes=10000-' })).status).toBe(416);
  });

  test.each(['secret', 'manifest.json', '..%2Fsecret', '%2e%2e', 'agent-linux-arm64.tar.gz'])(
    'nothing but what the manifest names: %s',
    async (name) => {
      expect((await get(`/install/${name}`)).status).toBe(404);
    },
  );
});
