/** A stamped package, signed by a certificate of the operator's: others still read it, and openssl finds both signatures good, and no longer after a change. */
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { inflateSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { encode } from '../../src/der.ts';
import { readSignerFile } from '../../src/macos/signer-file.ts';
import { createTimestamp } from '../../src/macos/timestamp.ts';
import { xarHead } from '../../src/macos/xar.ts';
import { signPackage } from '../../src/macos/xar-signature.ts';

const scratch = mkdtempSync(path.join(tmpdir(), 'sekisho-signing-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));
const at = (name: string) => path.join(scratch, name);
const nowMs = Date.now();

const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: scratch, stdio: 'pipe' });

/** Root, the one between, and the operator's; as Apple has it. */
function makeCertificates(): void {
  writeFileSync(at('password'), 'secret\n');
  const request = (name: string, key: string) =>
    openssl('req', '-newkey', key, '-nodes', '-subj', `/CN=${name}`, '-keyout', `${name}.key`, '-out', `${name}.csr`);
  const issue = (name: string, by: string, extensions: string) => {
    writeFileSync(at(`${name}.ext`), extensions);
    const issuer = by === name ? ['-signkey', `${name}.key`] : ['-CA', `${by}.pem`, '-CAkey', `${by}.key`];
    openssl(...['x509', '-req', '-in', `${name}.csr`, ...issuer, '-extfile', `${name}.ext`, '-out', `${name}.pem`]);
  };
  for (const name of ['root', 'between', 'installer', 'time']) request(name, 'rsa:2048');
  issue('root', 'root', 'basicConstraints=critical,CA:TRUE');
  issue('between', 'root', 'basicConstraints=critical,CA:TRUE');
  issue('installer', 'between', 'keyUsage=critical,digitalSignature');
  issue('time', 'root', 'extendedKeyUsage=critical,timeStamping');
  const pack = ['pkcs12', '-export', '-passout', 'file:password', '-inkey', 'installer.key', '-in', 'installer.pem'];
  openssl(...pack, '-out', 'installer.p12');
  // As Keychain Access still writes it.
  openssl(...pack, '-legacy', '-out', 'old.p12');
}

const files = [
  { path: 'Distribution', content: Buffer.from('<installer-gui-script/>') },
  { path: 'agent.pkg/Scripts', content: Buffer.from('scripts with what was stamped') },
  { path: 'agent.pkg/Payload', content: Buffer.alloc(300_000, 'payload') },
];

beforeAll(() => {
  makeCertificates();
  writeFileSync(at('plain.pkg'), xarHead(files));
});

/** Read by another way than it was written. */
function tableOf(file: string) {
  const archive = readFileSync(file);
  const heapAt = 28 + Number(archive.readBigUInt64BE(8));
  const table = inflateSync(archive.subarray(28, heapAt)).toString();
  const part = (name: string) => {
    const found = new RegExp(`<${name} style="(\\w+)">\\s*<offset>(\\d+)</offset>\\s*<size>(\\d+)</size>`).exec(table);
    const [, style, offset, size] = found ?? [];
    const start = heapAt + Number(offset);
    return { style, bytes: archive.subarray(start, start + Number(size)) };
  };
  return { table, checksum: part('checksum'), rsa: part('signature'), cms: part('x-signature') };
}

/** What openssl says of both signatures, and why not. */
function verify(file: string): readonly [boolean, boolean, string] {
  const { checksum, rsa, cms } = tableOf(file);
  writeFileSync(at('checksum'), checksum.bytes);
  writeFileSync(at('rsa'), rsa.bytes);
  writeFileSync(at('cms'), cms.bytes);
  const run = (...args: string[]) => spawnSync('openssl', args, { cwd: scratch });
  const options = ['-pkeyopt', 'digest:sha1', '-in', 'checksum', '-sigfile', 'rsa'];
  const plain = run('pkeyutl', '-verify', '-certin', '-inkey', 'installer.pem', ...options);
  const inside = ['-inform', 'DER', '-in', 'cms', '-content', 'checksum', '-binary', '-purpose', 'any'];
  const full = run('cms', '-verify', ...inside, '-CAfile', 'root.pem', '-out', 'out');
  return [plain.status === 0, full.status === 0, full.stderr.toString() + plain.stderr.toString()];
}

function unpacked(file: string): Record<string, string> {
  const folder = `${file}.flat`;
  mkdirSync(folder);
  execFileSync('bsdtar', ['-xf', file, '-C', folder]);
  const names = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((each) => each.isFile());
  return Object.fromEntries(
    names.map(({ parentPath, name }) => {
      const whole = path.join(parentPath, name);
      return [path.relative(folder, whole), readFileSync(whole, 'latin1')];
    }),
  );
}

const sign = async (from: string, to: string, pkcs12 = 'installer.p12') => {
  const signer = await readSignerFile(at(pkcs12), at('password'), at('between.pem'));
  await signPackage(at(from), at(to), { signer, nowMs, timestamp: null });
};

test.each(['installer.p12', 'old.p12'])(
  '%s: both signatures are good, and everything is in it as before',
  async (name) => {
    const signed = `signed-by-${name}.pkg`;
    await sign('plain.pkg', signed, name);
    expect(verify(at(signed))).toEqual([true, true, expect.any(String)]);
    const { table, rsa, cms } = tableOf(at(signed));
    expect([rsa.style, rsa.bytes.length, cms.style]).toEqual(['RSA', 256, 'CMS']);
    expect(table.match(/<X509Certificate>/g)).toHaveLength(4);
    const expected = Object.fromEntries(files.map(({ path: each, content }) => [each, content.toString('latin1')]));
    expect(unpacked(at(signed))).toEqual(expected);
    expect(execFileSync('7z', ['t', at(signed)]).toString()).toContain('Everything is Ok');
  },
);

test('what is changed afterwards is no longer signed: a file by its checksum, the table by the signatures', async () => {
  await sign('plain.pkg', 'before.pkg');
  const file = readFileSync(at('before.pkg'));
  file[file.length - 1] = 0;
  writeFileSync(at('payload-changed.pkg'), file);
  expect(spawnSync('7z', ['t', at('payload-changed.pkg')]).status).not.toBe(0);
  const other = files.map((each, index) =>
    index === 1 ? { ...each, content: Buffer.from('of somebody else') } : each,
  );
  writeFileSync(at('other.pkg'), xarHead(other));
  await sign('other.pkg', 'other-signed.pkg');
  // The signatures of the one in the other.
  const [one, two] = [tableOf(at('before.pkg')), tableOf(at('other-signed.pkg'))];
  const swapped = readFileSync(at('other-signed.pkg'));
  const put = (from: Buffer, over: Buffer) => from.copy(swapped, swapped.indexOf(over));
  put(one.rsa.bytes, two.rsa.bytes);
  put(one.cms.bytes, two.cms.bytes);
  writeFileSync(at('swapped.pkg'), swapped);
  expect(verify(at('swapped.pkg')).slice(0, 2)).toEqual([false, false]);
});

test('without the certificate between, nobody trusts it; openssl says so', async () => {
  const signer = await readSignerFile(at('installer.p12'), at('password'), null);
  expect(signer.certificates).toHaveLength(1);
  await signPackage(at('plain.pkg'), at('alone.pkg'), { signer, nowMs, timestamp: null });
  const [plain, full, why] = verify(at('alone.pkg'));
  expect([plain, full]).toEqual([true, false]);
  expect(why).toContain('unable to get local issuer certificate');
});

test.each([
  ['signed already', async () => sign('signed-by-installer.p12.pkg', 'twice.pkg'), 'signed already'],
  ['no package', async () => sign('root.pem', 'x.pkg'), 'no package of ours'],
  [
    'cut off',
    async () => {
      writeFileSync(at('cut.pkg'), readFileSync(at('plain.pkg')).subarray(0, 100));
      await sign('cut.pkg', 'x.pkg');
    },
    'damaged',
  ],
])('%s: refused, and nothing is left', async (_, act, why) => {
  await expect(act()).rejects.toThrow(why);
  expect(readdirSync(scratch).filter((name) => /^(twice|x)\.pkg/.test(name))).toEqual([]);
});

test('where it cannot be written nothing is left beside it', async () => {
  mkdirSync(at('taken.pkg'));
  await expect(sign('plain.pkg', 'taken.pkg')).rejects.toThrow('EISDIR');
  expect(readdirSync(scratch).filter((name) => name.startsWith('taken'))).toEqual(['taken.pkg']);
});

test('a key that is not RSA is refused, and a wrong password', async () => {
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256'];
  openssl('req', '-x509', ...curve, '-nodes', '-subj', '/CN=x', '-keyout', 'ec.key', '-out', 'ec.pem');
  openssl('pkcs12', '-export', '-passout', 'file:password', '-inkey', 'ec.key', '-in', 'ec.pem', '-out', 'ec.p12');
  await expect(sign('plain.pkg', 'x.pkg', 'ec.p12')).rejects.toThrow('not RSA');
  writeFileSync(at('wrong'), 'another\n');
  await expect(readSignerFile(at('installer.p12'), at('wrong'), null)).rejects.toThrow('openssl pkcs12');
});

async function serve(answer: (request: Buffer) => Buffer) {
  const server = createServer(async (request, response) => void response.end(answer(await buffer(request))));
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return { url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/`, close: () => server.close() };
}

test('an authority’s word on the time stands in the signature, over the signature itself', async () => {
  writeFileSync(at('tsa.cnf'), '[tsa]\nserial=serial\nsigner_digest=sha256\ndigests=sha256\ndefault_policy=1.2.3\n');
  writeFileSync(at('serial'), '01');
  const server = await serve((query) => {
    writeFileSync(at('query'), query);
    const by = ['-config', 'tsa.cnf', '-section', 'tsa', '-signer', 'time.pem', '-inkey', 'time.key'];
    openssl('ts', '-reply', '-queryfile', 'query', ...by, '-out', 'answer');
    return readFileSync(at('answer'));
  });
  const signer = await readSignerFile(at('installer.p12'), at('password'), at('between.pem'));
  const ask = createTimestamp(server.url);
  let signature: Buffer = Buffer.alloc(0);
  const timestamp = (asked: Buffer) => {
    signature = asked;
    return ask(asked);
  };
  await signPackage(at('plain.pkg'), at('timed.pkg'), { signer, nowMs, timestamp });
  server.close();
  expect(readFileSync(at('query')).includes(createHash('sha256').update(signature).digest())).toBe(true);
  expect(tableOf(at('timed.pkg')).cms.bytes.includes(signature)).toBe(true);
  expect(verify(at('timed.pkg')).slice(0, 2)).toEqual([true, true]);
  openssl('ts', '-verify', '-queryfile', 'query', '-in', 'answer', '-CAfile', 'root.pem');
  const told = openssl('cms', '-cmsout', '-print', '-inform', 'DER', '-in', 'cms').toString();
  expect(told).toContain('id-smime-aa-timeStampToken');
});

test('an authority that refuses leaves no package', async () => {
  const refused = encode(0x30, encode(0x30, encode(0x02, Buffer.of(2))));
  const server = await serve(() => refused);
  const signer = await readSignerFile(at('installer.p12'), at('password'), null);
  const options = { signer, nowMs, timestamp: createTimestamp(server.url) };
  await expect(signPackage(at('plain.pkg'), at('x.pkg'), options)).rejects.toThrow('the time was refused');
  server.close();
});
