/** Packages of Windows from build to download, signed and not: stamped by replacing bytes, and a signature still holds. */
import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { PackageMaker, StampedPackage } from '../../src/packages.ts';
import { createUtilityMakers } from '../../src/utilities.ts';
import { readWindowsManifest, writeWindowsManifest } from '../../src/windows/built-packages.ts';
import type { WindowsProgram } from '../../src/windows/nsis.ts';
import { buildExe, buildMsi, buildRunAs, buildRunOnce } from '../../src/windows/package-builder.ts';
import type { Signer } from '../../src/windows/signing.ts';
import { findSlots, readStamped } from '../../src/windows/stamp-slot.ts';
import { createWindowsMakers } from '../../src/windows/windows-makers.ts';
import { installerConfiguration } from './installer-configuration.ts';

const run = promisify(execFile);
const scratch = mkdtempSync(path.join(tmpdir(), 'sekisho-windows-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const certificate = path.join(scratch, 'certificate.pem');

/** A certificate for signing code, of nobody; its own root. */
function makeSigner(): Signer {
  const [key, pkcs12, passwordFile] = ['key.pem', 'key.p12', 'password.txt'].map((name) => path.join(scratch, name));
  if (key === undefined || pkcs12 === undefined || passwordFile === undefined) throw new Error('no names');
  writeFileSync(passwordFile, 'not-a-secret');
  const usage = ['-addext', 'extendedKeyUsage=codeSigning', '-addext', 'keyUsage=digitalSignature'];
  const made = ['-newkey', 'rsa:2048', '-nodes', '-keyout', key, '-out', certificate, '-days', '2'];
  execFileSync('openssl', ['req', '-x509', ...made, '-subj', '/CN=Publisher of a test', ...usage], { stdio: 'pipe' });
  const from = ['-inkey', key, '-in', certificate, '-passout', `file:${passwordFile}`];
  execFileSync('openssl', ['pkcs12', '-export', ...from, '-out', pkcs12]);
  return { key: { pkcs12, passwordFile }, timestampUrl: null, caFile: certificate };
}

/** Only its names count here. */
const program: WindowsProgram = new Map(
  (['x64', 'x86', 'arm64'] as const).map((architecture) => [
    architecture,
    ['node.exe', 'koffi.node', 'agent.cjs', 'setup.cjs', 'sekisho.ico', 'licences/LICENSE.txt'].map((name) => {
      const own = /node/.test(name) ? ` for ${architecture}` : '';
      const icon = path.join(import.meta.dirname, '../../src/windows/nsis/sekisho.ico');
      return { name, content: name.endsWith('.ico') ? readFileSync(icon) : Buffer.from(`${name}${own}`) };
    }),
  ]),
);

function contentOf(stamped: StampedPackage | undefined): Buffer {
  const { parts, bytes } = stamped ?? { parts: [], bytes: 0 };
  const content = Buffer.concat(
    parts.map((part) => ('file' in part ? readFileSync(part.file).subarray(part.start, part.end) : part)),
  );
  expect(content.length).toBe(bytes);
  return content;
}

async function signatureOf(file: string): Promise<string> {
  const { stdout } = await run('osslsigncode', ['verify', '-CAfile', certificate, '-in', file]).catch(
    (error: { stdout: string }) => error,
  );
  return /^Signature verification: (.+)$/m.exec(stdout)?.[1] ?? 'none';
}

const signer = makeSigner();

describe.each([
  ['signed', signer],
  ['unsigned', null],
] as const)('%s', (name, signedBy) => {
  const folder = path.join(scratch, name);
  const makers = createWindowsMakers(folder);

  beforeAll(async () => {
    const plan = { folder, scratch: path.join(scratch, `${name}-build`), name, program, signer: signedBy };
    mkdirSync(plan.scratch);
    const options = { version: '1.2.3', target: 'x86-unicode', compressed: false } as const;
    const built = {
      exe: await buildExe(plan, options),
      msi: await buildMsi(plan, options),
      runAs: await buildRunAs(plan, { ...options, compressed: true }),
      program: await buildRunOnce(plan, options),
    };
    await writeWindowsManifest(folder, { agentVersion: '1.2.3', fingerprint: 'f', builtAtMs: 5, ...built });
  });

  test.each(makers.map((maker) => [maker.id, maker] as const))('%s', async (id, maker: PackageMaker) => {
    const isMsi = maker.extension === '.msi';
    const architectures = isMsi ? ['x64'] : ['x64', 'x86', 'arm64'];
    const signed = signedBy !== null;
    expect(await maker.find()).toMatchObject({ agentVersion: '1.2.3', builtAtMs: 5, architectures, signed });
    const content = contentOf(await maker.stamp(installerConfiguration));
    expect(JSON.parse(readStamped(content)?.toString() ?? '')).toEqual(installerConfiguration);
    const kind = id.slice('windows-'.length) as 'exe' | 'msi' | 'program';
    const before = readFileSync(path.join(folder, (await readWindowsManifest(folder))?.[kind]?.fileName ?? ''));
    expect(content.length).toBe(before.length);
    const at = findSlots(content).at(-1) ?? 0;
    expect(content.subarray(0, at).equals(before.subarray(0, at))).toBe(true);
    if (!isMsi) expect(content.length - at - 8_320).toBeLessThan(8);
    const file = path.join(scratch, `${name}-${kind}-stamped${maker.extension}`);
    writeFileSync(file, content);
    expect(await signatureOf(file)).toBe(signed ? 'ok' : 'none');
    // One byte of the program, and nobody vouches for it any more.
    content[content.length >> 3] = (content[content.length >> 3] ?? 0) ^ 1;
    writeFileSync(file, content);
    if (signed) expect(await signatureOf(file)).not.toBe('ok');
  });

  test('the run-as tool: a program of the console, with the key of an organization inside', async () => {
    const maker = createUtilityMakers(folder).find(({ id }) => id === 'run-as');
    const signed = signedBy !== null;
    expect(await maker?.find()).toEqual({ agentVersion: '1.2.3', builtAtMs: 5, signed });
    const [key, other] = ['0123456789abcdef'.repeat(4), 'f'.repeat(64)];
    const content = contentOf(await maker?.stamp(key));
    expect(readStamped(content)?.toString()).toBe(key);
    expect(content.equals(contentOf(await maker?.stamp(key)))).toBe(true);
    expect(content.equals(contentOf(await maker?.stamp(other)))).toBe(false);
    const file = path.join(scratch, `${name}-run-as.exe`);
    writeFileSync(file, content);
    const subsystem = content.readUInt32LE(0x3c) + 24 + 68;
    expect(content.readUInt16LE(subsystem)).toBe(3);
    expect(await signatureOf(file)).toBe(signed ? 'ok' : 'none');
    expect(content.length).toBeLessThan(2 ** 18);
  });
});

test('nothing built: the tools that are missing are named; with them, nothing is said', async () => {
  const makers = createWindowsMakers(path.join(scratch, 'nowhere'));
  expect(await Promise.all(makers.map((maker) => maker.find()))).toEqual([null, null, null]);
  const before = process.env['PATH'];
  process.env['PATH'] = scratch;
  try {
    expect(await Promise.all(makers.map((maker) => maker.find()))).toEqual([
      { tool: 'makensis', debianPackage: 'nsis' },
      { tool: 'wixl', debianPackage: 'wixl' },
      { tool: 'makensis', debianPackage: 'nsis' },
    ]);
  } finally {
    process.env['PATH'] = before;
  }
  await expect(makers[0]?.stamp(installerConfiguration)).rejects.toThrow('has not been built');
});
