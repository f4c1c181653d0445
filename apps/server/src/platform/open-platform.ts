/** Opens what every feature stands on: database, keys, certificate, bus, outbox, jobs. */
import { availableParallelism } from 'node:os';
import { createAppendAudit } from './audit/audit.ts';
import type { RunningBus } from './bus/bus.ts';
import { createPostgresBus } from './bus/postgres-bus.ts';
import type { Settings } from './config/settings.ts';
import { accessByUrl, type DatabaseAccess, type DatabasePool, openDatabase } from './database/connections.ts';
import { createListReads } from './database/list-reads.ts';
import { openMigratedDatabase, reachDatabase } from './database/open-database.ts';
import { watchPool } from './database/pool-figures.ts';
import { poolSize } from './database/pool-size.rules.ts';
import type { Db } from './database/tables.ts';
import { createTransactions } from './database/transaction.ts';
import type { Environment } from './environment.ts';
import type { Platform } from './feature.ts';
import { createJobs } from './jobs/pg-boss-jobs.ts';
import {
  bindInstallation,
  installationName,
  isInstallationBound,
  loadMasterKey,
  masterKeyFileOf,
} from './keys/master-key.ts';
import { createSealer, type Sealer } from './keys/sealer.ts';
import type { Log } from './log.ts';
import { createMetrics, type Metrics } from './metrics.ts';
import { createOutbox } from './outbox/outbox.ts';
import { serverAddresses } from './server-addresses.ts';
import { serverNames } from './tls/server-names.ts';
import { givenTlsIdentity, ownTlsIdentity, type TlsIdentity } from './tls/tls-identity.ts';
import { type Tracing, tracingOff } from './tracing/tracing.ts';

export interface PlatformInput {
  readonly version: string;
  readonly settings: Settings;
  readonly environment: Environment;
  readonly log: Log;
  readonly migrationsFolder: string;
  /** In tests: a database that is there already, instead of what the settings say. */
  readonly databaseAccess?: DatabaseAccess;
}

export interface OpenedPlatform {
  readonly platform: Platform;
  readonly tls: TlsIdentity;
  /** Rejects while the database cannot be used. */
  checkReady(): Promise<void>;
  /** Begins background work; features have defined their jobs and subscriptions by then. */
  start(): Promise<void>;
  /** Tells the real ports, so that `platform.addresses` names them. */
  listensOn(ports: { readonly plain: number; readonly tls: number }): void;
}

/** Whatever is opened is put on `stack`, which closes it in the opposite order. */
export async function openPlatform(input: PlatformInput, stack: AsyncDisposableStack): Promise<OpenedPlatform> {
  const { settings, environment, log } = input;
  const access = input.databaseAccess ?? (await reachOwn(input, stack));
  const ownData = input.databaseAccess === undefined && settings.databaseUrl === undefined ? settings.data : null;
  const size = poolSize(workersOf(settings));
  const spread = settings.sharded === 'yes' ? 'by-organization' : 'one-machine';
  const pool = await openMigratedDatabase(access, input.migrationsFolder, log, size, ownData, spread);
  stack.defer(() => pool.close());
  const { db } = pool;
  const sealer = await openSealer(settings, db, environment);
  const tls = await openTls(input, db, sealer);
  const { clock, timers, ids, randomness } = environment;
  const tracing = await openTracing(input, stack);
  const metrics = createMetrics({ process: true });
  const transactions = createTransactions(db, { tracing, metrics });
  const bus = await openBus(input, db, access);
  const outbox = createOutbox({ db, transactions, bus, clock, timers, log, metrics, tracing });
  const jobs = createJobs(access.owner, ids, log);
  const listening = { plain: settings.port, tls: settings.tlsPort };
  const addresses = () =>
    serverAddresses({
      publicUrl: settings.publicUrl,
      port: listening.plain,
      tlsPort: listening.tls,
      hostName: environment.hostName(),
      interfaceAddresses: environment.addresses(),
    });
  watchPool(metrics, pool.pool, poolSize(workersOf(settings)));
  const platform: Platform = {
    version: input.version,
    settings,
    clock,
    timers,
    ids,
    randomness,
    log,
    metrics,
    tracing,
    db,
    lists: openLists(input, pool, metrics, stack),
    connection: access.application,
    ...transactions,
    appendAudit: createAppendAudit(ids),
    bus,
    outbox,
    jobs,
    sealer,
    tls: { rootPem: tls.rootPem, publicKeyPin: tls.publicKeyPin },
    addresses: {
      get consoleUrl() {
        return addresses().consoleUrl;
      },
      get deviceUrl() {
        return addresses().deviceUrl;
      },
    },
  };
  return {
    platform,
    tls,
    checkReady: () => pool.checkReady(),
    async start() {
      await Promise.all([
        bus.start().finally(() => stack.defer(() => bus.stop())),
        jobs.start().finally(() => stack.defer(() => jobs.stop())),
      ]);
      outbox.start();
      stack.defer(() => outbox.stop());
    },
    listensOn(ports) {
      listening.plain = ports.plain;
      listening.tls = ports.tls;
    },
  };
}

