/** The state of the service: what each process writes of itself, and what is read and judged when somebody asks. */
import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { ServiceProcess, ServiceState } from '@sekisho/contracts';
import type { Principal } from '../../platform/authorization/permissions.ts';
import { type EventLoopLag, watchEventLoop } from '../../platform/event-loop-lag.ts';
import type { Platform } from '../../platform/feature.ts';
import { judgeService, worstOf } from './service-state.rules.ts';
import * as store from './service-state.store.ts';

export interface ServiceStatePorts
  extends Pick<Platform, 'db' | 'clock' | 'timers' | 'ids' | 'log' | 'version' | 'settings'> {
  readonly hostName: string;
  readonly liveConnections: () => number;
  readonly licencesOf: (
    organizationId: string,
  ) => Promise<{ readonly registeredDevices: number; readonly contractedDevices: number }>;
  readonly lastBackups: () => Promise<{
    readonly succeededAt: Date | null;
    readonly bytes: number | null;
    readonly failed: { readonly at: Date } | null;
  }>;
}

export interface ServiceStateOf {
  of(principal: Principal): Promise<ServiceState>;
  start(): Promise<void>;
  stop(): Promise<void>;
}

const beatEveryMs = 15_000;
const lagProbeMs = 1_000;

export function createServiceState(ports: ServiceStatePorts): ServiceStateOf {
  const { db, clock, timers, log } = ports;
  const id = ports.ids.next();
  const startedAt = new Date(clock.now());
  let lag: EventLoopLag | null = null;
  let cancels: (() => void)[] = [];

  const beat = () =>
    store.beat(db, {
      id,
      host: ports.hostName,
      process_id: process.pid,
      version: ports.version,
      started_at: startedAt,
      live_connections: ports.liveConnections(),
      residentBytes: process.memoryUsage.rss(),
      lag_ms: Math.round(lag?.ms() ?? 0),
    });

  return {
    async of({ organizationId }) {
      const [processes, facts, backup, licences, certificateEndsAt] = await Promise.all([
        store.selectProcesses(db),
        store.selectFacts(db, organizationId),
        ports.lastBackups(),
        ports.licencesOf(organizationId),
        certificateEnd(ports.settings.tlsCert),
      ]);
      const shown = processes.map(processOf);
      const items = judgeService({
        nowMs: facts.now.getTime(),
        processes: shown,
        databaseBytes: Number(facts.database_bytes),
        oldestTransactionAt: facts.oldest_transaction,
        outbox: { messages: Number(facts.outbox_messages), oldestAt: facts.outbox_oldest },
        jobs: { waiting: facts.jobs_waiting, oldestAt: facts.jobs_oldest },
        unsealed: { entries: Number(facts.unsealed_entries), oldestAt: facts.unsealed_oldest },
        backup: { ...backup, failedAt: backup.failed?.at ?? null },
        certificateEndsAt,
        licences: { registered: licences.registeredDevices, contracted: licences.contractedDevices },
      });
      return {
        at: facts.now.toISOString(),
        condition: worstOf(items),
        schemaVersion: facts.schema_version,
        databaseVersion: facts.database_version,
        items,
        processes: shown,
      };
    },
    async start() {
      const watched = watchEventLoop(ports, lagProbeMs);
      lag = watched;
      await beat();
      const beatLater = () =>
        void beat().catch((err: unknown) => log.warn({ err }, 'no sign of life could be written'));
      cancels = [watched.stop, timers.every(beatEveryMs, beatLater)];
    },
    async stop() {
      for (const cancel of cancels) cancel();
      // Where the database has gone before us, the row goes by itself.
      await store.leave(db, id).catch(() => {});
    },
  };
}

function processOf(row: store.ProcessRow): ServiceProcess {
  return {
    id: row.id,
    host: row.host,
    processId: row.process_id,
    version: row.version,
    startedAt: row.started_at.toISOString(),
    seenAt: row.seen_at.toISOString(),
    liveConnections: row.live_connections,
    residentBytes: Number(row.resident_bytes),
    lagMs: row.lag_ms,
  };
}

/** Of an operator's own file, as it lies there now; `null`: of our own making. */
async function certificateEnd(file: string | undefined): Promise<Date | 'unreadable' | null> {
  if (file === undefined) return null;
  return readFile(file).then(
    (content) => new X509Certificate(content).validToDate,
    () => 'unreadable',
  );
}
