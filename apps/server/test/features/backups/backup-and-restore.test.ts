/** Backup and restore on real databases: everything comes back, what may have been withdrawn does not, and what is not ours is refused. */
import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { backUp, restore } from '@sekisho/server/features/backups/index';
import { deleteOldest } from '@sekisho/server/features/backups/scheduled-backups';
import { restoreJump } from '@sekisho/server/features/check-in/index';
import type { Settings } from '@sekisho/server/platform/config/settings';
import { applicationGrants } from '@sekisho/server/platform/database/roles';
import { systemEnvironment } from '@sekisho/server/platform/environment';
import { createLog } from '@sekisho/server/platform/log';
import type { BareCommandPorts } from '@sekisho/server/platform/run-command';
import { assemble } from '@sekisho/server/wiring';
import { eventually } from '@sekisho/testkit/eventually';
import { type InProcessServer, startInProcess } from '@sekisho/testkit/in-process-server';
import { createTestDatabase, migrationsFolder, type TestDatabase } from '@sekisho/testkit/postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ConsoleClient, setupRequest, startWorld, temporaryFolder } from '../administration/console-client.ts';
import { TestDevice } from '../devices/test-device.ts';

type Flags = Readonly<Record<string, string>>;

function urlOf({ access }: TestDatabase): string {
  const { host, port, user, password, database } = access.owner;
  const query = new URLSearchParams({ host: String(host), port: String(port) });
  return `postgresql://${user}:${encodeURIComponent(String(password))}@/${database}?${query}`;
}

/** Every row of every table, as text. */
async function contentOf(database: TestDatabase): Promise<Record<string, string>> {
  const tables = await database.asOwner<{ name: string }>(
    `select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')
     and relname not in ('schema_migrations', 'restores', 'backups') order by 1`,
  );
  const content: Record<string, string> = {};
  for (const { name } of tables) {
    const [row] = await database.asOwner<{ text: string | null }>(
      `select string_agg(t::text, e'\\n' order by t::text) as text from ${name} t`,
    );
    content[name] = row?.text ?? '';
  }
  return content;
}

/** Indexes, keys and triggers that a restore lays aside for a while. */
async function shapeOf(database: TestDatabase): Promise<string[]> {
  const rows = await database.asOwner<{ line: string }>(
    `select pg_get_indexdef(indexrelid) as line from pg_index join pg_class on oid = indexrelid
       where relnamespace = 'public'::regnamespace
     union all select conrelid::regclass || ' ' || pg_get_constraintdef(oid) from pg_constraint
       where connamespace = 'public'::regnamespace and contype = 'f'
     union all select tgrelid::regclass || ' ' || tgname || tgenabled::text from pg_trigger where not tgisinternal
     order by 1`,
  );
  return rows.map(({ line }) => line);
}

