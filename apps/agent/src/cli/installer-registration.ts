/** Registers by what came with an installer: at once, again and again while the server cannot be reached, and never after a refusal. */
import { setTimeout as wait } from 'node:timers/promises';
import { type CheckInFailure, createBackoff, type EnrolmentCredential, type EnrolOutcome } from '@sekisho/agent-core';
import { systemRandom } from '@sekisho/agent-core/node';
import { errorCatalogue, type InstallerConfiguration, isErrorCode } from '@sekisho/contracts';
import { type AgentConfig, wishesNotDone } from '../agent-config.ts';
import type { AgentLog } from '../agent-log.ts';
import type { InstallerStatus } from '../client/client-protocol.ts';
import { configOf, decideInstaller, parseInstallerConfiguration } from '../installer-configuration.ts';
import type { Machine } from '../machine.ts';
import { modeOf } from './stored-mode.ts';

const bounds = { baseMs: 2_000, capMs: 5 * 60_000 };

/** What a server of ours has said for good; everything else may be a proxy, a portal, or a server on its way up. */
function isFinal(failure: CheckInFailure): boolean {
  return isErrorCode(failure) && !errorCatalogue[failure].retryable;
}

type Register = (credential: EnrolmentCredential) => Promise<EnrolOutcome | 'registered' | 'no-server'>;

/** Takes over what an installer left, before anything is started. @returns the configuration that now counts, and what is to be registered */
export async function takeInstaller(
  machine: Machine,
  log: AgentLog,
): Promise<{ readonly config: AgentConfig | null; readonly installer: InstallerConfiguration | null }> {
  const before = await machine.readConfig();
  const text = await machine.readInstallerFile();
  if (text === null) return { config: before, installer: null };
  const installer = parseInstallerConfiguration(text);
  if (installer === null) {
    log.error('what the installer left is damaged; register with a serial number');
    machine.eraseInstallerFile();
    return { config: before, installer: null };
  }
  const { settingName, organizationCode } = installer;
  const decision = decideInstaller(readHeld(machine), installer.organizationId);
  log.info('found what an installer left', { settingName, organizationCode, decision });
  if (decision !== 'register') machine.eraseInstallerFile();
  if (decision === 'foreign') {
    log.error('this device is registered with another organization: uninstall the agent first');
    return { config: before, installer: null };
  }
  const config = configOf(installer);
  const notDone = config.installed === undefined ? [] : wishesNotDone(config.installed, machine.hasTrayIcon === true);
  if (notDone.length > 0) log.warn('wanted by the installer, not done by this version', { what: notDone.join(', ') });
  await machine.writeConfig(config).catch((error: unknown) => {
    log.error('the configuration cannot be written', { reason: String(error) });
  });
  return { config, installer: decision === 'register' ? installer : null };
}

function readHeld(machine: Machine) {
  if (!machine.hasState()) return null;
  const store = machine.openStore();
  try {
    const stored = store.load();
    return stored.identity === null ? null : { organizationId: stored.identity.organizationId, mode: modeOf(stored) };
  } finally {
    store.close();
  }
}

export class InstallerRegistration {
  readonly #installer: InstallerConfiguration;
  readonly #log: AgentLog;
  readonly #register: Register;
  readonly #ended = new AbortController();
  #status: InstallerStatus | null;

  constructor(installer: InstallerConfiguration, log: AgentLog, register: Register) {
    this.#installer = installer;
    this.#log = log;
    this.#register = register;
    this.#status = { settingName: installer.settingName, state: 'trying', failure: null };
  }

  /** `null`: there is nothing more to do. */
  get status(): InstallerStatus | null {
    return this.#status;
  }

  begin(): void {
    this.#run().catch((error: unknown) => {
      if (this.#ended.signal.aborted) return;
      this.#status = { settingName: this.#installer.settingName, state: 'refused', failure: 'store-failed' };
      this.#log.error('the registration failed', { reason: String(error) });
    });
  }

  /** Registered by somebody, or the agent ends. */
  end(): void {
    this.#status = null;
    this.#ended.abort();
  }

  async #run(): Promise<void> {
    const { enrolmentToken: installerToken, clientKind, settingName } = this.#installer;
    const backoff = createBackoff(bounds, systemRandom.fraction);
    while (!this.#ended.signal.aborted) {
      const outcome = await this.#register({ installerToken, clientKind });
      if (typeof outcome === 'string' || outcome.ok || this.#ended.signal.aborted) return;
      const { failure } = outcome;
      const state = isFinal(failure) ? 'refused' : 'trying';
      this.#status = { settingName, state, failure };
      if (state === 'refused') {
        this.#log.error('the installer was refused: make a new one, or register with a serial number', { failure });
        return;
      }
      await wait(backoff.next(outcome.retryAfterMs), undefined, { signal: this.#ended.signal, ref: false });
    }
  }
}
