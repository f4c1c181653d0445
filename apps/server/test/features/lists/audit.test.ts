/** The audit log: searched, sealed in a chain, and whatever was done to it afterwards found out. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { AuditLog, SignedText, Task } from '@sekisho/contracts';
import { verifyAuditLogs } from '@sekisho/server/features/audit/index';
import { canonicalJson, entryHash, genesisHash } from '@sekisho/server/features/audit/seal.rules';
import { checkpointsFile, sealAll } from '@sekisho/server/features/audit/sealer';
import { verifyAudit } from '@sekisho/server/features/audit/verify-audit';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ConsoleClient, rowsOf, startWorld, type World } from '../administration/console-client.ts';
import { DeviceClient } from '../administration/device-client.ts';
import { ended, fileOf } from './task-client.ts';

let world: World;
let organizationId: string;
let folder: string;
beforeAll(async () => {
  world = await startWorld();
  folder = await mkdtemp(path.join(tmpdir(), 'sekisho-audit-'));
  organizationId = String((await rowsOf(world.server, 'organizations'))[0]?.['id']);
  const { serialNumber } = await world.admin.ok<{ serialNumber: string }>('GET', '/api/v1/system');
  const device = await DeviceClient.register(world.server.url, serialNumber, { computerName: '営業-01' });
  await world.admin.ok('POST', `/api/v1/devices/${device.id}/commands`, { kind: 'lock' });
  for (const name of ['a', 'b', 'c']) await world.admin.ok('POST', '/api/v1/groups', { name });
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

const log = (query: Record<string, string> = {}) =>
  world.admin.ok<AuditLog>('GET', `/api/v1/audit-log?${new URLSearchParams(query)}`);
const db = () => world.server.database.db;
const seal = () => sealAll({ ...world.server.platform, checkpointsFolder: folder });
const verify = (kept: readonly SignedText[] = []) =>
  verifyAudit(world.server.platform, organizationId, { checkpoints: kept, cuts: [] });

describe('the log', () => {
  it('tells who did what to whom, newest first', async () => {
    const { items } = await log();
    expect(items[0]).toMatchObject({
      actor: { type: 'administrator', name: 'tanaka', byToken: false },
      action: 'group.created',
      target: { type: 'group', id: '3', name: 'c' },
    });
    const lock = items.find(({ action }) => action === 'device.lock-issued');
    expect(lock?.target).toMatchObject({ type: 'device', name: '営業-01' });
    const registered = items.find(({ action }) => action === 'device.registered');
    expect(registered?.actor).toEqual({ type: 'device', name: '営業-01', byToken: false });
  });

  it('is searched by actor, act, target and time', async () => {
    expect((await log({ action: 'group.created' })).items).toHaveLength(3);
    expect((await log({ actor: 'tanaka', action: 'device.lock-issued' })).items).toHaveLength(1);
    expect((await log({ actor: 'Tanaka' })).items).toEqual([]);
    expect((await log({ target: 'group:2' })).items.map(({ detail }) => detail)).toEqual([{ name: 'b' }]);
    expect((await log({ from: new Date(Date.now() + 60_000).toISOString() })).items).toEqual([]);
    expect((await log({ until: new Date(Date.now() - 3_600_000).toISOString() })).items).toEqual([]);
    for (const query of ['action=x', 'cursor=x', 'target=x', 'from=x'])
      expect((await world.admin.refusal('GET', `/api/v1/audit-log?${query}`)).status).toBe(400);
  });

  it('comes in pages that repeat and lose nothing', async () => {
    const all = (await log()).items.map(({ id }) => id);
    const seen: string[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const page: AuditLog = await log({ limit: '2', ...(cursor === '' ? {} : { cursor }) });
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor;
    }
    expect(seen).toEqual(all);
  });
});

it('equal values have one text', () => {
  expect(canonicalJson({ b: [1, { d: null, c: 'あ' }], a: 1.0 })).toBe('{"a":1,"b":[1,{"c":"あ","d":null}]}');
});

describe('the seal', () => {
  it('chains what there is, signs where it ends, and keeps that outside the database', async () => {
    expect(await verify()).toMatchObject({ entries: 0, keyId: null, faults: [] });
    const count = (await rowsOf(world.server, 'audit_log')).length;
    expect(await seal()).toBe(count);
    expect(await seal()).toBe(0);
    const kept = await readFile(checkpointsFile(folder, organizationId), 'utf8');
    expect(JSON.parse(kept.trim())).toMatchObject({ signatures: [{}] });
    expect(await verify()).toMatchObject({ entries: count, checkpoints: 1, unsealed: 0, faults: [] });
    const { sealed, items } = await log();
    expect(sealed.entries).toBe(count);
    expect(items.every(({ sequence }) => sequence !== null)).toBe(true);
  });

  it('goes on from where it ended', async () => {
    await world.admin.ok('POST', '/api/v1/groups', { name: 'd' });
    expect((await verify()).unsealed).toBe(1);
    expect(await seal()).toBe(1);
    expect(await verify()).toMatchObject({ checkpoints: 2, unsealed: 0, faults: [] });
  });

  it('is put by one at a time, however many processes try', async () => {
    for (const name of ['e', 'f', 'g']) await world.admin.ok('POST', '/api/v1/groups', { name });
    const sealed = await Promise.all([seal(), seal(), seal()]);
    expect(sealed.reduce((sum, each) => sum + each, 0)).toBe(3);
    expect((await verify()).faults).toEqual([]);
  });

  /** Does something to the log, looks what is found, and undoes it. */
  async function found(change: () => Promise<unknown>, kept: readonly SignedText[] = []) {
    const before = await rowsOf(world.server, 'audit_log');
    const checkpoints = await rowsOf(world.server, 'audit_checkpoints');
    await change();
    const { faults } = await verify(kept);
    await sql`delete from audit_log`.execute(db());
    await sql`delete from audit_checkpoints`.execute(db());
    const text = (value: unknown) => JSON.stringify(value);
    for (const row of before)
      await sql`insert into audit_log (organization_id, id, at, actor, action, target, detail, sequence, hash)
        values (${row['organization_id']}, ${row['id']}, ${row['at']}, ${text(row['actor'])}::jsonb, ${row['action']}, ${row['target']},
          ${text(row['detail'])}::jsonb, ${row['sequence']}, ${row['hash']})`.execute(db());
    for (const row of checkpoints)
      await sql`insert into audit_checkpoints values (${row['organization_id']}, ${row['sequence']}, ${row['text']},
        ${text(row['signatures'])}::jsonb, ${row['created_at']})`.execute(db());
    expect((await verify(kept)).faults).toEqual([]);
    return faults.map(({ kind, ...rest }) => `${kind} ${Object.values(rest)[0]}`);
  }

  it('finds a changed entry', async () => {
    expect(
      await found(() => sql`update audit_log set detail = '{"name":"x"}' where sequence = 3`.execute(db())),
    ).toEqual(['changed 3']);
    expect(
      await found(() => sql`update audit_log set at = at - interval '1 day' where sequence = 3`.execute(db())),
    ).toEqual(['changed 3']);
    expect(
      await found(() => sql`update audit_log set actor = '{"type":"system"}' where sequence = 1`.execute(db())),
    ).toEqual(['changed 1']);
  });

  it('finds a deleted entry, and one that was put in its place', async () => {
    expect(await found(() => sql`delete from audit_log where sequence = 4`.execute(db()))).toEqual(['missing 4']);
    expect(
      await found(async () => {
        await sql`delete from audit_log where sequence = 4`.execute(db());
        await sql`insert into audit_log (organization_id, id, at, actor, action, sequence, hash)
          select organization_id, gen_random_uuid(), at, actor, action, 4, hash from audit_log where sequence = 5`.execute(
          db(),
        );
      }),
    ).toEqual(['changed 4', 'changed 5']);
  });

  it('finds entries that changed places', async () => {
    expect(
      await found(async () => {
        await sql`update audit_log set sequence = 99999 where sequence = 3`.execute(db());
        await sql`update audit_log set sequence = 3 where sequence = 4`.execute(db());
        await sql`update audit_log set sequence = 4 where sequence = 99999`.execute(db());
      }),
    ).toEqual(['changed 3', 'changed 4', 'changed 5']);
  });

  it('finds a chain that was worked out anew, by the checkpoints', async () => {
    const faults = await found(async () => {
      await sql`update audit_log set detail = '{"name":"x"}' where sequence = 3`.execute(db());
      let hash = genesisHash(organizationId);
      for (const row of (await rowsOf(world.server, 'audit_log')).sort(
        (a, b) => Number(a['sequence']) - Number(b['sequence']),
      )) {
        if (row['sequence'] === null) continue;
        const { id, actor, action, target, detail } = row as {
          id: string;
          actor: object;
          action: string;
          target: string;
          detail: object;
        };
        hash = entryHash(hash, {
          sequence: Number(row['sequence']),
          id,
          at: (row['at'] as Date).toISOString(),
          actor,
          action,
          target,
          detail,
        });
        await sql`update audit_log set hash = decode(${hash}, 'hex') where id = ${id}`.execute(db());
      }
    });
    expect(new Set(faults.map((fault) => fault.split(' ')[0]))).toEqual(new Set(['checkpoint-differs']));
  });

  it('finds an end that was cut off, by checkpoints kept elsewhere', async () => {
    const kept = (await readFile(checkpointsFile(folder, organizationId), 'utf8'))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as SignedText);
    const cut = async () => {
      await sql`delete from audit_log where sequence > 5`.execute(db());
      await sql`delete from audit_checkpoints`.execute(db());
    };
    expect(await found(cut)).toEqual([]);
    expect(await found(cut, kept)).toEqual(['truncated 6']);
  });

  it('finds a checkpoint that somebody else signed', async () => {
    const forged = () => sql`update audit_checkpoints set text = replace(text, '"hash":"', '"hash":"0')`.execute(db());
    expect((await found(forged))[0]).toMatch(/^checkpoint-invalid/);
  });
});

