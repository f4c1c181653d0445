/** From what was read to what a person is told: good, attention or bad, and why. Pure. */
import type {
  ServiceCondition,
  ServiceFinding,
  ServiceItem,
  ServiceItemName,
  ServiceProcess,
} from '@sekisho/contracts';

export interface ServiceFacts {
  readonly nowMs: number;
  readonly processes: readonly ServiceProcess[];
  readonly databaseBytes: number;
  readonly oldestTransactionAt: Date | null;
  readonly outbox: { readonly messages: number; readonly oldestAt: Date | null };
  readonly jobs: { readonly waiting: number; readonly oldestAt: Date | null };
  readonly unsealed: { readonly entries: number; readonly oldestAt: Date | null };
  readonly backup: {
    readonly succeededAt: Date | null;
    readonly bytes: number | null;
    readonly failedAt: Date | null;
  };
  /** `null`: of our own making, renewed by itself. */
  readonly certificateEndsAt: Date | 'unreadable' | null;
  readonly licences: { readonly registered: number; readonly contracted: number };
}

const second = 1_000;
const minute = 60 * second;
const day = 24 * 60 * minute;

type Judgement = readonly [condition: ServiceCondition, finding: ServiceFinding | null];

const good: Judgement = ['good', null];

/** By how long something has waited. */
function late(waitedMs: number, finding: ServiceFinding, attentionMs: number, badMs: number): Judgement {
  if (waitedMs > badMs) return ['bad', finding];
  return waitedMs > attentionMs ? ['attention', finding] : good;
}

export function judgeService(facts: ServiceFacts): ServiceItem[] {
  const { processes, outbox, jobs, unsealed, backup, certificateEndsAt, licences } = facts;
  const waited = (since: Date | null) => (since === null ? 0 : facts.nowMs - since.getTime());
  return [
    item('processes', judgeProcesses(processes), { value: processes.length }),
    item('database', late(waited(facts.oldestTransactionAt), 'transaction-long', 10 * minute, 60 * minute), {
      value: facts.databaseBytes,
      at: facts.oldestTransactionAt,
    }),
    item('outbox', late(waited(outbox.oldestAt), 'outbox-late', 30 * second, 5 * minute), {
      value: outbox.messages,
      at: outbox.oldestAt,
    }),
    item('jobs', late(waited(jobs.oldestAt), 'jobs-late', 10 * minute, 60 * minute), {
      value: jobs.waiting,
      at: jobs.oldestAt,
    }),
    item('audit', late(waited(unsealed.oldestAt), 'audit-late', 10 * minute, 60 * minute), {
      value: unsealed.entries,
      at: unsealed.oldestAt,
    }),
    item('backup', judgeBackup(backup, waited(backup.succeededAt)), { value: backup.bytes, at: backup.succeededAt }),
    item('certificate', judgeCertificate(certificateEndsAt, facts.nowMs), {
      at: certificateEndsAt === 'unreadable' ? null : certificateEndsAt,
    }),
    item('licences', judgeLicences(licences), { value: licences.registered, of: licences.contracted }),
  ];
}

export function worstOf(items: readonly ServiceItem[]): ServiceCondition {
  if (items.some(({ condition }) => condition === 'bad')) return 'bad';
  return items.some(({ condition }) => condition === 'attention') ? 'attention' : 'good';
}

function item(
  name: ServiceItemName,
  [condition, finding]: Judgement,
  { value = null, of = null, at = null }: { value?: number | null; of?: number | null; at?: Date | null },
): ServiceItem {
  return { name, condition, finding, value, of, at: at?.toISOString() ?? null };
}

function judgeProcesses(processes: readonly ServiceProcess[]): Judgement {
  const lagMs = Math.max(0, ...processes.map((process) => process.lagMs));
  if (lagMs > second) return [lagMs > 5 * second ? 'bad' : 'attention', 'process-behind'];
  return new Set(processes.map(({ version }) => version)).size > 1 ? ['attention', 'versions-differ'] : good;
}

function judgeBackup({ succeededAt, failedAt }: ServiceFacts['backup'], ageMs: number): Judgement {
  if (failedAt !== null && (succeededAt === null || failedAt > succeededAt)) return ['bad', 'backup-failed'];
  if (succeededAt === null) return ['attention', 'backup-none'];
  return late(ageMs, 'backup-old', 2 * day, 14 * day);
}

function judgeCertificate(endsAt: ServiceFacts['certificateEndsAt'], nowMs: number): Judgement {
  if (endsAt === null) return good;
  if (endsAt === 'unreadable') return ['bad', 'certificate-unreadable'];
  const leftMs = endsAt.getTime() - nowMs;
  if (leftMs <= 0) return ['bad', 'certificate-ended'];
  if (leftMs > 14 * day) return good;
  return [leftMs < 3 * day ? 'bad' : 'attention', 'certificate-ends'];
}

function judgeLicences({ registered, contracted }: ServiceFacts['licences']): Judgement {
  if (registered >= contracted) return ['attention', 'licences-used-up'];
  return registered >= contracted * 0.95 ? ['attention', 'licences-few'] : good;
}
