/** An imported file, read as it comes: in batches of rows to look up together, or for what it names alone. */
import type { CsvFault } from '@sekisho/contracts';
import { CsvReader, type CsvRecord, QuoteFault } from './csv-records.rules.ts';
import { faultAt, headerFault, type ImportRow, readNames, readRow } from './import-rows.rules.ts';
import { decodeUpload, EncodingFault } from './upload-encoding.rules.ts';

const maximumRows = 500_000;
const batchSize = 10_000;

export interface ImportBatch {
  /** In the order of their lines. */
  readonly looked: readonly (ImportRow | CsvFault)[];
  /** Of the file so far. */
  readonly rows: number;
  readonly bytes: number;
}

/** Those of a part of the file at once. Throws `EncodingFault` or `QuoteFault` behind the last that could be read. */
async function* recordsOf(content: AsyncIterable<Buffer>): AsyncGenerator<readonly CsvRecord[]> {
  const reader = new CsvReader();
  for await (const text of decodeUpload(content)) {
    const records: CsvRecord[] = [];
    try {
      for (const record of reader.read(text)) records.push(record);
    } finally {
      yield records;
    }
  }
  yield [...reader.end()];
}

function faultOf(cause: unknown): CsvFault {
  if (cause instanceof EncodingFault) return faultAt(cause.line, null, cause.code);
  if (cause instanceof QuoteFault) return faultAt(cause.line, null, 'quote');
  throw cause;
}

/**
 * Ends behind what cannot be read any further, with that as its last fault.
 * @param headers what a header may be, one for each language
 */
export async function* batchesOf(
  content: AsyncIterable<Buffer>,
  headers: readonly (readonly string[])[],
): AsyncGenerator<ImportBatch> {
  let [rows, bytes] = [0, 0];
  let looked: (ImportRow | CsvFault)[] = [];
  const batch = () => {
    const taken = { looked, rows, bytes };
    looked = [];
    return taken;
  };
  async function* counted() {
    for await (const part of content) {
      bytes += part.length;
      yield part;
    }
  }
  let hasHeader = false;
  try {
    for await (const records of recordsOf(counted())) {
      for (const record of records) {
        if (hasHeader) {
          rows += 1;
          looked.push(rows > maximumRows ? faultAt(record.line, null, 'too-many-rows') : rowOf(record));
        } else {
          hasHeader = true;
          const fault = headerFault(record, headers);
          if (fault !== null) looked.push(fault);
          if (fault !== null) return yield batch();
        }
        if (rows > maximumRows) return yield batch();
        if (looked.length === batchSize) yield batch();
      }
    }
  } catch (cause) {
    looked.push(faultOf(cause));
  }
  yield batch();
}

function rowOf(record: CsvRecord): ImportRow | CsvFault {
  return readRow(record) ?? faultAt(record.line, null, 'cells', String(record.cells.length));
}

export interface NamedInFile {
  rows: number;
  readonly deviceIds: Set<string>;
  readonly policyCodes: Set<string>;
  readonly groupIds: Set<number>;
}

/** What would have to be held for the file to be written: of a faulty one, what stands before the fault. */
export async function namesIn(content: AsyncIterable<Buffer>, progress: () => Promise<void>): Promise<NamedInFile> {
  const named: NamedInFile = { rows: -1, deviceIds: new Set(), policyCodes: new Set(), groupIds: new Set() };
  try {
    for await (const records of recordsOf(content)) {
      named.rows += records.length;
      for (const { uid, policyCode, groupId } of records.map(readNames)) {
        if (uid !== null) named.deviceIds.add(uid);
        named.policyCodes.add(policyCode);
        if (typeof groupId === 'number') named.groupIds.add(groupId);
      }
      await progress();
    }
  } catch (cause) {
    faultOf(cause);
  }
  return named;
}
