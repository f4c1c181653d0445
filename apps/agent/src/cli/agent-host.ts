/**
 * The agent's life on a machine: waits until somebody registers the device, then is its agent, and after a deregistration waits again.
 * Answers the command line and the people at the device meanwhile.
 */
import { setTimeout as wait } from 'node:timers/promises';
import {
  type Agent,
  type AgentObservation,
  createAgent,
  defaultAgentSettings,
  type EnrolmentCredential,
  type EnrolOutcome,
  notSupportedHere,
} from '@sekisho/agent-core';
import { type AgentConfig, asksForPassword } from '../agent-config.ts';
import type { AgentLog } from '../agent-log.ts';
import { agentVersion } from '../agent-version.ts';
import type { ClientAnswer, ClientRequest, ClientStatus, ProxyStatus } from '../client/client-protocol.ts';
import type { Closable, ControlAnswer, ControlRequest, Machine, MachinePorts } from '../machine.ts';
import { choiceWithoutCredentials, effectiveProxy, type ProxyChoice } from '../proxy-choice.rules.ts';
import { InstallerRegistration, takeInstaller } from './installer-registration.ts';
import { registerMachine } from './registration.ts';
import { createUninstallGuard } from './uninstall-guard.ts';

/** In place of a configuration that was lost: nobody is reached by it, but a lock stands all the same. */
const nowhere: AgentConfig = { server: 'https://configuration-lost.invalid', ca: null, trustHash: null, proxy: null };

/** The last word of an agent must not keep it from being taken away, or its system from shutting down. */
const goodbyeMs = 10_000;
const farewellMs = 3_000;

interface Running {
  readonly agent: Agent;
  readonly ports: MachinePorts;
}

