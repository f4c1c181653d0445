/** Utilities and add-on software over real HTTP (I05): who may, what is refused, what a file holds, what is told. */
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  type AddOnSoftware,
  type AddOnSoftwareList,
  type AuditLog,
  addOnMaxBytes,
  addOnMaxFiles,
  addOnPartBytes,
  type DeviceGroup,
  type Utility,
  type UtilityList,
  utilityIds,
} from '@sekisho/contracts';
import { createUtilityMakers } from '@sekisho/installers';
import { assemble } from '@sekisho/server/wiring';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addOrganization, ConsoleClient, rowsOf, startWorld, type World } from '../administration/console-client.ts';
import { anAddOn, beginAddOn, putPart, registerAddOn } from './add-on-uploads.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'sekisho-client-software-'));
const slotBytes = 8_320;
let world: World;
let admin: ConsoleClient;
let groupAdmin: ConsoleClient;
let stranger: ConsoleClient;

const api = '/api/v1/add-on-software';
const sha256 = (content: Uint8Array) => createHash('sha256').update(content).digest('hex');

/** A build of the tool as the server finds it: small, with room for a key. */
function buildRunAs(): void {
  const content = Buffer.alloc(1_000 + slotBytes, 'tool');
  writeFileSync(path.join(folder, 'run-as-x.exe'), content);
  const runAs = { fileName: 'run-as-x.exe', bytes: content.length, slotAt: 1_000, architectures: [], signed: true };
  const manifest = {
    agentVersion: '0.4.0',
    fingerprint: 'small',
    builtAtMs: 1_790_000_000_000,
    exe: null,
    msi: null,
    program: null,
  };
  writeFileSync(path.join(folder, 'manifest.json'), JSON.stringify({ ...manifest, runAs }));
}

