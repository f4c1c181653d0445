/** Rows of the device list as lines of CSV, made by the database itself: nothing else is as quick, or needs as little memory. */
import { type CsvColumn, csvColumns } from '@sekisho/contracts';
import { type RawBuilder, sql } from 'kysely';
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

/** Those that can hold a comma, a quotation mark or a line break. */
const bare: readonly CsvColumn[] = ['uid', 'policyCode', 'groupId', 'registeredAt', 'lastSeenAt', 'check'];
const named = (name: CsvColumn) => sql.ref(`r.${name}`);
const quoted = (name: CsvColumn) =>
  bare.includes(name) ? named(name) : sql`'"' || replace(${named(name)}, '"', '""') || '"'`;

const digest = sql`translate(left(md5(concat_ws(E'\\x1f', ${sql.join([named('uid'), ...readOnlyColumns.map(named)])})),
  ${sql.lit(digestAlphabet.length)}), ${sql.lit(digestAlphabet.digits)}, ${sql.lit(digestAlphabet.letters)})`;

const line = sql`concat_ws(',', ${sql.join(csvColumns.map((name) => (name === 'check' ? digest : quoted(name))))})`;

/** Devices after `after` up to `through` in the order of their ids; `null`: from the first, to the last. */
export interface CsvRange {
  readonly after: string | null;
  readonly through: string | null;
}

/** Lines, each with its end; in the order of ids, which is that of registration. */
export async function selectCsvLines(
  db: Db,
  reading: ListReading,
  words: CsvWords,
  range: CsvRange,
): Promise<{ readonly text: string; readonly rows: number }> {
  const where = conditions(reading);
  if (range.after !== null) where.push(sql`d.device_id > ${range.after}`);
  if (range.through !== null) where.push(sql`d.device_id <= ${range.through}`);
  const cells = Object.entries(cellsOf(words)).map(([name, cell]) => sql`${cell} as ${sql.id(name)}`);
  const { rows } = await sql<{ text: string | null; rows: string }>`
    select string_agg(lines.line, '' order by lines.id) as text, count(*) as rows from (
      select r.uid as id, ${line} || E'\\r\\n' as line
      from (select ${sql.join(cells)} from ${source} where ${sql.join(where, sql` and `)}) as r) as lines`.execute(db);
  return { text: rows[0]?.text ?? '', rows: Number(rows[0]?.rows ?? 0) };
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
