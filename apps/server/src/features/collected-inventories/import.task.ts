/** The task that imports inventory files: in batches, each whole or not at all; a result for every file. Doing it again changes nothing. */
import type { KeyObject } from 'node:crypto';
import {
  type ErrorCode,
  type ImportCounts,
  type ImportFaultCode,
  importFaultCodes,
  importOutcomes,
  type RefusedFile,
  type TaskOutcome,
} from '@sekisho/contracts';
import { createIcrtOpener } from '@sekisho/trust';
import type { AppendAudit } from '../../platform/audit/audit.ts';
import { pastCollisions } from '../../platform/batches/past-collisions.ts';
import { createTurns } from '../../platform/batches/turns.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Tx } from '../../platform/database/tables.ts';
import type { RunInTransaction } from '../../platform/database/transaction.ts';
import type { Randomness } from '../../platform/ids.ts';
import type { Inventory } from '../inventory/index.ts';
import type { FoundInstaller } from '../registration/index.ts';
import type { RunTask, TaskContext } from '../tasks/index.ts';
import type { CollectedInventories, Taken } from './collected.service.ts';
import { tokensOf } from './hardware-identity.rules.ts';
import { createResultFile, type FileResult } from './import-results.ts';
import { type ReadAgentFile, type ReadFile, type ReadFilePorts, readInventoryFile } from './read-inventory-file.ts';
import { ArchiveFault, openUpload, type UploadedFile } from './upload-files.ts';

export interface InventoryImportPorts {
  readonly clock: Clock;
  readonly randomness: Randomness;
  readonly transaction: RunInTransaction;
  readonly appendAudit: AppendAudit;
  /** For what is being imported just now. */
  readonly folder: string;
  readonly collected: CollectedInventories;
  readonly inventory: Pick<Inventory, 'prepare'>;
  readonly findByToken: (installerToken: string) => Promise<FoundInstaller | null>;
  readonly readAgentFile: ReadAgentFile;
  readonly findOrganization: (id: string) => Promise<{ readonly id: string; readonly name: string } | null>;
  /** `null`: no standalone client was ever made. */
  readonly importKeyOf: (organizationId: string) => Promise<KeyObject | null>;
}

export interface ImportParameters {
  readonly fileName: string;
  /** Of files that name no group themselves; `null`: none. */
  readonly group: { readonly id: number; readonly name: string } | null;
}

const batchSize = 200;
/** At once in memory, unpacked. */
const readAtOnce = 8;
/** Of these: each may take some 200 MB for a moment. */
const agentFilesAtOnce = 2;
const refusedShown = 100;

export function createInventoryImportTask(ports: InventoryImportPorts): RunTask {
  return async (context) => {
    const { fileName } = context.parameters as ImportParameters;
    const place = { folder: ports.folder, randomness: ports.randomness, fileName };
    try {
      await using upload = await openUpload(context.readFile('input'), place);
      await new ImportRun(ports, context).run(upload.files);
    } catch (cause) {
      if (!(cause instanceof ArchiveFault)) throw cause;
      const outcome = { archiveFault: cause.code };
      await context.conclude(async () => ({ state: 'failed', code: 'import-refused', outcome }));
    }
  };
}

/** What the refusals of registration are called here. */
const faultOfRefusal: Partial<Record<ErrorCode, ImportFaultCode>> = {
  'enrolment-refused': 'contract-full',
  'permission-denied': 'group-not-permitted',
};

function faultOf(code: ErrorCode): ImportFaultCode {
  const known = importFaultCodes.find((each) => each === code);
  return faultOfRefusal[code] ?? known ?? 'content-invalid';
}

class ImportRun {
  readonly #ports: InventoryImportPorts;
  readonly #context: TaskContext;
  readonly #counts = Object.fromEntries(importOutcomes.map((name) => [name, 0])) as ImportCounts;
  readonly #refused: RefusedFile[] = [];

  constructor(ports: InventoryImportPorts, context: TaskContext) {
    this.#ports = ports;
    this.#context = context;
  }