beforeAll(async () => {
  world = await startWorld({
    assemble: (platform) => assemble(platform, [], createUtilityMakers(folder)),
  });
  admin = world.admin;
  const group = await admin.ok<DeviceGroup>('POST', '/api/v1/groups', { name: '営業部' });
  const password = 'a quiet evening';
  await admin.ok('POST', '/api/v1/administrators', {
    loginId: 'group-admin',
    email: 'group@example.jp',
    language: 'ja',
    role: 'group',
    groupIds: [group.id],
    welcome: 'password',
    password,
  });
  groupAdmin = new ConsoleClient(world.server.url);
  await groupAdmin.ok('POST', '/api/v1/session', { loginId: 'group-admin', password });
  stranger = await addOrganization(world.server, 'stranger');
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

async function auditOf(action: string): Promise<AuditLog['items']> {
  return (await admin.ok<AuditLog>('GET', `/api/v1/audit-log?action=${action}`)).items;
}

describe('utilities', () => {
  const list = async (client: ConsoleClient) => (await client.ok<UtilityList>('GET', '/api/v1/utilities')).items;
  const runAsOf = async (client: ConsoleClient): Promise<Utility> => {
    const found = (await list(client)).find(({ id }) => id === 'run-as');
    if (found === undefined) throw new Error('no run-as tool');
    return found;
  };
  const keyIn = (content: Buffer) => content.toString('latin1', 1_128, 1_192);

  it('are not there before they are built; scripts always are', async () => {
    const [first, ...rest] = await list(admin);
    expect(first).toMatchObject({ id: 'run-as', sha256: null, version: null, builtAt: null, bytes: null });
    expect(rest.map(({ id }) => id)).toEqual(utilityIds.slice(1));
    for (const each of rest) expect(each.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(await admin.refusal('GET', '/api/v1/utilities/run-as/file')).toMatchObject({
      status: 409,
      code: 'utility-unavailable',
    });
  });

  it('are fetched with the very hash that is shown; each fetch is told', async () => {
    buildRunAs();
    for (const { id, url, fileName, bytes, sha256: shown } of await list(admin)) {
      const { body, headers } = await admin.file(url);
      expect({ id, bytes: body.length, sha256: sha256(body) }).toEqual({ id, bytes, sha256: shown });
      expect(headers.get('content-disposition')).toContain(fileName);
      expect(headers.get('cache-control')).toBe('no-store');
      expect((await auditOf('utility.fetched'))[0]).toMatchObject({
        target: { type: 'utility', id },
        detail: { name: fileName, sha256: shown },
      });
    }
  });

  it('carry a key of the organization, always the same, that no row of the database shows', async () => {
    buildRunAs();
    const { url } = await runAsOf(admin);
    const key = keyIn((await admin.file(url)).body);
    expect(key).toMatch(/^[0-9a-f]{64}$/);
    expect(keyIn((await groupAdmin.file(url)).body)).toBe(key);
    expect(keyIn((await stranger.file(url)).body)).not.toBe(key);
    const stored = JSON.stringify([
      await rowsOf(world.server, 'service_keys'),
      await rowsOf(world.server, 'audit_log'),
    ]);
    expect(stored).not.toContain(key);
  });

  it('can be fetched from where an interrupted download stopped', async () => {
    buildRunAs();
    const { url, sha256: shown } = await runAsOf(admin);
    const all = (await admin.file(url)).body;
    const part = await admin.file(url, { range: 'bytes=990-1200', 'if-range': `"${shown}"` });
    expect(part.status).toBe(206);
    expect(part.body.equals(all.subarray(990, 1_201))).toBe(true);
  });

  it('that are none are refused', async () => {
    expect(await admin.refusal('GET', '/api/v1/utilities/rootkit/file')).toMatchObject({ status: 400 });
  });
});

describe('add-on software', () => {
  const content = 'an installer of somebody else '.repeat(300_000);
  const bytesOf = Buffer.from(content);
  const list = async (client: ConsoleClient) => (await client.ok<AddOnSoftwareList>('GET', api)).items;
  const stored = async () => (await rowsOf(world.server, 'add_on_software')) as { id: string; name: string }[];

  it('is kept as it is, listed with its hash, fetched whole and in part, and told', async () => {
    const added = await registerAddOn(admin, content, { name: ' 印刷管理 か\u3099 ' });
    const { bytes, sha256: shown, createdBy, name } = added;
    const wanted = { bytes: bytesOf.length, shown: sha256(bytesOf), createdBy: 'tanaka', name: '印刷管理 が' };
    expect({ bytes, shown, createdBy, name }).toEqual(wanted);
    expect(await list(groupAdmin)).toContainEqual(added);
    const { body, headers } = await groupAdmin.file(added.url);
    expect(body.equals(bytesOf)).toBe(true);
    expect(headers.get('content-disposition')).toContain(`filename*=UTF-8''${encodeURIComponent(anAddOn.fileName)}`);
    // Over the seam of two parts.
    const [from, to] = [addOnPartBytes - 3, 2 * addOnPartBytes + 5];
    const part = await admin.file(added.url, { range: `bytes=${from}-${to}`, 'if-range': `"${shown}"` });
    expect(part.status).toBe(206);
    expect(part.body.equals(bytesOf.subarray(from, to + 1))).toBe(true);
    const told = {
      target: { type: 'add-on-software', id: added.id },
      detail: { name: `${name} 1.2`, fileName: anAddOn.fileName, sha256: shown },
    };
    expect((await auditOf('add-on-software.registered'))[0]).toMatchObject(told);
    expect((await auditOf('add-on-software.fetched'))[0]).toMatchObject(told);
    await admin.ok('DELETE', `${api}/${added.id}`);
    expect((await auditOf('add-on-software.deleted'))[0]).toMatchObject(told);
    expect(await list(admin)).not.toContainEqual(added);
    expect((await rowsOf(world.server, 'add_on_software_parts')).filter(({ id }) => id === added.id)).toEqual([]);
    expect(await admin.refusal('GET', added.url)).toMatchObject({ status: 404, code: 'add-on-software-not-found' });
  });

  it('is of one system, name and version once', async () => {
    const added = await registerAddOn(admin, 'x', { name: 'twice' });
    const again = { ...anAddOn, name: ' twice', bytes: 1 };
    const taken = { status: 409, code: 'add-on-software-name-taken', fields: ['/name'] };
    expect(await admin.refusal('POST', api, again)).toEqual(taken);
    for (const other of [{ version: '1.3' }, { platform: 'linux' } as const])
      await registerAddOn(admin, 'y', { name: 'twice', ...other });
    await admin.ok('DELETE', `${api}/${added.id}`);
    await registerAddOn(admin, 'z', { name: 'twice' });
  });

  it.each([
    ['a blank name', { name: '　' }, 'name-blank'],
    ['a blank version', { version: ' ' }, 'name-blank'],
    ['a file name that leads elsewhere', { fileName: '../setup.exe' }, 'validation-failed'],
    ['a file name with a line in it', { fileName: 'a\r\nb.exe' }, 'validation-failed'],
    ['a file name that is none', { fileName: '..' }, 'validation-failed'],
    ['a system that there is not', { platform: 'beos' }, 'validation-failed'],
    ['an empty file', { bytes: 0 }, 'validation-failed'],
    ['a file that is too large', { bytes: addOnMaxBytes + 1 }, 'validation-failed'],
  ])('%s is refused and leaves nothing', async (_what, changes, code) => {
    const before = await stored();
    const wanted = { ...anAddOn, name: 'refused', bytes: 1, ...changes };
    expect(await admin.refusal('POST', api, wanted)).toMatchObject({ status: 400, code });
    expect(await stored()).toEqual(before);
  });

  it('takes parts of the very size that was said, again if need be, and is nothing until it is complete', async () => {
    const { id, parts, partBytes } = await beginAddOn(admin, addOnPartBytes + 2, { name: 'in parts' });
    expect({ parts, partBytes }).toEqual({ parts: 2, partBytes: addOnPartBytes });
    const [first, last] = [Buffer.alloc(addOnPartBytes, 'a'), Buffer.from('zz')];
    const complete = () => admin.refusal('POST', `${api}/${id}/complete`);
    expect(await putPart(admin, id, 1, last)).toBeNull();
    expect(await complete()).toMatchObject({ status: 409, code: 'add-on-software-incomplete' });
    for (const [part, unfit] of [
      [0, last],
      [0, Buffer.alloc(addOnPartBytes + 1)],
      [1, first],
      [1, Buffer.from('z')],
      [2, last],
    ] as const)
      expect(await putPart(admin, id, part, unfit)).toBe('add-on-software-part-unfit');
    expect(await putPart(admin, id, 128, last)).toBe('validation-failed');
    expect(await putPart(admin, id, 0, Buffer.alloc(addOnPartBytes, 'b'))).toBeNull();
    expect(await putPart(admin, id, 0, first)).toBeNull();
    expect((await list(admin)).map(({ name }) => name)).not.toContain('in parts');
    expect(await admin.refusal('GET', `${api}/${id}/file`)).toMatchObject({ status: 404 });
    const { url, sha256: shown } = await admin.ok<AddOnSoftware>('POST', `${api}/${id}/complete`);
    expect(shown).toBe(sha256(Buffer.concat([first, last])));
    expect((await admin.file(url)).body.equals(Buffer.concat([first, last]))).toBe(true);
    // What is there stays as it is.
    expect(await putPart(admin, id, 1, last)).toBe('add-on-software-not-found');
    expect(await complete()).toMatchObject({ status: 404 });
  });

  it('a part that is too large is refused over a connection that goes on; nothing that was sent before is lost', async () => {
    const { id } = await beginAddOn(admin, addOnPartBytes + 2, { name: 'too large' });
    await putPart(admin, id, 0, Buffer.alloc(addOnPartBytes));
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const send = (content: Buffer) =>
      new Promise<{ status: number | undefined; from: number | undefined }>((resolve, reject) => {
        const headers = { cookie: admin.cookie ?? '', 'sec-fetch-site': 'same-origin' };
        const type = { 'content-type': 'application/octet-stream' };
        const to = { method: 'PUT', agent, headers: { ...headers, ...type } };
        const sent = request(`${admin.url}${api}/${id}/parts/1`, to, (response) => {
          const from = response.socket.localPort;
          response.on('end', () => resolve({ status: response.statusCode, from })).resume();
        });
        sent.on('error', reject);
        sent.end(content);
      });
    const refused = await send(Buffer.alloc(3 * addOnPartBytes));
    expect(refused.status).toBe(400);
    expect(await send(Buffer.from('zz'))).toEqual({ status: 204, from: refused.from });
    agent.destroy();
    await admin.ok('POST', `${api}/${id}/complete`);
  });

  it('that was begun can be given up; what nobody completed goes by itself', async () => {
    const { id } = await beginAddOn(admin, 1, { name: 'given up' });
    await admin.ok('DELETE', `${api}/${id}`);
    await beginAddOn(admin, 1, { name: 'given up' });
    await sql`update add_on_software set created_at = created_at - interval '7 hours' where sha256 is null`.execute(
      world.server.database.db,
    );
    await registerAddOn(admin, 'x', { name: 'given up' });
    expect((await stored()).filter(({ name }) => name === 'given up').length).toBe(1);
  });

  it('of another organization is not there', async () => {
    const added = await registerAddOn(admin, 'x', { name: 'ours' });
    const { id } = await beginAddOn(admin, 1, { name: 'ours, begun' });
    expect(await list(stranger)).toEqual([]);
    for (const [method, at] of [
      ['GET', added.url],
      ['DELETE', `${api}/${added.id}`],
      ['DELETE', `${api}/${id}`],
      ['POST', `${api}/${id}/complete`],
    ] as const)
      expect(await stranger.refusal(method, at)).toMatchObject({ status: 404, code: 'add-on-software-not-found' });
    expect(await putPart(stranger, id, 0, Buffer.from('x'))).toBe('add-on-software-not-found');
    await registerAddOn(stranger, 'y', { name: 'ours' });
  });

  it('is registered and deleted by administrators of the whole organization alone', async () => {
    const added = await registerAddOn(admin, 'x', { name: 'guarded' });
    const { id } = await beginAddOn(admin, 1, { name: 'guarded, begun' });
    const denied = { status: 403, code: 'permission-denied' };
    expect(await groupAdmin.refusal('POST', api, { ...anAddOn, bytes: 1 })).toMatchObject(denied);
    expect(await putPart(groupAdmin, id, 0, Buffer.from('x'))).toBe(denied.code);
    for (const [method, at] of [
      ['POST', `${api}/${id}/complete`],
      ['DELETE', `${api}/${added.id}`],
    ] as const)
      expect(await groupAdmin.refusal(method, at)).toMatchObject(denied);
    const nobody = new ConsoleClient(world.server.url);
    for (const at of [api, added.url, '/api/v1/utilities', '/api/v1/utilities/run-as/file'])
      expect(await nobody.refusal('GET', at)).toMatchObject({ status: 401 });
  });

  it('is not without end', async () => {
    for (let count = (await stored()).length; count <= addOnMaxFiles; count += 1)
      await registerAddOn(admin, 'x', { name: `many ${count}` });
    const refused = { status: 409, code: 'add-on-software-too-many' };
    expect(await admin.refusal('POST', api, { ...anAddOn, name: 'one too many', bytes: 1 })).toMatchObject(refused);
  });
});