function openLists(input: PlatformInput, primary: DatabasePool, metrics: Metrics, stack: AsyncDisposableStack): Db {
  const { settings, environment, log } = input;
  if (settings.databaseReplicaUrl === undefined) return primary.db;
  const { application } = accessByUrl(settings.databaseReplicaUrl);
  const replica = openDatabase(application, log, poolSize(workersOf(settings)));
  stack.defer(() => replica.pool.end());
  return createListReads({ ...environment, primary: primary.pool, replica: replica.pool, metrics, log });
}

/** Nothing of it is loaded where nobody wants traces. */
async function openTracing(input: PlatformInput, stack: AsyncDisposableStack): Promise<Tracing> {
  const { settings, environment, log, version } = input;
  const { otlpEndpoint: endpoint, traceOneIn: oneIn } = settings;
  if (endpoint === undefined) return tracingOff;
  const { createOpenTelemetry } = await import('./tracing/open-telemetry.ts');
  const tracing = createOpenTelemetry({ endpoint, oneIn, version, instance: environment.ids.next(), log });
  stack.defer(() => tracing.stop());
  return tracing;
}

const workersOf = ({ workers }: Settings): number => workers ?? availableParallelism();

async function reachOwn(input: PlatformInput, stack: AsyncDisposableStack): Promise<DatabaseAccess> {
  const { databaseUrl, data: dataFolder } = input.settings;
  const from = { databaseUrl, dataFolder, workers: workersOf(input.settings) };
  const reached = await reachDatabase(from, input.environment.randomness, input.log);
  stack.defer(() => reached.release());
  return reached;
}

async function openBus(input: PlatformInput, db: Db, access: DatabaseAccess): Promise<RunningBus> {
  const { log, environment, settings } = input;
  const { timers } = environment;
  const { natsUrl: url, natsCredentials: credentialsFile, natsCa: caFile } = settings;
  if (url === undefined) return createPostgresBus({ db, connection: access.application, timers, log });
  const { createNatsBus } = await import('./bus/nats-bus.ts');
  const installation = await installationName(db);
  return createNatsBus({ address: { url, credentialsFile, caFile }, installation, timers, log });
}

async function openSealer(settings: Settings, db: Db, environment: Environment): Promise<Sealer> {
  const file = masterKeyFileOf(settings);
  const mayCreate = settings.masterKeyFile === undefined && !(await isInstallationBound(db));
  const masterKey = await loadMasterKey({ file, mayCreate }, environment.randomness);
  await bindInstallation(db, masterKey, file);
  return createSealer(masterKey, environment.randomness);
}

async function openTls(input: PlatformInput, db: Db, sealer: Sealer): Promise<TlsIdentity> {
  const { settings, environment, log } = input;
  const { timers, clock, randomness } = environment;
  if (settings.tlsCert !== undefined && settings.tlsKey !== undefined) {
    return givenTlsIdentity({ cert: settings.tlsCert, key: settings.tlsKey }, { timers, log });
  }
  const names = () =>
    serverNames({
      hostName: environment.hostName(),
      addresses: environment.addresses(),
      publicUrl: settings.publicUrl,
    });
  return ownTlsIdentity({ db, sealer, clock, timers, randomness, log, names });
}