  async run(files: readonly UploadedFile[]): Promise<void> {
    const { findOrganization, importKeyOf, inventory, clock } = this.#ports;
    const { organizationId, taskId } = this.#context;
    const organization = await findOrganization(organizationId);
    if (organization === null) throw new Error('the organization of a task is gone');
    const importKey = await importKeyOf(organizationId);
    const turns = createTurns(agentFilesAtOnce);
    const reading: ReadFilePorts = {
      ...this.#ports,
      organizationId,
      admissionId: taskId,
      open: createIcrtOpener(organizationId, importKey === null ? [] : [importKey]),
      prepare: inventory.prepare,
      readAgentFile: (...which) => turns(() => this.#ports.readAgentFile(...which)),
      nowMs: clock.now(),
    };
    const results = await createResultFile(this.#context, clock);
    await this.#context.progress(0, files.length);
    let done = 0;
    for await (const { batch, read } of readAhead(reading, files)) {
      for (const result of await this.#take(organization, batch, read)) {
        this.#note(result);
        await results.write(result);
      }
      done += batch.length;
      await this.#context.progress(done, files.length);
    }
    await results.end();
    await this.#context.conclude((tx) => this.#conclude(tx));
  }

  async #take(
    organization: { readonly id: string; readonly name: string },
    files: readonly UploadedFile[],
    read: readonly ReadFile[],
  ): Promise<FileResult[]> {
    const { transaction, collected } = this.#ports;
    const { taskId, startedBy, parameters } = this.#context;
    const { group } = parameters as ImportParameters;
    const importer = { groupIds: startedBy.groupIds, admission: { id: taskId, group } };
    const results: FileResult[] = files.map(({ name: fileName }, index) => {
      const one = read[index];
      const code = one === undefined || one.ok ? null : one.code;
      const item = one?.ok === true ? one.item : null;
      return { fileName, outcome: 'refused', code, deviceId: null, item };
    });
    for (const round of roundsOf(results)) {
      const items = round.flatMap(({ item }) => item ?? []);
      const taken = await pastCollisions(transaction)((tx) => collected.take(tx, organization, items, importer));
      for (const [index, result] of round.entries())
        results[results.indexOf(result)] = { ...result, ...resultOf(taken[index]) };
    }
    return results;
  }

  #note({ fileName, outcome, code }: FileResult): void {
    this.#counts[outcome] += 1;
    if (code !== null && this.#refused.length < refusedShown) this.#refused.push({ fileName, code });
  }

  async #conclude(tx: Tx): Promise<{ readonly state: 'done'; readonly outcome: TaskOutcome }> {
    const { organizationId, startedBy, taskId } = this.#context;
    await this.#ports.appendAudit(tx, {
      organizationId,
      actor: startedBy.actor,
      action: 'inventory.imported',
      target: { type: 'task', id: taskId },
      detail: { ...this.#counts },
      at: new Date(this.#ports.clock.now()),
    });
    return { state: 'done', outcome: { inventories: this.#counts, refusedFiles: this.#refused } };
  }
}

/** Batch by batch; each is read while the one before it is stored. */
async function* readAhead(ports: ReadFilePorts, files: readonly UploadedFile[]) {
  const read = (start: number) => {
    const batch = files.slice(start, start + batchSize);
    const reading = readAll(ports, batch).then((each) => ({ batch, read: each }));
    // Whoever stops at the batch before it never hears of this one.
    reading.catch(() => undefined);
    return reading;
  };
  let next = read(0);
  for (let start = 0; start < files.length; start += batchSize) {
    const present = await next;
    next = read(start + batchSize);
    yield present;
  }
}

async function readAll(ports: ReadFilePorts, files: readonly UploadedFile[]): Promise<ReadFile[]> {
  const read: ReadFile[] = [];
  for (let start = 0; start < files.length; start += readAtOnce) {
    const few = files.slice(start, start + readAtOnce);
    read.push(...(await Promise.all(few.map((file) => readInventoryFile(ports, file)))));
  }
  return read;
}

/** Files that were read; those of what may be one machine each in a round of its own. */
function roundsOf(results: readonly FileResult[]): FileResult[][] {
  const rounds: FileResult[][] = [];
  const nextOf = new Map<string, number>();
  for (const result of results) {
    if (result.item === null) continue;
    const tokens = [`client ${result.item.clientId}`, ...tokensOf(result.item.identity)];
    const round = Math.max(...tokens.map((token) => nextOf.get(token) ?? 0));
    for (const token of tokens) nextOf.set(token, round + 1);
    rounds[round] = [...(rounds[round] ?? []), result];
  }
  return rounds;
}

function resultOf(taken: Taken | undefined): Pick<FileResult, 'outcome' | 'code' | 'deviceId'> {
  if (taken?.ok === true) return { outcome: taken.outcome, code: null, deviceId: taken.deviceId };
  return { outcome: 'refused', code: faultOf(taken?.code ?? 'internal-error'), deviceId: null };
}
