/** A fleet of any size put straight into the tables, as if it had registered, and real tokens for whichever of its devices a load needs. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { makeToken, sealKeyOf, tokenLifetimeMs } from '@sekisho/server/features/device-tokens/bearer-token.rules';
import { systemRandomness } from '@sekisho/server/platform/ids';
import { loadMasterKey } from '@sekisho/server/platform/keys/master-key';
import { createSealer } from '@sekisho/server/platform/keys/sealer';
import { createServiceKeys } from '@sekisho/server/platform/keys/service-keys';
import type { ServerProcess } from '@sekisho/testkit/server-process';
import { Pool } from 'undici';
import { checkInLoadDevice, type LoadDevice, registerLoadDevice } from './load-device.ts';
import type { ServerDatabase } from './server-database.ts';

export type SeededFleet = {
  organizationId: string;
  /** Of the devices in the tables: the registered one that the others were copied from is not counted. */
  size: number;
  /** Device `index` (0 … size − 1) with a token as the server itself would give. */
  device(index: number): LoadDevice;
};

/** Device 0 is the newest, each further one a second older. */
const newestMs = Date.UTC(2026, 0, 1);

/**
 * The id that the seeding gives device `index`: UUID version 7 like the server's own, so that a fleet lies in its tables and indexes as one
 * that has registered.
 */
export function seededId(index: number): string {
  const time = (newestMs - index * 1_000).toString(16).padStart(12, '0');
  const random = createHash('md5').update(`device-${index}`).digest('hex');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${random.slice(0, 3)}-8${random.slice(3, 6)}-${random.slice(6, 18)}`;
}

/** The same in SQL. @param index an expression */
export function seededIdSql(index: string): string {
  const time = `lpad(to_hex(${newestMs} - ${index}::bigint * 1000), 12, '0')`;
  const random = (from: number, length: number) => `substr(md5('device-' || ${index}), ${from}, ${length})`;
  return `(${time} || '7' || ${random(1, 3)} || '8' || ${random(4, 15)})::uuid`;
}

/** Latin and Japanese, so that keywords in both find few and many. */
const nameOf = `(array['bench', 'PC', '営業部', '経理', 'tokyo', '大阪支店', 'note', '開発'])[1 + i % 8] || '-' || lpad(i::text, 7, '0')`;
const userOf = `(array['', '佐藤', '鈴木', 'Tanaka', '高橋', 'smith', '渡辺', 'Müller'])[1 + (i / 8) % 8] || (case when i % 64 < 8 then '' else (i % 977)::text end)`;

const statements = (devices: number) => [
  `insert into devices (organization_id, id, public_key, public_key_hash, policy_code, device_revision, registered_at)
   select d.organization_id, ${seededIdSql('i')}, sha256(('key-' || i)::bytea), sha256(sha256(('key-' || i)::bytea)),
     d.policy_code, d.device_revision, d.registered_at - i * interval '1 second'
   from (select * from devices limit 1) d, generate_series(${devices - 1}, 0, -1) i`,
  `insert into device_contact (organization_id, device_id, last_seen_at, last_seen_day, fetched_revision, fetched_policy_code, policy_code, device_revision, report_hash)
   select c.organization_id, ${seededIdSql('i')}, t.at, t.at::date, c.fetched_revision, c.fetched_policy_code, c.policy_code, c.device_revision, c.report_hash
   from (select * from device_contact limit 1) c, generate_series(${devices - 1}, 0, -1) i,
     lateral (select now() - (i % 5000) * interval '10 minutes' as at) t`,
  `insert into device_list (organization_id, device_id, computer_name, user_name, policy_code, device_revision, platform, architecture,
     os_name, os_version, manufacturer, model, hardware_serial_number, addresses, agent_version, registered_at)
   select d.organization_id, ${seededIdSql('i')}, ${nameOf}, ${userOf}, d.policy_code, d.device_revision,
     d.platform, d.architecture, d.os_name, d.os_version, d.manufacturer, d.model, 'SN' || i, d.addresses, d.agent_version,
     d.registered_at - i * interval '1 second'
   from (select * from device_list limit 1) d, generate_series(${devices - 1}, 0, -1) i`,
  `update organization_licences set registered_devices = registered_devices + ${devices}`,
];

const tables = ['devices', 'device_contact', 'device_list'];

/** Registers one device for real, lets it check in, and copies it `devices` times. */
export async function seedFleet(
  server: ServerProcess,
  database: ServerDatabase,
  devices: number,
): Promise<SeededFleet> {
  const http = new Pool(server.url, { connections: 1 });
  const { serialNumber } = (await server.api('/system')).body as { serialNumber: string };
  const template = await registerLoadDevice(http, serialNumber, 0);
  await checkInLoadDevice(http, template, 0, Date.now());
  await http.close();
  const organizationId = await copyTemplate(database, devices);
  return { organizationId, size: devices, device: await tokenMaker(server, database, organizationId, template) };
}

/** Indexes are left out meanwhile and made again at the end. */
async function copyTemplate({ pool }: ServerDatabase, devices: number): Promise<string> {
  const client = await pool.connect();
  try {
    const { rows: indexes } = await client.query<{ name: string; definition: string }>(
      `select indexrelid::regclass::text as name, pg_get_indexdef(indexrelid) as definition from pg_index
       where indrelid = any($1::regclass[]) and not indisunique`,
      [tables],
    );
    await client.query('begin');
    for (const { name } of indexes) await client.query(`drop index ${name}`);
    for (const statement of statements(devices)) await client.query(statement);
    for (const { definition } of indexes) await client.query(definition);
    await client.query('commit');
    for (const table of tables) await client.query(`vacuum analyze ${table}`);
    const { rows } = await client.query<{ id: string }>('select organization_id as id from device_contact limit 1');
    return rows[0]?.id ?? '';
  } finally {
    client.release();
  }
}

async function tokenMaker(
  server: ServerProcess,
  { db }: ServerDatabase,
  organizationId: string,
  template: LoadDevice,
): Promise<SeededFleet['device']> {
  const file = join(server.dataDir, 'keys', 'master.key');
  const sealer = createSealer(await loadMasterKey({ file, mayCreate: false }, systemRandomness), systemRandomness);
  const serviceKeys = createServiceKeys({ db, sealer, randomness: systemRandomness });
  const keys = { token: await serviceKeys.get('device-token'), seal: await serviceKeys.get('device-seal') };
  return (index) => {
    const deviceId = seededId(index);
    const id = systemRandomness.bytes(16).toString('base64url');
    const token = makeToken(keys, { deviceId, organizationId, holder: 0, expiresAt: Date.now() + tokenLifetimeMs, id });
    return { ...template, id: deviceId, token, sealKey: sealKeyOf(keys, id), nextItem: 1 };
  };
}
