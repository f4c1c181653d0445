/** The auditor: every device of the books against a database, some hundred at a time, and whatever there is of devices that are in no book. */
import { createHash } from 'node:crypto';
import { zstdDecompressSync } from 'node:zlib';
import { createPersona } from '../persona.ts';
import {
  type CommandRow,
  compareDevice,
  type Difference,
  type EventRow,
  type LocationRow,
  type SaidSections,
  type SectionRow,
} from './audit.rules.ts';
import type { DeviceLedger, Ledger } from './ledger.ts';

/** One statement, its rows. */
export type Query = <Row extends object>(text: string, values: readonly unknown[]) => Promise<readonly Row[]>;

export interface AuditOptions {
  /** Devices that are in no book may be there: of another fleet. */
  readonly othersAllowed?: boolean;
}

export interface Audit {
  readonly devices: number;
  readonly acknowledged: { readonly items: number; readonly sections: number };
  /** Empty: the books balance. */
  readonly differences: readonly Difference[];
}

const devicesAtOnce = 200;

export async function auditBooks(ledger: Ledger, query: Query, options: AuditOptions = {}): Promise<Audit> {
  const accounts = [...ledger.values()];
  const differences: Difference[] = [];
  for (let at = 0; at < accounts.length; at += devicesAtOnce)
    differences.push(...(await auditSome(accounts.slice(at, at + devicesAtOnce), query)));
  if (options.othersAllowed !== true) differences.push(...(await findOthers(accounts, query)));
  return { devices: accounts.length, acknowledged: countAcknowledged(accounts), differences };
}

/** One line for each difference: what a person reads, and what a test that fails shows. */
export function auditLines({ devices, acknowledged, differences }: Audit): string[] {
  const { items, sections } = acknowledged;
  const verdict = differences.length === 0 ? 'the books balance' : `${differences.length} differences`;
  return [
    `${devices} devices, ${items} items and ${sections} sections acknowledged: ${verdict}`,
    ...differences.map(({ kind, device, what }) => `${kind}: ${what} of ${device}`),
  ];
}

interface ContactRow {
  readonly device_id: string;
  readonly item_number: string;
}

async function auditSome(accounts: readonly DeviceLedger[], query: Query): Promise<Difference[]> {
  const organizations = [...new Set(accounts.map(({ organization }) => organization))];
  const read = <Row extends { readonly device_id: string }>(columns: string, table: string) =>
    query<Row>(
      `select ${columns} from ${table} where organization_id = any($1::uuid[]) and device_id = any($2::uuid[])`,
      [organizations, accounts.map(({ device }) => device)],
    ).then(byDevice);
  const contacts = await read<ContactRow>('device_id, item_number', 'device_contact');
  const events = await read<EventRow>('device_id, number, at, what, command_id, detail', 'device_events');
  const locations = await read<LocationRow>(
    'device_id, number, at, received_at, latitude, longitude, accuracy_m, source, altitude_m, speed_mps',
    'device_locations',
  );
  const commands = await read<CommandRow>('device_id, id, kind, state, completed_at, executed_at', 'commands');
  const stored = await read<StoredSectionRow>('device_id, section, hash, content, packed', 'inventory_sections');
  const sections = new Map([...stored].map(([device, rows]) => [device, rows.map(unpacked)]));
  return accounts.flatMap((account) => {
    const { device } = account;
    const contact = contacts.get(device)?.[0];
    const rows = {
      itemNumber: contact === undefined ? null : Number(contact.item_number),
      events: events.get(device) ?? [],
      locations: locations.get(device) ?? [],
      commands: commands.get(device) ?? [],
      sections: sections.get(device) ?? [],
    };
    return compareDevice(account, rows, saidSections(account));
  });
}

interface StoredSectionRow extends SectionRow {
  /** JSON under Zstandard, in place of `content`. */
  readonly packed: Buffer | null;
}

function unpacked({ packed, ...row }: StoredSectionRow): SectionRow {
  return packed === null ? row : { ...row, content: JSON.parse(zstdDecompressSync(packed).toString()) };
}

function byDevice<Row extends { readonly device_id: string }>(rows: readonly Row[]): Map<string, Row[]> {
  const found = new Map<string, Row[]>();
  for (const row of rows) {
    const known = found.get(row.device_id);
    if (known === undefined) found.set(row.device_id, [row]);
    else known.push(row);
  }
  return found;
}

/** What a device may have sent of its inventory: made anew from its seed. */
function saidSections({ seed, index, versions }: DeviceLedger): SaidSections {
  const persona = createPersona(seed, index);
  const said = new Map<string, { section: string; content: unknown }>();
  for (const version of new Set(versions)) {
    for (const [section, content] of Object.entries(persona.inventory(version)))
      said.set(createHash('sha256').update(JSON.stringify(content), 'utf8').digest('hex'), { section, content });
  }
  return said;
}

const tables = ['devices', 'device_contact', 'device_events', 'device_locations', 'commands', 'inventory_sections'];

/** Of organizations of the fleet, what belongs to devices that are not in the books. */
async function findOthers(accounts: readonly DeviceLedger[], query: Query): Promise<Difference[]> {
  const organizations = [...new Set(accounts.map(({ organization }) => organization))];
  const found: Difference[] = [];
  for (const table of tables) {
    const column = table === 'devices' ? 'id' : 'device_id';
    const rows = await query<{ device: string; rows: string }>(
      `select t.${column} as device, count(*) as rows from ${table} t
       where t.organization_id = any($1::uuid[]) and not exists (select from unnest($2::uuid[]) k(id) where k.id = t.${column})
       group by 1 order by 1 limit 100`,
      [organizations, accounts.map(({ device }) => device)],
    );
    for (const row of rows) found.push({ kind: 'foreign', device: row.device, what: `${row.rows} rows in ${table}` });
  }
  return found;
}

function countAcknowledged(accounts: readonly DeviceLedger[]): Audit['acknowledged'] {
  let [items, sections] = [0, 0];
  for (const account of accounts) {
    for (const number of account.items.keys()) if (number <= account.storedThrough) items += 1;
    sections += Object.keys(account.inventory ?? {}).length;
  }
  return { items, sections };
}