describe('backup and restore', () => {
  let folder: { path: string } & AsyncDisposable;
  let source: TestDatabase;
  let target: TestDatabase;
  let device: TestDevice;
  let cookie: string | undefined;
  let apiToken: string;
  let before: Record<string, string>;
  const opened: AsyncDisposable[] = [];

  const at = (name: string) => path.join(folder.path, name);
  const ports = (database: TestDatabase, data = 'data'): BareCommandPorts => ({
    settings: { data: at(data), masterKeyFile: at('master.key'), databaseUrl: urlOf(database) } as Settings,
    environment: systemEnvironment,
    version: '0.0.0-test',
    migrationsFolder,
    log: createLog('silent'),
    print: () => {},
  });
  const folders = [
    {
      name: 'audit-checkpoints',
      get path() {
        return at('data/audit-checkpoints');
      },
    },
  ];
  const input = (flags: Flags) => ({ positionals: [], flags: new Map(Object.entries(flags)) });
  const restoreInto = (database: TestDatabase, flags: Flags) => restore(ports(database), folders, input(flags));
  const codeOf = (work: Promise<unknown>) =>
    work.then(
      () => 'done',
      (cause: { code?: string }) => cause.code ?? String(cause),
    );
  async function empty(): Promise<TestDatabase> {
    const database = await createTestDatabase({ migrated: false });
    opened.push(database);
    // The servers of tests connect as the application's role, which owns nothing.
    for (const grant of applicationGrants) await database.asOwner(grant);
    return database;
  }
  const start = (database: TestDatabase): Promise<InProcessServer> =>
    startInProcess({ assemble, database, settings: { data: at('data'), masterKeyFile: at('master.key') } });

  beforeAll(async () => {
    folder = await temporaryFolder();
    await writeFile(at('master.key'), `${randomBytes(32).toString('base64')}\n`);
    await writeFile(at('passphrase'), 'a gate, a pass, a mountain\n');
    source = await createTestDatabase();
    const world = await startWorld({
      database: source,
      settings: { data: at('data'), masterKeyFile: at('master.key') },
    });
    const { serialNumber } = await world.admin.ok<{ serialNumber: string }>('GET', '/api/v1/system');
    device = new TestDevice(world.server.url);
    await device.join(serialNumber);
    await device.checkIn();
    await world.admin.ok('POST', `/api/v1/devices/${device.id}/commands`, { kind: 'unlock' });
    const token = await world.admin.ok<{ secret: string }>('POST', '/api/v1/api-tokens', {
      name: 'a',
      permissions: ['devices.read'],
      expiresAt: null,
    });
    apiToken = token.secret;
    await fillByHand();
    await mkdir(at('data/audit-checkpoints'), { recursive: true });
    await writeFile(at('data/audit-checkpoints/x.jsonl'), 'kept outside\n');
    cookie = world.admin.cookie;
    await world.server.stop();
    before = await contentOf(source);
  }, 60_000);

  afterAll(async () => {
    for (const one of opened) await one[Symbol.asyncDispose]();
    await source?.drop();
    await folder?.[Symbol.asyncDispose]();
  });

  /** What no test device does: a wipe that nobody has fetched, a link, an approval that waits, positions in weeks and between them, odd texts. */
  async function fillByHand(): Promise<void> {
    const [organization] = await source.asOwner<{ id: string }>('select id from organizations');
    const [administrator] = await source.asOwner<{ id: string }>('select id from administrators');
    const own = [organization?.id, device.id];
    const statements: readonly [string, readonly unknown[]][] = [
      [
        `insert into commands (organization_id, id, device_id, kind, state, intent, issued_at)
        values ($1, gen_random_uuid(), $2, 'wipe', 'issued', '{}', now())`,
        own,
      ],
      [
        `insert into account_links (token_hash, organization_id, administrator_id, purpose, created_at, expires_at)
        values ('\\x01', $1, $2, 'password-reset', now(), now() + interval '1 hour')`,
        [organization?.id, administrator?.id],
      ],
      [
        `insert into approval_requests (organization_id, id, kind, text, asked_at, expires_at)
        values ($1, gen_random_uuid(), 'policy', '{}', now(), now() + interval '1 day')`,
        [organization?.id],
      ],
      [`select make_location_week(date_trunc('week', now() - interval '3 years')::date)`, []],
      [
        `insert into device_locations select $1, $2, n, now() - interval '3 years' - n * interval '3 days', now(), 1.5, 2.25, 3, 'wifi'
        from generate_series(1, 5) n`,
        own,
      ],
      [
        `update device_list set note = E'\\t\\n\\\\N \\\\. "x",\\u7d4c\\u7406' where organization_id = $1 and device_id = $2`,
        own,
      ],
      [`insert into outbox (topic, payload) select 'nothing', '{}' from generate_series(1, 7)`, []],
    ];
    for (const [text, values] of statements) await source.asOwner(text, values);
  }

  it('brings every row, index, key and file back, and counts on where it was', async () => {
    await backUp(ports(source), folders, input({ '--to': at('plain.backup') }));
    await backUp(ports(source), folders, input({ '--to': at('keys.backup'), '--with-keys': at('passphrase') }));
    expect((await readFile(at('plain.backup'))).includes('kept outside')).toBe(false);
    await rm(at('data'), { recursive: true });
    target = await empty();
    await restoreInto(target, { '--from': at('plain.backup') });
    expect(await contentOf(target)).toEqual(before);
    expect(await shapeOf(target)).toEqual(await shapeOf(source));
    expect(await readFile(at('data/audit-checkpoints/x.jsonl'), 'utf8')).toBe('kept outside\n');
    const next = `insert into outbox (topic, payload) values ('nothing', '{}') returning id`;
    expect(await target.asOwner(next)).toEqual(await source.asOwner(next));
  }, 60_000);

  it('records every backup', async () => {
    const rows = await source.asOwner(
      'select started_by, with_keys, code, row_count > 20 as many from backups order by finished_at',
    );
    const good = { started_by: 'command', code: null, many: true };
    expect(rows).toEqual([
      { ...good, with_keys: false },
      { ...good, with_keys: true },
    ]);
    expect(await codeOf(backUp(ports(source), folders, input({ '--to': at('nowhere/x') })))).toBe('target-unusable');
    const [last] = await source.asOwner('select code, bytes from backups order by finished_at desc limit 1');
    expect(last).toEqual({ code: 'target-unusable', bytes: null });
  });

  it('settles once what a restored server owes, before it serves anybody', async () => {
    const first = await start(target);
    const second = await start(target);
    expect(
      [...first.announcements, ...second.announcements].filter((line) => line.startsWith('This server was restored')),
    ).toHaveLength(1);
    const words = first.announcements.find((line) => line.startsWith('Ended')) ?? '';
    expect(words).toMatch(/1 sessions, 1 account links, 1 API tokens, 1 approval requests.* 1 wipes and 1 unlocks/);
    await second.dispose();
    const console = new ConsoleClient(first.url);
    console.cookie = cookie;
    expect((await console.call('GET', '/api/v1/session')).status).toBe(401);
    expect((await new ConsoleClient(first.url, apiToken).call('GET', '/api/v1/devices')).status).toBe(401);
    const again = new ConsoleClient(first.url);
    await again.ok('POST', '/api/v1/session', { loginId: setupRequest.loginId, password: setupRequest.password });
    const states = await target.asOwner<{ kind: string; state: string }>(
      'select kind, state from commands order by kind',
    );
    expect(states).toEqual([
      { kind: 'unlock', state: 'superseded' },
      { kind: 'wipe', state: 'expired' },
    ]);
    expect(await target.asOwner('select state from approval_requests')).toEqual([{ state: 'outdated' }]);
    const [policy] = await target.asOwner<{ revision: string }>(`select revision from policies where code = 'A01'`);
    expect(Number(policy?.revision)).toBeGreaterThan(restoreJump);
    const { items } = await again.ok<{ items: { action: string }[] }>('GET', '/api/v1/audit-log');
    expect(items.map(({ action }) => action)).toContain('organization.restored');
    await takesDeviceAlong(first);
    await first.dispose();
  }, 60_000);

  /** It holds revisions that the server has forgotten: it gets newer ones, and is asked for what was told before. */
  async function takesDeviceAlong(server: InProcessServer): Promise<void> {
    const same = Object.assign(new TestDevice(server.url), { ...device, url: server.url });
    const body = await same.checkIn({ settingsRevision: 12_345 });
    expect(body.settings?.settingsRevision).toBeGreaterThan(restoreJump);
    expect(body.tellAnew).toBe(true);
    const next = await same.checkIn({ settingsRevision: body.settings?.settingsRevision ?? 0 });
    expect([next.settings, next.tellAnew]).toEqual([undefined, undefined]);
  }

  it('keeps API tokens where it is told that none was revoked since', async () => {
    const kept = await empty();
    await restoreInto(kept, { '--from': at('plain.backup'), '--api-tokens': 'keep' });
    const server = await start(kept);
    expect((await new ConsoleClient(server.url, apiToken).call('GET', '/api/v1/devices')).status).toBe(200);
    await server.dispose();
  }, 30_000);

  it('brings the key back with the passphrase, where there is none', async () => {
    const own = await empty();
    const place = { ...ports(own), settings: { ...ports(own).settings, masterKeyFile: at('elsewhere/master.key') } };
    await restore(place, folders, input({ '--from': at('keys.backup'), '--passphrase-file': at('passphrase') }));
    const key = async (file: string) => (await readFile(file, 'utf8')).trim();
    expect(await key(at('elsewhere/master.key'))).toBe(await key(at('master.key')));
  }, 30_000);

  describe('refuses', () => {
    async function changed(name: string, change: (bytes: Buffer) => Buffer): Promise<string> {
      await writeFile(at(name), change(await readFile(at('plain.backup'))));
      return at(name);
    }
    const attempt = async (file: string, flags: Flags = {}) => {
      const database = await empty();
      const code = await codeOf(restoreInto(database, { '--from': file, ...flags }));
      const relations = await database.asOwner(
        `select relname from pg_class where relnamespace = 'public'::regnamespace`,
      );
      return { code, relations: relations.length };
    };

    it.each([
      ['a file that is none', (bytes: Buffer) => bytes.subarray(3), 'not-a-backup'],
      ['one that was cut off', (bytes: Buffer) => bytes.subarray(0, -40), 'backup-truncated'],
      [
        'one with a bit changed',
        (bytes: Buffer) => {
          const copy = Buffer.from(bytes);
          copy[copy.length - 99] = (copy[copy.length - 99] ?? 0) ^ 1;
          return copy;
        },
        'backup-damaged',
      ],
      [
        'one whose first lines were changed',
        (bytes: Buffer) => Buffer.from(bytes.toString('latin1').replace('0.0.0-test', '0.0.0-tent'), 'latin1'),
        'backup-damaged',
      ],
    ])('%s, and writes nothing', async (_, change, code) => {
      expect(await attempt(await changed('changed.backup', change))).toEqual({ code, relations: 0 });
    });

    it('one of another installation, a wrong passphrase, none, and another key where the backup has its own', async () => {
      const database = await empty();
      const foreign = {
        ...ports(database),
        settings: { ...ports(database).settings, masterKeyFile: at('foreign.key') },
      };
      await writeFile(at('foreign.key'), `${randomBytes(32).toString('base64')}\n`);
      await writeFile(at('wrong'), 'another passphrase\n');
      const tryWith = (flags: Flags) => codeOf(restore(foreign, folders, input(flags)));
      expect(await tryWith({ '--from': at('plain.backup') })).toBe('backup-foreign');
      expect(await tryWith({ '--from': at('keys.backup') })).toBe('passphrase-missing');
      expect(await tryWith({ '--from': at('keys.backup'), '--passphrase-file': at('wrong') })).toBe('passphrase-wrong');
      expect(await tryWith({ '--from': at('keys.backup'), '--passphrase-file': at('passphrase') })).toBe('key-differs');
    }, 30_000);

    it('a database in use unless told, one with tables of others always, and one that a server works on', async () => {
      expect(await codeOf(restoreInto(source, { '--from': at('plain.backup') }))).toBe('database-not-empty');
      const others = await empty();
      await others.asOwner('create table theirs (id integer)');
      expect(await codeOf(restoreInto(others, { '--from': at('plain.backup'), '--over': 'yes' }))).toBe(
        'database-foreign',
      );
      const server = await start(source);
      expect(await codeOf(restoreInto(source, { '--from': at('plain.backup'), '--over': 'yes' }))).toBe(
        'server-running',
      );
      await server.stop();
      await eventually(
        async () => codeOf(restoreInto(source, { '--from': at('plain.backup'), '--over': 'yes' })),
        (code) => code === 'done',
      );
    }, 60_000);

    it('one of a newer version, and a passphrase that could be guessed', async () => {
      await source.asOwner(`insert into schema_migrations (name, checksum) values ('9999-tomorrow', 'x')`);
      await backUp(ports(source), folders, input({ '--to': at('newer.backup') }));
      expect((await attempt(at('newer.backup'))).code).toBe('backup-newer');
      await writeFile(at('short'), 'gate\n');
      expect(
        await codeOf(backUp(ports(source), folders, input({ '--to': at('s.backup'), '--with-keys': at('short') }))),
      ).toBe('passphrase-short');
      expect(await codeOf(backUp(ports(source), folders, input({ '--to': at('newer.backup') })))).toBe('target-exists');
    }, 30_000);
  });

  it('leaves the newest in the folder, and what others put there', async () => {
    const names = ['01', '02', '03'].map((day) => `sekisho-202611${day}T170700Z.backup`);
    const kept = at('kept');
    await mkdir(kept);
    for (const name of [...names, 'by-hand.backup', 'sekisho-20261104T170700Z.backup.partial'])
      await writeFile(path.join(kept, name), '');
    await deleteOldest(kept, 2);
    expect((await readdir(kept)).sort()).toEqual(
      ['by-hand.backup', ...names.slice(1), 'sekisho-20261104T170700Z.backup.partial'].sort(),
    );
  });
});