it('the command says so, and fails when something is wrong', async () => {
  const organizations = [{ id: organizationId, code: 'CODE' }];
  const run = (flags: [string, string][] = []) =>
    verifyAuditLogs(world.server.platform, organizations, folder, { positionals: [], flags: new Map(flags) });
  expect((await run())[0]).toMatch(
    /^Organization CODE: whole \(\d+ entries, \d+ checkpoints, \d+ not sealed yet, key [0-9a-f]{32}\)$/,
  );
  await expect(run([['--organization', 'OTHER']])).rejects.toThrow('There is no organization OTHER');
  await sql`update audit_log set action = 'group.deleted' where sequence = 2`.execute(db());
  await expect(run()).rejects.toThrow(/NOT what was sealed[\s\S]*entry 2 /);
  await sql`update audit_log set action = ${'x'} where sequence = 2`.execute(db());
});

it('is exported with hashes, checkpoints and key, so that others can check it', async () => {
  await seal();
  const { id } = await world.admin.ok<Task>('POST', '/api/v1/audit-log/export');
  const task = await ended(world.admin, id);
  expect(task.state).toBe('done');
  const lines = (await (await fileOf(world.admin, id, 'result')).text())
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(lines[0]).toMatchObject({ organization: organizationId });
  expect(lines.filter((line) => 'entry' in line)).toHaveLength(task.outcome?.rows ?? -1);
  expect(lines.filter((line) => 'checkpoint' in line).length).toBeGreaterThan(1);
});

it('is nobody’s without the permission', async () => {
  const { secret } = await world.admin.ok<{ secret: string }>('POST', '/api/v1/api-tokens', {
    name: 'no audit',
    permissions: ['devices.read'],
    expiresAt: null,
  });
  const client = new ConsoleClient(world.server.url, secret);
  expect((await client.refusal('GET', '/api/v1/audit-log')).status).toBe(403);
  const exports = (await world.admin.ok<{ items: Task[] }>('GET', '/api/v1/tasks')).items;
  expect(exports.map(({ kind }) => kind)).toContain('audit-export');
  expect((await client.ok<{ items: Task[] }>('GET', '/api/v1/tasks')).items.map(({ kind }) => kind)).not.toContain(
    'audit-export',
  );
});
