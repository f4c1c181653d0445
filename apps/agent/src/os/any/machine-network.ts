/** The way to the server: own setting, policy and system give the wanted proxies; the last way that worked stands behind them. */
import type {
  Network,
  NetworkReport,
  ProxyFamily,
  ProxyTrouble,
  ProxyTroubleCode,
  Transport,
  TransportError,
} from '@sekisho/agent-core';
import {
  type ConnectionAgent,
  createSwitchingTransport,
  type Environment,
  proxiesFor,
  proxyAt,
  type SwitchingTransport,
  type Way,
} from '@sekisho/agent-core/node';
import type { ProxySettings as PolicyProxy } from '@sekisho/contracts';
import { type EffectiveProxy, effectiveProxy, type ProxyChoice, withoutCredentials } from '../../proxy-choice.rules.ts';

export interface SystemProxy {
  /** In the words of the environment, whoever said it. */
  readonly environment: Environment;
  /** A script (PAC) is to decide, and nobody here runs it, or it gives no answer. */
  readonly script: boolean;
  /** What a script said for the server, in its order; empty: no proxy. Counts in place of the environment. */
  readonly proxies?: readonly string[];
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

type OneTrouble = Pick<ProxyTrouble, 'proxy' | 'code' | 'family'>;

interface WantedWay {
  readonly way: Way;
  readonly family?: ProxyFamily;
}

/** Only a pair has families: a proxy that stands alone serves both. */
function familyOf(choice: ProxyChoice, address: string): { readonly family?: ProxyFamily } {
  if (choice.mode !== 'manual' || choice.urlIpv6 === undefined) return {};
  return { family: address === choice.url ? 'ipv4' : 'ipv6' };
}

export function createMachineNetwork(options: MachineNetworkOptions): SwitchingNetwork {
  const { server, ownLocked, worked, nowMs, warn } = options;
  let own = options.own;
  let policy: PolicyProxy | null = null;
  let system: SystemProxy = { environment: {}, script: false };
  let systemReadAtMs = Number.NEGATIVE_INFINITY;
  /** The first is tried first. Empty: none that can be used. */
  let wanted: readonly WantedWay[] = [];
  /** Of what is set, and of what came of it, by the address of the proxy. */
  let unusable: readonly OneTrouble[] = [];
  const unreachable = new Map<string, OneTrouble>();
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

  /** A proxy that cannot be one is not gone around: the other one, or whatever worked last, serves instead. */
  function lookAtSettings(): void {
    const { choice } = effectiveProxy(own, policy);
    const troubles: OneTrouble[] =
      choice.mode === 'system' && system.script ? [{ proxy: 'PAC', code: 'proxy-script' }] : [];
    const said = choice.mode === 'system' ? system.proxies : undefined;
    const addresses = said ?? proxiesFor(server, choice, system.environment);
    const ways: WantedWay[] = addresses.length === 0 ? [{ way: null }] : [];
    for (const address of addresses) {
      const family = familyOf(choice, address);
      try {
        ways.push({ way: proxyAt(address), ...family });
      } catch {
        const proxy = choice.mode === 'manual' ? withoutCredentials(address) : 'system';
        troubles.push({ proxy, code: 'proxy-unusable', ...family });
      }
    }
    wanted = ways;
    unusable = troubles;
  }

  function apply(): void {
    lookAtSettings();
    unreachable.clear();
    // The way without any proxy comes last: a proxy that was taken away must not be the end of a device either.
    const ways = [...wanted.map(({ way }) => way), worked.read(), null].filter((way) => way !== undefined);
    const [first = null, ...others] = ways;
    transport.use([first, ...others]);
  }

  const trouble = (): ProxyTrouble | null => {
    const [first, other] = [...unusable, ...wanted.flatMap(({ way }) => unreachable.get(way?.href ?? '') ?? [])];
    if (first === undefined) return null;
    return other === undefined ? first : { ...first, otherProxy: other.proxy, otherCode: other.code };
  };

  function arrived(way: Way): void {
    if (way?.href !== worked.read()?.href || worked.read() === undefined) remember(way);
    const place = wanted.findIndex((each) => each.way?.href === way?.href);
    // While the first serves nobody asks the other one: what was known of it is old.
    if (place === 0) unreachable.clear();
    else if (place > 0) unreachable.delete(way?.href ?? '');
    const now = trouble();
    const name = now === null ? '' : [now.code, now.proxy, now.otherCode, now.otherProxy].join(' ');
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
    const known = wanted.find((each) => each.way?.href === way?.href);
    if (way === null || known === undefined) return;
    const family = known.family === undefined ? {} : { family: known.family };
    unreachable.set(way.href, { proxy: nameOfWay(way), code: troubleOf(kind), ...family });
  }

  async function lookAtSystem(): Promise<void> {
    if (effectiveProxy(own, policy).choice.mode !== 'system') return;
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
