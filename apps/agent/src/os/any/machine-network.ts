/** The way to the server: own setting, policy and system give the wanted proxy; the last one that worked stands behind it. */
import type { Network, NetworkReport, ProxyTroubleCode, Transport, TransportError } from '@sekisho/agent-core';
import {
  type ConnectionAgent,
  createSwitchingTransport,
  type Environment,
  proxyFor,
  type SwitchingTransport,
  type Way,
} from '@sekisho/agent-core/node';
import type { ProxySettings as PolicyProxy } from '@sekisho/contracts';
import { type EffectiveProxy, effectiveProxy, type ProxyChoice, withoutCredentials } from '../../proxy-choice.rules.ts';

export interface SystemProxy {
  /** In the words of the environment, whoever said it. */
  readonly environment: Environment;
  /** A script (PAC) decides, which the agent does not run. */
  readonly script: boolean;
}

export interface ProxyTrouble {
  readonly proxy: string;
  readonly code: ProxyTroubleCode;
}

/** For whoever sits at the device; addresses without credentials. */
export interface ProxyView {
  readonly effective: EffectiveProxy;
  /** The proxy in use; `null`: none. */
  readonly inUse: string | null;
  /** Why the wanted one is not in use. */
  readonly trouble: ProxyTrouble | null;
}

export interface SwitchingNetwork extends Network {
  readonly transport: Transport;
  readonly agent: () => ConnectionAgent;
  /** What was set on the device; `null`: nothing. */
  chooseProxy(own: ProxyChoice | null): void;
  view(): ProxyView;
  close(): void;
}

export interface MachineNetworkOptions {
  readonly server: URL;
  readonly rootCertificate: string | null;
  readonly own: ProxyChoice | null;
  /** By the installer. */
  readonly ownLocked: boolean;
  readonly readSystem: () => Promise<SystemProxy>;
  /** The proxy that last led to the server, kept over restarts. */
  readonly worked: { read(): Way | undefined; write(way: Way): void };
  readonly nowMs: () => number;
  readonly switched: () => void;
  readonly warn: (message: string, reason: string) => void;
}

const retryWantedMs = 10 * 60_000;
/** What the system says is looked at again before a request, but not more often. */
const systemFreshMs = 60_000;

/** `direct`, or `http://proxy:8080`. */
export function nameOfWay(way: Way): string {
  return way === null ? 'direct' : `${way.protocol}//${way.host}`;
}

function troubleOf(kind: TransportError['kind']): ProxyTroubleCode {
  return kind === 'tls-date' || kind === 'answer-too-large' ? 'offline' : kind;
}

export function createMachineNetwork(options: MachineNetworkOptions): SwitchingNetwork {
  const { server, ownLocked, worked, nowMs, warn } = options;
  let own = options.own;
  let policy: PolicyProxy | null = null;
  let system: SystemProxy = { environment: {}, script: false };
  let systemReadAtMs = Number.NEGATIVE_INFINITY;
  let wanted: Way | undefined;
  /** Of what is set, and of what came of it. */
  let unusable: ProxyTrouble | null = null;
  let unreachable: ProxyTrouble | null = null;
  let told = '';
  const listeners: ((report: NetworkReport) => void)[] = [];
  const tell = (report: NetworkReport) => {
    for (const listener of listeners) listener(report);
  };

  const transport: SwitchingTransport = createSwitchingTransport(
    {
      server,
      rootCertificate: options.rootCertificate,
      // One for calls and one for the live connection.
      maxSockets: 2,
      nowMs,
      retryWantedMs,
      listener: { worked: arrived, failed, switched: options.switched },
    },
    [null],
  );

  /** A proxy that cannot be one is not gone around: whatever worked last serves instead. */
  function lookAtSettings(): void {
    const { choice } = effectiveProxy(own, policy);
    unusable = choice.mode === 'system' && system.script ? { proxy: 'PAC', code: 'proxy-script' } : null;
    try {
      wanted = proxyFor(server, choice, system.environment);
    } catch {
      wanted = undefined;
      unusable = {
        proxy: choice.mode === 'manual' ? withoutCredentials(choice.url) : 'system',
        code: 'proxy-unusable',
      };
    }
  }

  function apply(): void {
    lookAtSettings();
    unreachable = null;
    // The way without any proxy comes last: a proxy that was taken away must not be the end of a device either.
    const [first = null, ...others] = [wanted, worked.read(), null].filter((way) => way !== undefined);
    transport.use([first, ...others]);
  }

  const trouble = (): ProxyTrouble | null => unreachable ?? unusable;

  function arrived(way: Way): void {
    if (way?.href !== worked.read()?.href || worked.read() === undefined) remember(way);
    if (wanted !== undefined && way?.href === wanted?.href) unreachable = null;
    const now = trouble();
    const name = now === null ? '' : `${now.code} ${now.proxy}`;
    if (name === told) return;
    told = name;
    if (now === null) tell({ type: 'proxy-recovered', proxy: nameOfWay(way) });
    else tell({ type: 'proxy-trouble', ...now, instead: nameOfWay(way) });
  }

  function remember(way: Way): void {
    try {
      worked.write(way);
    } catch (error) {
      warn('the proxy that works could not be kept', String(error));
    }
  }

  function failed(way: Way, { kind }: TransportError): void {
    if (way !== null) unreachable = { proxy: nameOfWay(way), code: troubleOf(kind) };
  }

  async function lookAtSystem(): Promise<void> {
    if (nowMs() - systemReadAtMs < systemFreshMs) return;
    systemReadAtMs = nowMs();
    const before = JSON.stringify(system);
    system = await options.readSystem().catch(() => system);
    if (JSON.stringify(system) !== before) apply();
  }

  apply();
  return {
    agent: transport.agent,
    transport: {
      judgeDatesAt: transport.judgeDatesAt,
      async request(request) {
        await lookAtSystem();
        return transport.request(request);
      },
    },
    useProxy(settings) {
      policy = settings;
      apply();
    },
    chooseProxy(chosen) {
      own = chosen;
      apply();
    },
    listen: (listener) => {
      listeners.push(listener);
    },
    view() {
      const way = transport.current();
      return {
        effective: effectiveProxy(own, policy, ownLocked),
        inUse: way === null ? null : nameOfWay(way),
        trouble: trouble(),
      };
    },
    close: () => transport.close(),
  };
}
