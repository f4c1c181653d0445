/** Rows of the device list as lines of CSV, written by the database itself: nothing else is as quick, or needs as little memory. */
import { type CsvColumn, csvColumns } from '@sekisho/contracts';
import { type RawBuilder, sql } from 'kysely';
import { type CopiedRows, copyRows } from '../../platform/database/copied-rows.ts';
import type { Db } from '../../platform/database/tables.ts';
import { digestAlphabet, readOnlyColumns } from './csv-cell.rules.ts';
import { source } from './device-list.query.ts';
import { conditions, type ListReading } from './list-conditions.ts';

type Sql = RawBuilder<unknown>;

/** Words that stand in cells, in the language of the file. */
export interface CsvWords {
  readonly active: string;
  readonly deregistered: string;
}

const moment = (column: Sql) => sql`coalesce(to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), '')`;

/** `guardCell` of csv-cell.rules; a test holds the two together. The first sign is looked at before the costly pattern is. */
const guarded = (column: Sql) => sql`case
    when ascii(${column}) <> all('{39,61,43,45,64,9,13,10,65309,65291,65293,65312}'::int[]) then ${column}
    when ${column} ~ E'^\\'*[=+@\\t\\r\\n＝＋－＠-]' then '''' || ${column} else ${column} end`;

function cellsOf(words: CsvWords): Record<Exclude<CsvColumn, 'check'>, Sql> {
  return {
    uid: sql`d.device_id::text`,
    computerName: guarded(sql`d.computer_name`),
    policyCode: sql`d.policy_code`,
    userName: guarded(sql`d.user_name`),
    groupId: sql`coalesce(d.group_id::text, '')`,
    note: guarded(sql`d.note`),
    groupName: guarded(sql`coalesce(d.group_name, '')`),
    registration: sql`case d.state when 'active' then ${words.active} else ${words.deregistered} end`,
    logonUser: guarded(sql`coalesce(d.logon_user, '')`),
    osName: guarded(sql`d.os_name`),
    osVersion: guarded(sql`d.os_version`),
    manufacturer: guarded(sql`d.manufacturer`),
    model: guarded(sql`d.model`),
    hardwareSerialNumber: guarded(sql`d.hardware_serial_number`),
    addresses: guarded(sql`array_to_string(d.addresses, ' ')`),
    agentVersion: guarded(sql`d.agent_version`),
    registeredAt: moment(sql`d.registered_at`),
    lastSeenAt: moment(sql`c.last_seen_at`),
  };
}

const named = (name: CsvColumn) => sql.ref(`r.${name}`);

const digest = sql`translate(left(md5(concat_ws(E'\\x1f', ${sql.join([named('uid'), ...readOnlyColumns.map(named)])})),
  ${sql.lit(digestAlphabet.length)}), ${sql.lit(digestAlphabet.digits)}, ${sql.lit(digestAlphabet.letters)})`;

/** Never in quotation marks; empty, they are nothing at all. */
const bare: readonly CsvColumn[] = ['uid', 'policyCode', 'groupId', 'registeredAt', 'lastSeenAt'];
/** Always in quotation marks: they may hold whatever devices and people say. */
const quoted = csvColumns.filter((name) => name !== 'check' && !bare.includes(name));

function outputOf(name: CsvColumn): Sql {
  if (name === 'check') return digest;
  return bare.includes(name) ? sql`nullif(${named(name)}, '')` : named(name);
}

/** Devices after `after` up to `through` in the order of their ids; `null`: from the first, to the last. */
export interface CsvRange {
  readonly after: string | null;
  readonly through: string | null;
}

/** Rows in the order of ids, which is that of registration. The range is said of both tables, so that they are read side by side. */
export async function copyCsvRows(
  db: Db,
  reading: ListReading,
  words: CsvWords,
  { after, through }: CsvRange,
): Promise<CopiedRows> {
  const where = conditions(reading);
  for (const id of [sql`d.device_id`, sql`c.device_id`]) {
    if (after !== null) where.push(sql`${id} > ${after}`);
    if (through !== null) where.push(sql`${id} <= ${through}`);
  }
  const cells = Object.entries(cellsOf(words)).map(([name, cell]) => sql`${cell} as ${sql.id(name)}`);
  // The offset keeps cells from being made once for the file and once more for the digest.
  const copy = sql<CopiedRows>`copy (
    select ${sql.join(csvColumns.map((name) => sql`${outputOf(name)} as ${sql.id(name)}`))}
    from (select d.device_id as id, ${sql.join(cells)} from ${source} where ${sql.join(where, sql` and `)}
      order by d.device_id offset 0) as r order by r.id)
    to stdout (format csv, force_quote (${sql.join(quoted.map((name) => sql.id(name)))}))`;
  return copyRows(db, copy);
}

/** The device that ends the next `size` of an organization after `after`; `null`: fewer are left. */
export async function selectBoundary(
  db: Db,
  organizationId: string,
  after: string | null,
  size: number,
): Promise<string | null> {
  const beyond = after === null ? sql`true` : sql`device_id > ${after}`;
  const { rows } = await sql<{ device_id: string }>`select device_id from device_list
    where organization_id = ${organizationId} and ${beyond} order by device_id offset ${size - 1} limit 1`.execute(db);
  return rows[0]?.device_id ?? null;
}

/** The cells of these devices, as an export would write them now; for saying what differs. */
export async function selectCsvCells(
  db: Db,
  reading: ListReading,
  words: CsvWords,
  deviceIds: readonly string[],
): Promise<ReadonlyMap<string, Readonly<Record<string, string>>>> {
  const cells = Object.entries(cellsOf(words)).map(([name, cell]) => sql`${cell} as ${sql.id(name)}`);
  const { rows } = await sql<Record<string, string>>`select ${sql.join(cells)} from ${source}
    where ${sql.join(conditions(reading), sql` and `)} and d.device_id = any(${[...deviceIds]}::uuid[])`.execute(db);
  return new Map(rows.map((row) => [row['uid'] ?? '', row]));
}
