/** What a feature is to the composition root, and what the platform is to a feature. */
import type { AppendAudit } from './audit/audit.ts';
import type { Principal } from './authorization/permissions.ts';
import type { Bus } from './bus/bus.ts';
import type { Clock, Timers } from './clock.ts';
import type { Settings } from './config/settings.ts';
import type { ConnectionOptions } from './database/connections.ts';
import type { Db } from './database/tables.ts';
import type { RunInTransaction, Transactions } from './database/transaction.ts';
import type { AuthenticatedRequest } from './http/authenticate.ts';
import type { AnyRoute } from './http/route.ts';
import type { UpgradeRoute } from './http/upgrade.ts';
import type { Ids, Randomness } from './ids.ts';
import type { Jobs } from './jobs/jobs.ts';
import type { Sealer } from './keys/sealer.ts';
import type { Log } from './log.ts';
import type { Metrics } from './metrics.ts';
import type { Outbox } from './outbox/outbox.ts';
import type { TlsFacts } from './tls/tls-identity.ts';
import type { Tracing } from './tracing/tracing.ts';

export interface Platform {
  /** Of the product, as in package.json. */
  readonly version: string;
  readonly settings: Settings;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly ids: Ids;
  readonly randomness: Randomness;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly tracing: Tracing;
  /** For reads, and for statements that stand alone. */
  readonly db: Db;
  /** For what needs a connection of its own, as COPY does; as the application's role. */
  readonly connection: ConnectionOptions;
  /** The same rows for lists, maps and exports, from a replica where there is one; nothing committed before is missing. Never writes. */
  readonly lists: Db;
  readonly transaction: RunInTransaction;
  readonly afterCommit: Transactions['afterCommit'];
  readonly appendAudit: AppendAudit;
  readonly bus: Bus;
  readonly outbox: Outbox;
  readonly jobs: Jobs;
  readonly sealer: Sealer;
  readonly tls: TlsFacts;
  /** Where people and devices reach this server: the setting, or what the machine's name and ports make of it. */
  readonly addresses: ServerAddresses;
}

export interface ServerAddresses {
  /** For people: `--public-url`, or `http://localhost:8080`. No slash at the end. */
  readonly consoleUrl: string;
  /** For devices: `--public-url`, or `https://<host name>:8443`. No slash at the end. */
  readonly deviceUrl: string;
}

export interface Feature {
  readonly name: string;
  readonly routes?: readonly AnyRoute[];
  readonly upgrades?: readonly UpgradeRoute[];
  /** Before the first request is taken; migrations are done. Jobs are defined while the feature is made. */
  start?(): Promise<void>;
  /** After the last request has been answered; the database is still there. */
  stop?(): Promise<void>;
  /** Lines to print once everything listens, just before 'Sekisho is ready': a set-up link, say. */
  announce?(): Promise<readonly string[]>;
}

/** Who is asking, or `null`; the sessions feature gives it. Throws only when the database cannot be reached. */
export type Authenticate = (request: AuthenticatedRequest) => Promise<Principal | null>;
