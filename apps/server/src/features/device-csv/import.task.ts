/** The task that imports a CSV file: first it only looks; what it found is confirmed by a person; then all of it is done, or nothing. */
import type { CsvFault, ErrorCode, TaskOutcome } from '@sekisho/contracts';
import { format } from '@sekisho/messages';
import type { AppendAudit } from '../../platform/audit/audit.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Db, Tx } from '../../platform/database/tables.ts';
import { type DeviceListCsv, guardCell } from '../device-list/index.ts';
import { assignMany, holdMany } from '../devices/index.ts';
import type { Groups } from '../groups/index.ts';
import type { Organizations } from '../organizations/index.ts';
import type { Policies } from '../policies/index.ts';
import type { RunTask, TaskContext, TaskFileWriter } from '../tasks/index.ts';
import { csvMediaType, fileNameOf } from './export.task.ts';
import { namesIn } from './import-batches.ts';
import { ImportCheck, type ImportPorts, type Summary } from './import-check.ts';

export interface ImportTaskPorts {
  readonly db: Db;
  readonly clock: Clock;
  readonly appendAudit: AppendAudit;
  readonly csv: DeviceListCsv;
  readonly organizations: Pick<Organizations, 'raiseSettingsNumber'>;
  readonly policies: Pick<Policies, 'list' | 'hold'>;
  readonly groups: Pick<Groups, 'list' | 'hold'>;
  /** Tells devices to check in, once `tx` has committed. */
  readonly wake: (tx: Tx, deviceIds: readonly string[]) => Promise<void>;
}

/** `fingerprint`: of the changes that were confirmed; without one the file is only looked at. */
export interface ImportParameters {
  readonly bytes: number;
  readonly fingerprint?: string;
}

/** Thrown inside the transaction: what was confirmed is not what would be done. */
class ChangedMeanwhile extends Error {
  override readonly name = 'ChangedMeanwhile';
}

export function createImportTask(ports: ImportTaskPorts): RunTask {
  return async (context) => {
    const { fingerprint } = context.parameters as ImportParameters;
    if (fingerprint === undefined) return look(ports, context, null);
    try {
      await apply(ports, context, fingerprint);
    } catch (cause) {
      if (!(cause instanceof ChangedMeanwhile)) throw cause;
      await look(ports, context, 'csv-changed-meanwhile');
    }
  };
}

async function portsOf(ports: ImportTaskPorts, organizationId: string): Promise<ImportPorts> {
  const policies = await ports.policies.list(organizationId);
  const groups = await ports.groups.list(organizationId);
  return {
    csv: ports.csv,
    policyCodes: new Set(policies.map(({ code }) => code)),
    groups: new Map(groups.map(({ id, name }) => [id, name])),
  };
}

const scopeOf = ({ organizationId, startedBy }: TaskContext) => ({ organizationId, groupIds: startedBy.groupIds });

/** Changes nothing. @param code why it is looked at again; `null`: for the first time */
async function look(ports: ImportTaskPorts, context: TaskContext, code: ErrorCode | null): Promise<void> {
  const { bytes } = context.parameters as ImportParameters;
  const file = createFaultFile(context, ports.clock);
  const check = new ImportCheck(ports.db, scopeOf(context), await portsOf(ports, context.organizationId), {
    accept: async () => {},
    fault: file.write,
    progress: (read) => context.progress(read, bytes),
  });
  await check.run(context.readFile('input'));
  await file.end();
  const outcome = { ...outcomeOf(check.summary), fingerprint: check.fingerprint() };
  await context.conclude(async () =>
    check.summary.faults.total > 0
      ? { state: 'failed', code: 'csv-refused', outcome }
      : { state: 'awaiting-confirmation', code, outcome },
  );
}

/** In one transaction: every device of the file is held, looked at, written, and pending from the commit on. */
async function apply(ports: ImportTaskPorts, context: TaskContext, fingerprint: string): Promise<void> {
  const { organizationId } = context;
  const named = await namesIn(context.readFile('input'), () => context.progress(0, null));
  const known = await portsOf(ports, organizationId);
  await context.conclude(async (tx) => {
    // The organization's row first: everybody who saves waits there, so nobody waits for each other in a ring.
    const revision = await ports.organizations.raiseSettingsNumber(tx, organizationId);
    for (const code of named.policyCodes)
      if (known.policyCodes.has(code)) await ports.policies.hold(tx, organizationId, code);
    for (const id of named.groupIds) if (known.groups.has(id)) await ports.groups.hold(tx, organizationId, id);
    const deviceIds = [...named.deviceIds];
    await holdMany(tx, organizationId, deviceIds);
    const { summary } = await write(ports, context, tx, { revision, fingerprint, rows: named.rows });
    await ports.wake(tx, deviceIds);
    return { state: 'done', outcome: outcomeOf(summary) };
  });
}

/** Looks once more, now that nobody can change the devices, and writes as it reads. */
async function write(
  ports: ImportTaskPorts,
  context: TaskContext,
  tx: Tx,
  { revision, fingerprint, rows }: { readonly revision: number; readonly fingerprint: string; readonly rows: number },
): Promise<ImportCheck> {
  const { organizationId, startedBy } = context;
  let written = 0;
  const check = new ImportCheck(tx, scopeOf(context), await portsOf(ports, organizationId), {
    async accept(accepted) {
      await assignMany(tx, organizationId, revision, accepted);
      written += accepted.length;
    },
    fault: async () => {},
    progress: () => context.progress(written, rows),
  });
  await check.run(context.readFile('input'));
  if (check.summary.faults.total > 0 || check.fingerprint() !== fingerprint) throw new ChangedMeanwhile();
  const { examples, ...counts } = outcomeOf(check.summary);
  await ports.appendAudit(tx, {
    organizationId,
    actor: startedBy.actor,
    action: 'device-list.imported',
    target: { type: 'task', id: context.taskId },
    detail: { ...counts, examples, revision },
    at: new Date(ports.clock.now()),
  });
  return check;
}

function outcomeOf({ rows, changed, changes, examples, faults }: Summary): TaskOutcome {
  return { rows, changed, changes, examples, ...(faults.total === 0 ? {} : { faults }) };
}

interface FaultFile {
  write(fault: CsvFault): Promise<void>;
  end(): Promise<void>;
}

/** Every fault, in the words of whoever uploaded; begun with the first, and with a byte order mark, since people open it in a spreadsheet. */
function createFaultFile(context: TaskContext, clock: Clock): FaultFile {
  const { language } = context;
  let file: TaskFileWriter | null = null;
  const line = (cells: readonly string[]) =>
    `${cells.map((cell) => `"${guardCell(cell).replaceAll('"', '""')}"`).join(',')}\r\n`;
  return {
    async write(fault) {
      if (file === null) {
        const name = fileNameOf(format(language, 'csv.file.faults'), clock);
        file = await context.openFile('errors', name, csvMediaType);
        await file.write(`\ufeff${line(faultHeader.map((key) => format(language, `csv.faults.${key}`)))}`);
      }
      const column = fault.column === null ? '' : format(language, `csv.column.${fault.column}`);
      const [what, action] = [`csv.fault.${fault.code}`, `csv.fault.${fault.code}.action`] as const;
      await file.write(
        line([String(fault.line), column, fault.value, format(language, what), format(language, action)]),
      );
    },
    async end() {
      await file?.end();
    },
  };
}

const faultHeader = ['line', 'column', 'value', 'what', 'action'] as const;
