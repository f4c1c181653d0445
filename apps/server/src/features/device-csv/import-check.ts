/** Reads an imported file to its end and says for each row what it changes, or what is wrong with it. */
import { createHash, type Hash } from 'node:crypto';
import { type CsvChange, type CsvEditableColumn, type CsvFault, csvEditableColumns } from '@sekisho/contracts';
import type { Language } from '@sekisho/messages';
import type { Db, Tx } from '../../platform/database/tables.ts';
import { type BulkAssignment, type DeviceListCsv, type DeviceScope, selectAssignments } from '../device-list/index.ts';
import { CsvReader, type CsvRecord, QuoteFault } from './csv-records.rules.ts';
import { faultAt, headerFault, type ImportRow, readOnlyFaults, readRow, rowFaults } from './import-rows.rules.ts';
import { decodeUpload, EncodingFault } from './upload-encoding.rules.ts';

export interface ImportPorts {
  readonly csv: DeviceListCsv;
  readonly policyCodes: ReadonlySet<string>;
  /** Name by id. */
  readonly groups: ReadonlyMap<number, string>;
}

export interface Summary {
  rows: number;
  changed: number;
  readonly changes: Record<CsvEditableColumn, number>;
  readonly examples: CsvChange[];
  readonly faults: { total: number; readonly first: CsvFault[] };
}

export interface ImportSink {
  /** Rows without fault, whether they change anything or not. */
  accept(rows: readonly BulkAssignment[]): Promise<void>;
  fault(fault: CsvFault): Promise<void>;
  progress(bytes: number): Promise<void>;
}

export const maximumRows = 500_000;
const batchSize = 10_000;
const examplesShown = 50;
const faultsShown = 100;
const languages: readonly Language[] = ['ja', 'en'];

async function* recordsOf(content: AsyncIterable<Buffer>): AsyncGenerator<CsvRecord> {
  const reader = new CsvReader();
  for await (const text of decodeUpload(content)) yield* reader.read(text);
  yield* reader.end();
}

export class ImportCheck {
  readonly summary: Summary;
  readonly #db: Db | Tx;
  readonly #scope: DeviceScope;
  readonly #ports: ImportPorts;
  readonly #sink: ImportSink;
  readonly #lineOf = new Map<string, number>();
  readonly #fingerprint: Hash = createHash('sha256');

  constructor(db: Db | Tx, scope: DeviceScope, ports: ImportPorts, sink: ImportSink) {
    this.#db = db;
    this.#scope = scope;
    this.#ports = ports;
    this.#sink = sink;
    const changes = { policyCode: 0, userName: 0, groupId: 0, note: 0 };
    this.summary = { rows: 0, changed: 0, changes, examples: [], faults: { total: 0, first: [] } };
  }

