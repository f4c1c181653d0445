/**
 * `enrol`: registers this machine, or, without a serial number, prepares it for being registered in the window. Told again on a registered
 * one, it only takes over another proxy, address or certificate.
 */
import type { EnrolOutcome } from '@sekisho/agent-core';
import { type AgentConfig, normalizeServer } from '../agent-config.ts';
import { addressesOf, effectiveProxy, type ProxyChoice, withoutCredentials } from '../proxy-choice.rules.ts';
import { type CommandContext, explainFailure } from './context.ts';
import { exitCodes } from './exit-codes.ts';
import { readProxyOptions } from './proxy-options.ts';
import { registerMachine } from './registration.ts';
import { modeOf } from './stored-mode.ts';

type Refusal = { readonly ok: false; readonly code: number; readonly message: string };
type Read<T> = { readonly ok: true; readonly value: T } | Refusal;

const refuse = (message: string, code: number = exitCodes.usage): Refusal => ({ ok: false, code, message });

async function readCa({ machine, options, t }: CommandContext): Promise<Read<string | null>> {
  const file = options.text('ca');
  if (file === null) return { ok: true, value: null };
  const pem = await machine.readFile(file);
  if (pem === null || !pem.includes('-----BEGIN CERTIFICATE-----')) return refuse(t('agent.ca-unreadable', { file }));
  return { ok: true, value: pem };
}

/** What is not said again stays as it is, as long as the server is the same. */
async function readConfig(context: CommandContext, before: AgentConfig | null): Promise<Read<AgentConfig>> {
  const { options, t } = context;
  const typed = options.text('server') ?? before?.server ?? null;
  if (typed === null) return refuse(t('agent.option-missing', { option: '--server' }));
  const server = normalizeServer(typed);
  if (server === null) return refuse(t('agent.option-invalid', { option: '--server' }));
  const ca = await readCa(context);
  if (!ca.ok) return ca;
  const trustHash = options.text('trust-hash')?.toLowerCase() ?? null;
  if (trustHash !== null && !/^[0-9a-f]{64}$/.test(trustHash)) {
    return refuse(t('agent.option-invalid', { option: '--trust-hash' }));
  }
  const proxy = readProxyOptions(context);
  if (proxy === 'invalid') return refuse(t('agent.option-invalid', { option: '--proxy' }));
  const locked = before?.installed?.initial.proxy.locked === true;
  if (proxy !== 'unsaid' && locked) return refuse(t('agent.client.proxy-locked'), exitCodes.failed);
  const kept = before?.server === server ? before : null;
  return {
    ok: true,
    value: {
      server,
      ca: ca.value ?? kept?.ca ?? null,
      trustHash: trustHash ?? kept?.trustHash ?? null,
      proxy: proxy === 'unsaid' ? (before?.proxy ?? null) : proxy,
      ...(before?.installed === undefined ? {} : { installed: before.installed }),
    },
  };
}

/** A registered device stays what it is: only how it reaches its server may change. */
async function keepRegistration(
  context: CommandContext,
  deviceId: string,
  before: AgentConfig | null,
  config: AgentConfig,
): Promise<number> {
  const { machine, output, t } = context;
  if (before !== null && before.server !== config.server && context.options.text('serial') !== null) {
    output.error(t('agent.enrolled-elsewhere', { server: before.server }));
    return exitCodes.failed;
  }
  await machine.writeConfig({ ...config, ca: config.ca ?? before?.ca ?? null });
  output.out(t('agent.already-enrolled', { deviceId }));
  return exitCodes.done;
}

/** By the agent that waits for it, where one runs. */
async function register(context: CommandContext, config: AgentConfig, serialNumber: string): Promise<EnrolOutcome> {
  const { machine } = context;
  if ((await machine.askAgent({ do: 'status' })) === null) return registerHere(context, config, serialNumber);
  await machine.writeConfig(config);
  const answer = await machine.askAgent({ do: 'register', serialNumber });
  return answer?.did === 'register'
    ? answer.outcome
    : { ok: false, failure: 'stopped', detail: null, retryAfterMs: null };
}

async function registerHere({ machine }: CommandContext, config: AgentConfig, serial: string): Promise<EnrolOutcome> {
  const isFirst = !machine.hasState();
  const log = machine.openLog();
  try {
    const outcome = await registerMachine(machine, config, { serialNumber: serial }, log);
    if (outcome.ok) {
      await machine.writeConfig(config);
      machine.eraseInstallerFile();
      // An agent that has come up meanwhile finds the registration when it is asked.
      await machine.askAgent({ do: 'status' });
    }
    // After a refusal that is certain nothing is left; after a lost answer the key must stay (a repeat is then the same device).
    else if (isFirst && outcome.failure === 'enrolment-refused') machine.removeState();
    return outcome;
  } finally {
    log.close();
  }
}

const proxyText = (proxy: ProxyChoice | null): string =>
  addressesOf(effectiveProxy(proxy, null).choice).map(withoutCredentials).join(', ');

function report(context: CommandContext, config: AgentConfig, outcome: EnrolOutcome): number {
  const { machine, output, t } = context;
  if (outcome.ok) {
    const { organizationName, deviceId } = outcome.identity;
    output.out(t('agent.enrolled', { organization: organizationName, deviceId }));
    if (outcome.trustedOnFirstUse) output.out(t('agent.trust-on-first-use'));
    output.out(t(machine.texts.keyKept));
    return exitCodes.done;
  }
  const byCode: Partial<Record<string, string>> = {
    offline: t('agent.server-unreachable', { server: config.server }),
    tls: t('agent.certificate-not-trusted', { server: config.server }),
    'proxy-auth-required': t('agent.proxy-needs-user', { proxy: proxyText(config.proxy) }),
  };
  const reason = byCode[outcome.failure] ?? explainFailure(context, outcome.failure);
  // The documented sentence stands alone, as an administrator will look for it (N13).
  const isDocumented = outcome.failure === 'enrolment-refused';
  output.error(isDocumented ? reason : t('agent.enrol-failed', { reason }));
  return exitCodes.failed;
}

export async function enrolCommand(context: CommandContext): Promise<number> {
  const { machine, output, options, t } = context;
  const before = await machine.readConfig();
  const config = await readConfig(context, before);
  if (!config.ok) {
    output.error(config.message);
    return config.code;
  }
  if (machine.hasState()) {
    const store = machine.openStore();
    const stored = store.load();
    store.close();
    if (stored.identity !== null) {
      const { deviceId } = stored.identity;
      if (modeOf(stored) !== 'deregistered') return keepRegistration(context, deviceId, before, config.value);
      if ((await machine.askAgent({ do: 'status' })) === null) machine.discardState();
    }
  }
  const serialNumber = options.text('serial')?.trim() ?? '';
  if (serialNumber === '') {
    await machine.writeConfig(config.value);
    output.out(t('agent.prepared', { server: config.value.server }));
    return exitCodes.done;
  }
  return report(context, config.value, await register(context, config.value, serialNumber));
}
