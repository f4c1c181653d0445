/** `npm run approve` as a person uses it, against a whole server: a key of one's own, a look at the bytes, a signature. */
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type {
  ApprovalAsked,
  ApprovalRequest,
  ApprovalsOverview,
  Session,
  SignedText,
  SystemInformation,
  TrustSet,
} from '@sekisho/contracts';
import { createTrust } from '@sekisho/server/features/trust/index';
import { assemble } from '@sekisho/server/wiring';
import { type InProcessServer, startInProcess } from '@sekisho/testkit/in-process-server';
import { signText, trustSetHash } from '@sekisho/trust';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestDevice } from '../../server/test/features/devices/test-device.ts';
import { approveCommands, parseCommandLine, releaseCommands } from '../src/command-line.ts';
import { printable } from '../src/content.ts';

const main = path.join(import.meta.dirname, '../src/main.ts');
const passphrase = 'cedar gate by the river';
let server: InProcessServer;
let folder = '';
let cookie = '';
let token = '';
let recoveryKey = '';
let deviceId = '';

async function api<T>(method: string, route: string, body?: unknown): Promise<T> {
  const response = await fetch(`${server.url}${route}`, {
    method,
    headers: {
      cookie,
      'sec-fetch-site': 'same-origin',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${route}: ${response.status} ${text}`);
  const [pair = ''] = (response.headers.get('set-cookie') ?? '').split(';');
  if (pair !== '') cookie = pair;
  return (text === '' ? undefined : JSON.parse(text)) as T;
}

/** Runs the program with these lines typed; everything it prints, and its status. */
function approve(args: readonly string[], lines: readonly string[] = [], language = 'en_US.UTF-8') {
  const file = path.join(folder, 'approver.json');
  const all = [main, ...args, '--key', file, '--server', server.url, '--token-file', path.join(folder, 'token')];
  const child = spawn(process.execPath, all, { env: { PATH: process.env['PATH'], LC_ALL: language } });
  let output = '';
  child.stdout.on('data', (chunk) => (output += String(chunk)));
  child.stderr.on('data', (chunk) => (output += String(chunk)));
  child.stdin.end(lines.map((line) => `${line}\n`).join(''));
  return new Promise<{ output: string; status: number | null }>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status) => resolve({ output, status }));
  });
}

const overview = () => api<ApprovalsOverview>('GET', '/api/v1/approvals');
const stateOf = async (id: string) => (await api<ApprovalRequest>('GET', `/api/v1/approval-requests/${id}`)).state;
const deregister = async () => (await api<ApprovalAsked>('POST', `/api/v1/devices/${deviceId}/deregister`)).requestId;

beforeAll(async () => {
  server = await startInProcess({ assemble, settings: { publicUrl: 'https://192.0.2.1' } });
  folder = await mkdtemp(path.join(tmpdir(), 'sekisho-approve-'));
  const link = server.announcements.map((line) => /#token=(\S+)/.exec(line)?.[1]).find(Boolean);
  const facts = { organizationName: 'Sekisho', contractedDevices: 5, loginId: 'akiko', email: 'a@example.jp' };
  const setUp = { token: link, password: 'Barrier-gate-1601', language: 'en', ...facts };
  ({ recoveryKey } = await api<{ recoveryKey: string }>('POST', '/api/v1/setup', setUp));
  const wanted = { name: 'approve', permissions: ['approvals.read', 'approvals.write'], expiresAt: null };
  token = (await api<{ secret: string }>('POST', '/api/v1/api-tokens', wanted)).secret;
  await writeFile(path.join(folder, 'token'), `${token}\n`);
  const { serialNumber } = await api<SystemInformation>('GET', '/api/v1/system');
  const device = await new TestDevice(server.url).join(serialNumber, { computerName: 'sales-07' });
  deviceId = device.id;
});
afterAll(async () => {
  await server.dispose();
  await rm(folder, { recursive: true, force: true });
});

describe('the command line', () => {
  it.each([
    [['key', '--name', 'x'], 'key'],
    [['list'], 'list'],
    [['sign', 'abc'], 'sign'],
    [['recover', 'abc'], 'recover'],
    [['sign'], null],
    [['list', 'abc'], null],
    [['sign', 'a', 'b'], null],
    [['dance'], null],
    [['key', '--unknown'], null],
    [[], null],
  ] as [string[], string | null][])('%j', (args, command) => {
    expect(parseCommandLine(args, approveCommands)?.command ?? null).toBe(command);
  });

  it('of releases: what is signed and uploaded is named, a key and its trust are not', () => {
    const commandOf = (...args: string[]) => parseCommandLine(args, releaseCommands)?.command ?? null;
    expect([commandOf('sign', 'folder'), commandOf('upload'), commandOf('trust'), commandOf('recover', 'x')]).toEqual([
      'sign',
      null,
      'trust',
      null,
    ]);
  });

  it('shows nothing that moves the cursor', () => {
    expect(printable('PC\u001b[2K\r\u202eevil')).toBe('PC\ufffd[2K\ufffd\ufffdevil');
  });
});

describe('an approver at another machine', () => {
  it('makes a key, sealed and for its owner alone, and is the first approver', async () => {
    const short = await approve(['key', '--name', 'Office'], ['short', 'short']);
    expect(short).toMatchObject({ status: 1 });
    const { output, status } = await approve(['key', '--name', 'Office'], [passphrase, passphrase]);
    expect(output).toContain('You are the first approver now.');
    expect(output).not.toContain(passphrase);
    expect(status).toBe(0);
    const file = path.join(folder, 'approver.json');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await readFile(file, 'utf8')).not.toContain(passphrase);
    expect((await overview()).approvers).toMatchObject([{ name: 'Office', use: 'key', holder: 'akiko' }]);
    expect((await approve(['key'], [passphrase, passphrase])).output).toContain('a file with a key already');
  });

  it('sees a change of rules in words, and signs it only when told to', async () => {
    const rules = [{ kind: 'deregistration', approvals: 1, maxDevices: 3 }];
    const { requestId } = await api<ApprovalAsked>('POST', '/api/v1/approvals/changes', { rules });
    const look = await approve(['sign', requestId], ['no']);
    expect(look.output).toContain('Deregistration: 1 approval, up to 3 at once');
    expect(look).toMatchObject({ status: 1 });
    const wrong = await approve(['sign', requestId], ['yes', 'another passphrase']);
    expect(wrong.output).toContain('Another passphrase');
    expect(await stateOf(requestId)).toBe('open');
    const { output, status } = await approve(['sign', requestId], ['はい', passphrase], 'ja_JP.UTF-8');
    expect(output).toContain('使用不可: 1 人の承認、一度に 3 まで');
    expect(output).toContain('承認され、実行されました。');
    expect(status).toBe(0);
  });

  it('lists and signs a deregistration with the device’s name and number', async () => {
    const id = await deregister();
    expect((await approve(['list'])).output).toContain(`${id}  Deregistration  akiko  0 of 1`);
    await server.database.asOwner(
      `update approval_statements set subject = replace(subject, 'sales-07', 'old-scrap') where request_id = $1`,
      [id],
    );
    const tampered = await approve(['sign', id], ['yes', passphrase]);
    expect(tampered.output).toContain('Do not sign');
    expect(await stateOf(id)).toBe('open');
    await server.database.asOwner(
      `update approval_statements set subject = replace(subject, 'old-scrap', 'sales-07') where request_id = $1`,
      [id],
    );
    const { output } = await approve(['sign', id], ['yes', passphrase]);
    expect(output).toContain(`sales-07  serial number HW-1  ${deviceId}`);
    expect(await stateOf(id)).toBe('approved');
  });

  it('changes rules with the recovery key', async () => {
    const rules = [{ kind: 'deregistration', approvals: 1, maxDevices: 9 }];
    const { requestId } = await api<ApprovalAsked>('POST', '/api/v1/approvals/changes', { rules });
    const wrong = await approve(['recover', requestId], ['yes', 'ABCD-EFGH']);
    expect(wrong.output).toContain('This is not the recovery key');
    const { output } = await approve(['recover', requestId], ['yes', recoveryKey]);
    expect(output).toContain('Approved and carried out.');
    expect((await overview()).rules).toEqual(rules);
  });

  it('signs nothing for a server that shows another trust', async () => {
    const { organization } = await api<Session>('GET', '/api/v1/session');
    const { chain, serverKey } = await createTrust(server.platform).of(organization.id);
    await server.database.asOwner('delete from trust_sets where version > 1');
    let last = chain[0] as SignedText;
    for (let version = 2; version <= chain.length + 1; version += 1) {
      const set = { ...(JSON.parse(last.text) as TrustSet), version, previous: trustSetHash(last.text) };
      last = signText('trust-set', JSON.stringify(set), serverKey);
      await server.database.asOwner('insert into trust_sets values ($1, $2, $3, $4, $5)', [
        organization.id,
        version,
        trustSetHash(last.text),
        last.text,
        JSON.stringify(last.signatures),
      ]);
    }
    const { output, status } = await approve(['sign', '018f0000-0000-7000-8000-000000000000'], ['yes', passphrase]);
    expect(output).toContain('does not follow the one this machine knows');
    expect(status).toBe(1);
  });
});
