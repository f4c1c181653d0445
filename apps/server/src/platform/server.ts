/** Starts the server out of its parts, in order, and takes it down again in the opposite one. */
import type { Registry } from 'prom-client';
import type { Authenticate, Feature, Platform } from './feature.ts';
import { type Admission, createAdmission } from './http/admission/admission.ts';
import { createApplication } from './http/application.ts';
import { createConsoleFiles } from './http/console-files.ts';
import { createListeners, type Listeners } from './http/listeners.ts';
import { createRouteRegistry } from './http/route-registry.ts';
import { systemRoutes } from './http/system-routes.ts';
import { openPlatform, type PlatformInput } from './open-platform.ts';
import { certificateFigure } from './tls/certificate-figure.ts';
import type { StopRequest } from './workers/worker-link.ts';

/** What the composition root makes of a platform. */
export interface Assembly {
  readonly features: readonly Feature[];
  readonly authenticate: Authenticate;
}

export interface ServerInput extends PlatformInput {
  /** Where `vite build` put the console. */
  readonly consoleFolder: string;
  /** In tests: an answer that does not fit its schema is an error. */
  readonly checkAnswers?: boolean;
  readonly assemble: (platform: Platform) => Assembly;
  /** False for all workers of a machine but one: a set-up link, say, is made once. */
  readonly announces?: boolean;
  /** Given the registry of this process, makes what answers a scrape; without it that is the registry's own text. */
  readonly scraper?: (registry: Registry) => () => Promise<string>;
}

export interface RunningServer {
  readonly platform: Platform;
  readonly ports: { readonly plain: number; readonly tls: number };
  /** Lines that features want a person to read, then the one that says it is ready. */
  readonly announcements: readonly string[];
  /** Answers what has been asked, then closes everything. Call once. */
  stop(request?: StopRequest): Promise<void>;
}

const drainTimeoutMs = 10_000;

/** Throws `StartError` for what an operator can mend; whatever had been started by then is stopped again. */
export async function startServer(input: ServerInput): Promise<RunningServer> {
  await using starting = new AsyncDisposableStack();
  const opened = await openPlatform(input, starting);
  const { platform } = opened;
  const { features, authenticate } = input.assemble(platform);
  const stopping = { now: false };
  const listeners = createListeners({
    port: input.settings.port,
    tlsPort: input.settings.tlsPort,
    tls: opened.tls.material,
    upgrades: features.flatMap((feature) => feature.upgrades ?? []),
    timers: platform.timers,
    log: platform.log,
  });
  const admission = createAdmission(platform);
  starting.defer(async () => admission.stop());
  const { checkReady: checkDatabase } = opened;
  await openApplication(input, {
    platform,
    features,
    authenticate,
    listeners,
    admission,
    stopping,
    starting,
    checkDatabase,
  });
  await opened.start();
  for (const feature of features) {
    await feature.start?.();
    starting.defer(async () => feature.stop?.());
  }
  const linger = { ms: 0 };
  starting.defer(() => listeners.drain(drainTimeoutMs, linger.ms));
  await listeners.open();
  opened.listensOn(listeners.ports());
  const tellExpiry = certificateFigure(platform.metrics);
  tellExpiry(opened.tls.material);
  starting.defer(
    opened.tls.keepFresh((material) => {
      listeners.renewTls(material);
      tellExpiry(material);
    }),
  );
  const announcements = [];
  const announcing = input.announces === false ? [] : features;
  for (const feature of announcing) announcements.push(...((await feature.announce?.()) ?? []));
  const running = starting.move();
  return {
    platform,
    ports: listeners.ports(),
    announcements: [...announcements, `Sekisho is ready: ${platform.addresses.consoleUrl}`],
    async stop({ lingerMs } = { lingerMs: 0 }) {
      stopping.now = true;
      linger.ms = lingerMs;
      await running.disposeAsync();
    },
  };
}

interface ApplicationParts extends Assembly {
  readonly platform: Platform;
  readonly listeners: Listeners;
  readonly admission: Admission;
  readonly stopping: { now: boolean };
  readonly starting: AsyncDisposableStack;
  readonly checkDatabase: () => Promise<void>;
}

async function openApplication(input: ServerInput, parts: ApplicationParts): Promise<void> {
  const { platform, authenticate, listeners } = parts;
  const featureRoutes = parts.features.flatMap((feature) => feature.routes ?? []);
  const checkReady = async () => {
    if (parts.stopping.now) throw new Error('the server is stopping');
    await parts.checkDatabase();
  };
  const { registry, shared } = platform.metrics;
  const ofProcesses = input.scraper?.(registry) ?? (() => registry.metrics());
  const scrape = async () => (await Promise.all([ofProcesses(), shared.text()])).join('');
  const own = systemRoutes({ authenticate, scrape, version: input.version, checkReady }, featureRoutes);
  const consoleFiles = createConsoleFiles(input.consoleFolder, platform.randomness, platform.settings.mapTiles);
  const app = await createApplication({
    registry: createRouteRegistry([...own, ...featureRoutes]),
    authenticate,
    nowMs: () => platform.clock.now(),
    ids: platform.ids,
    log: platform.log,
    metrics: platform.metrics,
    tracing: platform.tracing,
    trustedProxies: platform.settings.trustedProxies,
    checkAnswers: input.checkAnswers ?? false,
    serverFactory: (handler) => listeners.serverFactory(parts.admission.guard(handler)),
    fallback: consoleFiles.serve,
  });
  await consoleFiles.register(app);
  parts.starting.defer(async () => {
    await listeners.close();
    await app.close();
  });
  await app.ready();
}
