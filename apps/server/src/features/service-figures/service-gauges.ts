/** The gauges of the whole installation, by the names that the guide, the dashboard and the alert rules use. */
import type { Gauge } from 'prom-client';
import type { SharedInstruments } from '../../platform/metrics.ts';
import type { ServiceFigures, Waiting } from './service-figures.store.ts';

export interface ServiceGauges {
  /** `null`: they could not be read; nothing old is told then. */
  set(figures: ServiceFigures | null): void;
}

type WaitingGauges<L extends string> = { readonly count: Gauge<L>; readonly age: Gauge<L> };

function setWaiting<L extends string>(gauges: WaitingGauges<L>, labels: Record<L, string>, waiting: Waiting): void {
  gauges.count.set(labels, waiting.count);
  gauges.age.set(labels, waiting.oldestAgeSeconds);
}

export function createServiceGauges({ gauge }: SharedInstruments): ServiceGauges {
  const answers = gauge(
    'sekisho_database_answers',
    '1: the figures of the installation could be read; 0: they could not',
  );
  const outbox = {
    count: gauge('sekisho_outbox_messages', 'Messages that wait to be published'),
    age: gauge('sekisho_outbox_oldest_age_seconds', 'How long the oldest of them has waited'),
  };
  const unsealed = {
    count: gauge('sekisho_audit_unsealed_entries', 'Entries of the audit logs that are not sealed yet'),
    age: gauge('sekisho_audit_unsealed_oldest_age_seconds', 'How old the oldest of them is'),
  };
  const approvals = {
    count: gauge('sekisho_approvals_waiting', 'Requests that approvers have not decided yet'),
    age: gauge('sekisho_approvals_waiting_oldest_age_seconds', 'How old the oldest of them is'),
  };
  const jobs = gauge('sekisho_jobs', 'Jobs by queue and state, counted once a minute', ['queue', 'state']);
  const jobAge = gauge('sekisho_jobs_oldest_age_seconds', 'How long the oldest job has been due', ['queue']);
  const commands = {
    count: gauge('sekisho_commands_open', 'Commands on their way to a device, or without its result', ['kind']),
    age: gauge('sekisho_commands_open_oldest_age_seconds', 'How long the oldest of them has been', ['kind']),
  };
  const registered = gauge('sekisho_devices_registered', 'Registered devices of all organizations');
  const contracted = gauge('sekisho_devices_contracted', 'Contracted devices of all organizations');
  const full = gauge('sekisho_organizations_full', 'Organizations that can register no further device');
  const silent = gauge('sekisho_devices_fallen_silent', 'Devices heard of within the last hour that are silent now');
  const bytes = gauge('sekisho_database_size_bytes', 'Size of the database');
  const connections = gauge('sekisho_database_connections', 'Connections to the database server, of whomever');
  const connectionsMost = gauge('sekisho_database_connections_maximum', 'Connections that it allows');
  const transaction = gauge('sekisho_database_oldest_transaction_seconds', 'How long the oldest transaction has run');
  const idAge = gauge('sekisho_database_transaction_id_age', 'Transactions since the oldest row that is not frozen');
  const rows = gauge('sekisho_table_rows', 'Rows of the busiest tables, as PostgreSQL estimates', ['table', 'state']);
  const waiting = [outbox, unsealed, approvals].flatMap(({ count, age }) => [count, age]);
  const whole = [...waiting, registered, contracted, full, silent, bytes];
  const ofDatabase = [connections, connectionsMost, transaction, idAge];
  const byLabel: readonly Pick<Gauge, 'reset'>[] = [jobs, jobAge, commands.count, commands.age, rows];

  return {
    set(figures) {
      for (const each of [...whole, ...ofDatabase]) each.remove();
      for (const each of byLabel) each.reset();
      answers.set(figures === null ? 0 : 1);
      if (figures === null) return;
      setWaiting(outbox, {}, figures.outbox);
      setWaiting(unsealed, {}, figures.unsealed);
      setWaiting(approvals, {}, figures.approvals);
      for (const { queue, count, active, failed, oldestAgeSeconds } of figures.jobs) {
        jobs.set({ queue, state: 'waiting' }, count);
        jobs.set({ queue, state: 'active' }, active);
        jobs.set({ queue, state: 'failed' }, failed);
        jobAge.set({ queue }, oldestAgeSeconds);
      }
      for (const { kind, ...waiting } of figures.commands) setWaiting(commands, { kind }, waiting);
      registered.set(figures.licences.registered);
      contracted.set(figures.licences.contracted);
      full.set(figures.licences.organizationsFull);
      silent.set(figures.fallenSilent);
      bytes.set(figures.database.bytes);
      connections.set(figures.database.connections);
      connectionsMost.set(figures.database.connectionsMost);
      transaction.set(figures.database.oldestTransactionSeconds);
      idAge.set(figures.database.transactionIdAge);
      for (const { table, live, dead } of figures.tables) {
        rows.set({ table, state: 'live' }, live);
        rows.set({ table, state: 'dead' }, dead);
      }
    },
  };
}