  get deviceIds(): string[] {
    return [...this.#lineOf.keys()];
  }

  /** Of every change, after `run`. */
  fingerprint(): string {
    return this.#fingerprint.copy().digest('hex');
  }

  async run(content: AsyncIterable<Buffer>): Promise<void> {
    let bytes = 0;
    async function* counted() {
      for await (const part of content) {
        bytes += part.length;
        yield part;
      }
    }
    let batch: ImportRow[] = [];
    let hasHeader = false;
    try {
      for await (const record of recordsOf(counted())) {
        if (!hasHeader) {
          hasHeader = true;
          const fault = headerFault(record, languages.map(this.#ports.csv.headerOf));
          if (fault !== null) return await this.#fault(fault);
          continue;
        }
        const row = await this.#read(record);
        if (this.summary.rows > maximumRows) return;
        if (row !== null) batch.push(row);
        if (batch.length < batchSize) continue;
        await this.#check(batch);
        await this.#sink.progress(bytes);
        batch = [];
      }
    } catch (cause) {
      await this.#check(batch);
      batch = [];
      if (cause instanceof EncodingFault) await this.#fault(faultAt(cause.line, null, cause.code));
      else if (cause instanceof QuoteFault) await this.#fault(faultAt(cause.line, null, 'quote'));
      else throw cause;
    }
    await this.#check(batch);
    if (this.summary.rows === 0 && this.summary.faults.total === 0) await this.#fault(faultAt(1, null, 'empty'));
  }

  async #read(record: CsvRecord): Promise<ImportRow | null> {
    this.summary.rows += 1;
    if (this.summary.rows > maximumRows) await this.#fault(faultAt(record.line, null, 'too-many-rows'));
    const row = readRow(record);
    if (row === null) await this.#fault(faultAt(record.line, null, 'cells', String(record.cells.length)));
    return row;
  }

  async #check(rows: readonly ImportRow[]): Promise<void> {
    if (rows.length === 0) return;
    const { organizationId } = this.#scope;
    const ids = rows.flatMap(({ uid }) => uid ?? []);
    const devices = new Map((await selectAssignments(this.#db, organizationId, ids)).map((row) => [row.deviceId, row]));
    const broken = rows.flatMap(({ uid, isIntact }) => (uid !== null && !isIntact ? uid : []));
    const now = broken.length === 0 ? null : await this.#cellsNow(broken);
    const accepted: BulkAssignment[] = [];
    for (const row of rows) {
      const known = row.uid === null ? undefined : devices.get(row.uid);
      const device = known !== undefined && this.#isInScope(known.groupId) ? known : undefined;
      const faults = [...rowFaults(row), ...this.#faultsBeside(row, device, now)];
      for (const fault of faults) await this.#fault(fault);
      if (row.uid !== null && !this.#lineOf.has(row.uid)) this.#lineOf.set(row.uid, row.line);
      if (faults.length === 0 && device !== undefined) accepted.push(this.#accept(row, device));
    }
    await this.#sink.accept(accepted);
  }

  async #cellsNow(uids: readonly string[]): Promise<ReadonlyMap<string, Readonly<Record<string, string>>>[]> {
    return Promise.all(languages.map((language) => this.#ports.csv.cellsOf(this.#scope, language, uids)));
  }

  #isInScope(groupId: number | null): boolean {
    const { groupIds } = this.#scope;
    return groupIds === null || (groupId !== null && groupIds.includes(groupId));
  }

  #faultsBeside(
    row: ImportRow,
    device: Awaited<ReturnType<typeof selectAssignments>>[number] | undefined,
    now: readonly ReadonlyMap<string, Readonly<Record<string, string>>>[] | null,
  ): CsvFault[] {
    const { line, uid, policyCode, groupId, cells, isIntact } = row;
    if (uid === null) return [];
    if (this.#lineOf.has(uid)) return [faultAt(line, 'uid', 'uid-repeated', cells.uid)];
    if (device === undefined) return [faultAt(line, 'uid', 'uid-unknown', cells.uid)];
    if (device.state === 'deregistered') return [faultAt(line, 'uid', 'deregistered', cells.uid)];
    const faults: CsvFault[] = [];
    if (!this.#ports.policyCodes.has(policyCode))
      faults.push(faultAt(line, 'policyCode', 'policy-unknown', policyCode));
    if (groupId !== undefined && groupId !== device.groupId) {
      const own = this.#scope.groupIds;
      if (own !== null && (groupId === null || !own.includes(groupId)))
        faults.push(faultAt(line, 'groupId', 'group-not-permitted', cells.groupId));
      else if (groupId !== null && !this.#ports.groups.has(groupId))
        faults.push(faultAt(line, 'groupId', 'group-unknown', cells.groupId));
    }
    if (isIntact) return faults;
    const candidates = (now ?? []).map((inLanguage) => readOnlyFaults(row, inLanguage.get(uid) ?? {}));
    // The file is in one of the languages: in that one fewer cells differ.
    const fewest = candidates.toSorted((left, right) => left.length - right.length)[0];
    return [...faults, ...(fewest ?? [])];
  }

  #accept(row: ImportRow, device: Awaited<ReturnType<typeof selectAssignments>>[number]): BulkAssignment {
    const groupId = row.groupId ?? null;
    const wanted = { policyCode: row.policyCode, userName: row.userName, groupId, note: row.note };
    const changed = csvEditableColumns.filter((column) => wanted[column] !== device[column]);
    const { summary } = this;
    if (changed.length > 0) {
      summary.changed += 1;
      this.#fingerprint.update(JSON.stringify([device, wanted]));
    }
    for (const column of changed) {
      summary.changes[column] += 1;
      if (summary.examples.length >= examplesShown) continue;
      const [before, after] = [device[column], wanted[column]].map((value) => String(value ?? ''));
      const { deviceId, computerName } = device;
      summary.examples.push({
        line: row.line,
        deviceId,
        computerName,
        column,
        before: before ?? '',
        after: after ?? '',
      });
    }
    const group = groupId === null ? null : { id: groupId, name: this.#ports.groups.get(groupId) ?? '' };
    return { deviceId: device.deviceId, policyCode: row.policyCode, group, userName: row.userName, note: row.note };
  }

  async #fault(fault: CsvFault): Promise<void> {
    this.summary.faults.total += 1;
    if (this.summary.faults.first.length < faultsShown) this.summary.faults.first.push(fault);
    await this.#sink.fault(fault);
  }
}