export class AgentHost {
  readonly #machine: Machine;
  readonly #log: AgentLog;
  #config: AgentConfig | null = null;
  #running: Running | null = null;
  #registering: Promise<EnrolOutcome> | null = null;
  #installer: InstallerRegistration | null = null;
  #sleepWatch: Closable | null = null;
  /** What was registered before is no longer; said until there is another registration. */
  #over = false;
  readonly #restart = Promise.withResolvers<void>();
  /** Resolves when the agent wants to be started again. */
  readonly restartAsked = this.#restart.promise;
  readonly #uninstalls = createUninstallGuard((wrong) => {
    this.#log.warn('a wrong uninstall password', { wrong });
    this.#running?.agent.notice({ type: 'report', what: 'uninstall-refused', detail: { wrong } });
  });

  constructor(machine: Machine, log: AgentLog) {
    this.#machine = machine;
    this.#log = log;
  }

  /** @returns whether there is anything to do: a registration, or a server to register with */
  async begin(): Promise<boolean> {
    const { config, installer } = await takeInstaller(this.#machine, this.#log);
    this.#config = config;
    const runs = this.#startAgent();
    if (installer !== null) {
      this.#installer = new InstallerRegistration(installer, this.#log, (credential) => this.#register(credential));
      this.#installer.begin();
    }
    if (runs) return true;
    if (this.#config === null) return false;
    this.#log.info('waiting for registration', { version: agentVersion, server: this.#config.server });
    return true;
  }

  /** Somebody may have registered the machine by themselves while this agent was about to listen. */
  async lookAgain(): Promise<void> {
    if (this.#running !== null || this.#registering !== null || !this.#machine.hasState()) return;
    const config = await this.#machine.readConfig();
    if (this.#running !== null || this.#registering !== null) return;
    this.#config = config ?? this.#config;
    this.#startAgent();
  }

  /** Somebody asks for the end: a version that is on trial has not failed by that. */
  giveBackTry(): void {
    const updates = this.#running?.ports.platform.updates ?? notSupportedHere;
    if (updates !== notSupportedHere) updates.giveBackTry();
  }

  async end(): Promise<void> {
    this.#installer?.end();
    await this.#registering?.catch(() => undefined);
    if (this.#config?.installed?.clientKind === 'linked-clone') await this.#sayLast('ended', farewellMs);
    await this.#stopAgent();
  }

  async #sayLast(what: 'ended' | 'uninstalled', withinMs: number): Promise<void> {
    const agent = this.#running?.agent;
    agent?.notice({ type: 'report', what, detail: {} });
    await Promise.race([agent?.checkInNow(), wait(withinMs, undefined, { ref: false })]);
  }

  /** Nothing that could take long comes before the start: a locked device is covered first. */
  #startAgent(): boolean {
    const machine = this.#machine;
    if (!machine.hasState()) return false;
    const config = this.#config ?? nowhere;
    const store = machine.openStore();
    if (store.load().identity === null) {
      store.close();
      return false;
    }
    const ports = machine.createPorts(config, store, this.#log);
    const { userAgent } = machine;
    const inventoryAtOnce = config.installed?.initial.inventoryAfterInstall ?? true;
    const clientKind = config.installed?.clientKind ?? defaultAgentSettings.clientKind;
    const settings = { ...defaultAgentSettings, userAgent, clientKind, inventoryAtOnce };
    const parted = () => void this.#startAnew();
    const restart = () => this.#restart.resolve();
    const agent = createAgent({ ...ports, parted, restart }, settings, journal(this.#log));
    if (agent === null) throw new Error('the registration has gone while it was read');
    if (this.#config === null) this.#log.error('the configuration is missing or damaged: enrol again with --server');
    this.#log.info('started', {
      version: agentVersion,
      server: config.server,
      deviceId: agent.status().deviceId,
    });
    this.#running = { agent, ports };
    agent.start();
    this.#sleepWatch = machine.watchSleep(() => agent.notice({ type: 'woke' }));
    return true;
  }

  async #stopAgent(): Promise<void> {
    const running = this.#running;
    if (running === null) return;
    this.#running = null;
    this.#sleepWatch?.close();
    await running.agent.stop();
    running.ports.network.close();
    running.ports.store.close();
    this.#log.info('stopped');
  }

  /** What is stored is another device's now: a copy has become a device of its own. */
  async #startAnew(): Promise<void> {
    await this.#stopAgent();
    this.#startAgent();
  }

  get #deviceStatus() {
    return this.#running?.agent.status() ?? null;
  }

  status(): ClientStatus {
    const device = this.#deviceStatus;
    const isOver = device === null ? this.#over : device.mode === 'deregistered';
    const registration = isOver ? 'deregistered' : device === null ? 'unregistered' : 'registered';
    const server = this.#config?.server ?? null;
    return { registration, version: agentVersion, server, device, proxy: this.#proxyStatus(), ...this.#installed() };
  }

  #installed() {
    const { installed = null } = this.#config ?? {};
    return { installed, installer: this.#installer?.status ?? null };
  }

  #proxyStatus(): ProxyStatus {
    const own = this.#config?.proxy ?? null;
    const view = this.#running?.ports.network.view() ?? {
      effective: effectiveProxy(own, null, this.#config?.installed?.initial.proxy.locked),
      inUse: null,
      trouble: null,
    };
    const effective = { ...view.effective, choice: choiceWithoutCredentials(view.effective.choice) };
    return { ...view, effective, own: own === null ? null : choiceWithoutCredentials(own) };
  }

  /** One at a time; `null`: it may not be. */
  async #register(credential: EnrolmentCredential): Promise<EnrolOutcome | 'registered' | 'no-server'> {
    if (this.#registering !== null) await this.#registering.catch(() => undefined);
    const mode = this.#deviceStatus?.mode ?? null;
    if (mode !== null && mode !== 'deregistered') return 'registered';
    this.#config = await this.#machine.readConfig();
    if (this.#config === null) return 'no-server';
    this.#registering = this.#registerAnew(this.#config, credential).finally(() => {
      this.#registering = null;
    });
    return this.#registering;
  }

  /** A device that was deregistered comes back as a new one: with a key of its own. */
  async #registerAnew(config: AgentConfig, credential: EnrolmentCredential): Promise<EnrolOutcome> {
    if (this.#running !== null) {
      await this.#stopAgent();
      this.#machine.discardState();
      this.#over = true;
    }
    const outcome = await registerMachine(this.#machine, config, credential, this.#log);
    if (outcome.ok) {
      this.#over = false;
      this.#installer?.end();
      this.#machine.eraseInstallerFile();
      this.#startAgent();
    }
    if (!outcome.ok) this.#log.warn('registration refused', { failure: outcome.failure, detail: outcome.detail });
    return outcome;
  }

  async #chooseProxy(proxy: ProxyChoice | null): Promise<'done' | 'proxy-locked' | 'no-server'> {
    if (this.#config === null) return 'no-server';
    if (this.#proxyStatus().effective.locked) return 'proxy-locked';
    this.#config = { ...this.#config, proxy };
    await this.#machine.writeConfig(this.#config);
    this.#running?.ports.network.chooseProxy(proxy);
    return 'done';
  }

  readonly answerControl = async (request: ControlRequest): Promise<ControlAnswer> => {
    await this.lookAgain();
    switch (request.do) {
      case 'status':
        return { did: 'status', status: this.#deviceStatus, proxy: this.#proxyStatus(), ...this.#installed() };
      case 'check-in': {
        const agent = this.#running?.agent;
        if (agent === undefined) return { did: 'nothing' };
        const outcome = await agent.checkInNow();
        return { did: 'check-in', outcome, status: agent.status() };
      }
      case 'register': {
        const outcome = await this.#register({ serialNumber: request.serialNumber });
        return typeof outcome === 'string' ? { did: 'nothing' } : { did: 'register', outcome };
      }
      case 'permissions':
        return { did: 'permissions', permissions: (await this.#machine.readPermissions?.(request.names)) ?? [] };
      case 'move-log':
        return { did: 'move-log', outcome: this.#machine.logPlace.move(request.folder) };
      case 'say-goodbye': {
        await this.#sayLast('uninstalled', goodbyeMs);
        return { did: 'nothing' };
      }
      case 'may-uninstall': {
        const known = this.#running?.ports.store.load().settings?.policy.settings.uninstall ?? null;
        const verifier = asksForPassword(this.#config) ? known : null;
        const mode = this.#deviceStatus?.mode ?? null;
        const verdict = await this.#uninstalls.ask({ mode, verifier, password: request.password });
        return { did: 'may-uninstall', verdict };
      }
      default:
        return { did: 'nothing' };
    }
  };

  readonly answerClient = async (request: ClientRequest): Promise<ClientAnswer> => {
    await this.lookAgain();
    const failure = await this.#doForClient(request);
    return failure === null ? { ok: true, status: this.status() } : { ok: false, failure };
  };

  async #doForClient(request: ClientRequest): Promise<Extract<ClientAnswer, { ok: false }>['failure'] | null> {
    switch (request.do) {
      case 'status':
        return null;
      case 'connect': {
        if (this.#running === null) return 'unregistered';
        const outcome = await this.#running.agent.checkInNow();
        if (outcome.ok) return null;
        return this.#deviceStatus?.mode === 'deregistered' ? 'deregistered' : outcome.failure;
      }
      case 'register': {
        const outcome = await this.#register({ serialNumber: request.serialNumber });
        if (typeof outcome === 'string') return outcome;
        return outcome.ok ? null : outcome.failure;
      }
      case 'set-proxy': {
        const outcome = await this.#chooseProxy(request.proxy);
        return outcome === 'done' ? null : outcome;
      }
    }
  }
}

/** What is worth a line: not every check-in of a healthy day. */
function journal(log: AgentLog): (observation: AgentObservation) => void {
  let failing: string | null = null;
  return (observation) => {
    if (observation.type === 'checked-in') {
      const { outcome } = observation;
      const failure = outcome.ok ? null : outcome.failure;
      if (failure === failing && !(outcome.ok && outcome.commands > 0)) return;
      if (outcome.ok) log.info('checked in', { commands: outcome.commands, tookMs: Math.round(observation.tookMs) });
      else log.warn('check-in failed', { failure: outcome.failure, detail: outcome.detail });
      failing = failure;
    } else if (observation.type === 'screen') log.info('screen', { screen: observation.screen });
    else if (observation.type === 'live') log.info('live connection', { state: observation.state });
    else if (observation.type === 'inventory-sent') log.info('inventory sent');
    else if (observation.type === 'deregistered') log.warn('this device was deregistered');
  };
}
