/** `enrol`: registers this machine; told again, it only takes over another proxy, address or certificate. */
import { type EnrolOutcome, enrol, type StoredDevice } from '@sekisho/agent-core';
import { type AgentConfig, normalizeServer } from '../agent-config.ts';
import { userAgentOf } from '../agent-version.ts';
import { type CommandContext, explainFailure } from './context.ts';
import { exitCodes } from './exit-codes.ts';
import { modeOf } from './stored-mode.ts';

const requestTimeoutMs = 30_000;

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

async function readConfig(context: CommandContext): Promise<Read<AgentConfig>> {
  const { options, t } = context;
  const server = normalizeServer(options.text('server') ?? '');
  if (server === null) return refuse(t('agent.option-invalid', { option: '--server' }));
  const ca = await readCa(context);
  if (!ca.ok) return ca;
  const trustHash = options.text('trust-hash')?.toLowerCase() ?? null;
  if (trustHash !== null && !/^[0-9a-f]{64}$/.test(trustHash)) {
    return refuse(t('agent.option-invalid', { option: '--trust-hash' }));
  }
  const proxy = options.text('proxy');
  if (proxy !== null && !/^https?:\/\/[^\s]+$/.test(proxy)) {
    return refuse(t('agent.option-invalid', { option: '--proxy' }));
  }
  return { ok: true, value: { server, ca: ca.value, trustHash, proxy } };
}

/** A registered device stays what it is: only how it reaches its server may change. */
async function keepRegistration(context: CommandContext, stored: StoredDevice, config: AgentConfig): Promise<number> {
  const { machine, output, t } = context;
  const before = await machine.readConfig();
  if (before !== null && before.server !== config.server && context.options.text('serial') !== null) {
    output.error(t('agent.enrolled-elsewhere', { server: before.server }));
    return exitCodes.failed;
  }
  await machine.writeConfig({ ...config, ca: config.ca ?? before?.ca ?? null });
  output.out(t('agent.already-enrolled', { deviceId: stored.identity?.deviceId ?? '' }));
  return exitCodes.done;
}

async function register(context: CommandContext, config: AgentConfig, serialNumber: string): Promise<EnrolOutcome> {
  const { machine } = context;
  const log = machine.openLog();
  const store = machine.openStore();
  try {
    const ports = machine.createPorts(config, store, log);
    const { facts } = await machine.readFacts();
    return await enrol({
      store,
      clock: ports.clock,
      transport: ports.transport,
      userAgent: userAgentOf(facts.platform, facts.architecture),
      timeoutMs: requestTimeoutMs,
      facts,
      serialNumber,
      pinnedTrustHash: config.trustHash,
    });
  } finally {
    store.close();
    log.close();
  }
}

function report(context: CommandContext, config: AgentConfig, outcome: EnrolOutcome): number {
  const { output, t } = context;
  if (outcome.ok) {
    const { organizationName, deviceId } = outcome.identity;
    output.out(t('agent.enrolled', { organization: organizationName, deviceId }));
    if (outcome.trustedOnFirstUse) output.out(t('agent.trust-on-first-use'));
    output.out(t('agent.key-in-file'));
    return exitCodes.done;
  }
  const byCode: Partial<Record<string, string>> = {
    offline: t('agent.server-unreachable', { server: config.server }),
    tls: t('agent.certificate-not-trusted', { server: config.server }),
    'proxy-auth-required': t('agent.proxy-needs-user', { proxy: config.proxy ?? '' }),
  };
  const reason = byCode[outcome.failure] ?? explainFailure(context, outcome.failure);
  // The documented sentence stands alone, as an administrator will look for it (N13).
  const isDocumented = outcome.failure === 'enrolment-refused';
  output.error(isDocumented ? reason : t('agent.enrol-failed', { reason }));
  return exitCodes.failed;
}

export async function enrolCommand(context: CommandContext): Promise<number> {
  const { machine, output, options, t } = context;
  const config = await readConfig(context);
  if (!config.ok) {
    output.error(config.message);
    return config.code;
  }
  if (machine.hasState()) {
    const store = machine.openStore();
    const stored = store.load();
    store.close();
    if (stored.identity !== null) {
      if (modeOf(stored) !== 'deregistered') return keepRegistration(context, stored, config.value);
      machine.discardState();
    }
  }
  const serialNumber = options.text('serial')?.trim() ?? '';
  if (serialNumber === '') {
    output.error(t('agent.option-missing', { option: '--serial' }));
    return exitCodes.usage;
  }
  const isFirst = !machine.hasState();
  const outcome = await register(context, config.value, serialNumber);
  // After a refusal that is certain nothing is left; after a lost answer the key must stay (a repeat is then the same device).
  if (isFirst && !outcome.ok && outcome.failure === 'enrolment-refused') machine.removeState();
  if (outcome.ok) await machine.writeConfig(config.value);
  return report(context, config.value, outcome);
}
