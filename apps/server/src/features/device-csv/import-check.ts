/** Reads an imported file to its end and says for each row what it changes, or what is wrong with it. */
import { createHash, type Hash } from 'node:crypto';
import { type CsvChange, type CsvEditableColumn, type CsvFault, csvEditableColumns } from '@sekisho/contracts';
import type { Language } from '@sekisho/messages';
import type { Db, Tx } from '../../platform/database/tables.ts';
import { type BulkAssignment, type DeviceListCsv, type DeviceScope, selectAssignments } from '../device-list/index.ts';
import { batchesOf } from './import-batches.ts';
import { faultAt, type ImportRow, readOnlyFaults, rowFaults } from './import-rows.rules.ts';

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

const examplesShown = 50;
const faultsShown = 100;
const languages: readonly Language[] = ['ja', 'en'];

const isRow = (looked: ImportRow | CsvFault): looked is ImportRow => 'isIntact' in looked;

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

  /** Of every change, after `run`. */
  fingerprint(): string {
    return this.#fingerprint.copy().digest('hex');
  }

  /** While the database looks at one part of the file and writes it, the next is read. */
  async run(content: AsyncIterable<Buffer>): Promise<void> {
    let underWay: Promise<void> = Promise.resolve();
    try {
      for await (const { looked, rows, bytes } of batchesOf(content, languages.map(this.#ports.csv.headerOf))) {
        await underWay;
        this.summary.rows = rows;
        underWay = this.#check(looked).then(() => this.#sink.progress(bytes));
        // It may fail while the next part is read; whoever waits for it hears of that.
        underWay.catch(() => {});
      }
    } finally {
      // Nothing is written any more once this is over, however it ends.
      await underWay;
    }
    if (this.summary.rows === 0 && this.summary.faults.total === 0) await this.#fault(faultAt(1, null, 'empty'));
  }

  async #check(looked: readonly (ImportRow | CsvFault)[]): Promise<void> {
    const rows = looked.filter(isRow);
    const { organizationId } = this.#scope;
    const ids = rows.flatMap(({ uid }) => uid ?? []);
    const devices = new Map((await selectAssignments(this.#db, organizationId, ids)).map((row) => [row.deviceId, row]));
    const broken = rows.flatMap(({ uid, isIntact }) => (uid !== null && !isIntact ? uid : []));
    const now = broken.length === 0 ? null : await this.#cellsNow(broken);
    const accepted: BulkAssignment[] = [];
    for (const row of looked) {
      if (!isRow(row)) {
        await this.#fault(row);
        continue;
      }
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
    const { line, uid, policyCode, groupId, cell, isIntact } = row;
    if (uid === null) return [];
    if (this.#lineOf.has(uid)) return [faultAt(line, 'uid', 'uid-repeated', cell('uid'))];
    if (device === undefined) return [faultAt(line, 'uid', 'uid-unknown', cell('uid'))];
    if (device.state === 'deregistered') return [faultAt(line, 'uid', 'deregistered', cell('uid'))];
    const faults: CsvFault[] = [];
    if (!this.#ports.policyCodes.has(policyCode))
      faults.push(faultAt(line, 'policyCode', 'policy-unknown', policyCode));
    if (groupId !== undefined && groupId !== device.groupId) {
      const own = this.#scope.groupIds;
      if (own !== null && (groupId === null || !own.includes(groupId)))
        faults.push(faultAt(line, 'groupId', 'group-not-permitted', cell('groupId')));
      else if (groupId !== null && !this.#ports.groups.has(groupId))
        faults.push(faultAt(line, 'groupId', 'group-unknown', cell('groupId')));
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
