/** What the command line needs of the machine it runs on; each operating system gives its own. */
import type {
  AgentPorts,
  AgentStatus,
  CheckInOutcome,
  Clock,
  DeviceStore,
  EnrolOutcome,
  FactsReading,
  Network,
  Transport,
} from '@sekisho/agent-core';
import type { InventoryContents } from '@sekisho/contracts';
import type { Language } from '@sekisho/messages/language';
import type { AgentConfig } from './agent-config.ts';
import type { AgentLog } from './agent-log.ts';
import type { SystemHelp } from './cli/help.ts';
import type { ClientAnswer, ClientRequest, InstalledStatus, ProxyStatus } from './client/client-protocol.ts';
import type { LogMove, LogPlace } from './os/any/log-place.ts';
import type { Permission, PermissionName } from './permissions.ts';
import type { ProxyChoice } from './proxy-choice.rules.ts';
import type { SupportPort } from './support/support-source.ts';
import type { UninstallVerdict } from './uninstall.rules.ts';

/** What a running agent is asked by the command line, over a socket that only root can open. */
export type ControlRequest =
  | { readonly do: 'status' }
  | { readonly do: 'check-in' }
  /** The configuration is read anew first. */
  | { readonly do: 'register'; readonly serialNumber: string }
  /** Of the agent; the command line has others. */
  | { readonly do: 'permissions'; readonly names: readonly PermissionName[] }
  /** `null`: back to the usual folder. */
  | { readonly do: 'move-log'; readonly folder: string | null }
  /** May the agent be taken away? A wrong password takes its time to be refused. */
  | { readonly do: 'may-uninstall'; readonly password: string | null }
  /** The agent is about to be taken away: the server is told. */
  | { readonly do: 'say-goodbye' };
export type ControlAnswer =
  | ({ readonly did: 'status'; readonly status: AgentStatus | null; readonly proxy: ProxyStatus } & InstalledStatus)
  | { readonly did: 'check-in'; readonly outcome: CheckInOutcome; readonly status: AgentStatus }
  | { readonly did: 'register'; readonly outcome: EnrolOutcome }
  | { readonly did: 'permissions'; readonly permissions: readonly Permission[] }
  | { readonly did: 'may-uninstall'; readonly verdict: UninstallVerdict }
  | { readonly did: 'move-log'; readonly outcome: LogMove }
  | { readonly did: 'nothing' };

export interface Closable {
  close(): void;
}

/** The way to the server, and what a person at the device may change of it. */
export interface MachineNetwork extends Network {
  chooseProxy(own: ProxyChoice | null): void;
  view(): Omit<ProxyStatus, 'own'>;
  close(): void;
}

/** What it takes to register. */
export interface Connection {
  readonly clock: Clock;
  readonly transport: Transport;
  readonly network: MachineNetwork;
}

export type MachinePorts = AgentPorts & Pick<Connection, 'network'>;

export interface Machine {
  readonly language: Language;
  /** What a system says in its own way. */
  readonly texts: MachineTexts;
  readonly help?: SystemHelp;
  readonly environment: Readonly<Record<string, string | undefined>>;
  isAdministrator(): boolean;
  /** Everybody reads the numbers of the firmware here, by which a client that does not stay knows the machine again. */
  readonly isKnownToEverybody?: boolean;
  /** Where an installer wants one. */
  readonly hasTrayIcon?: boolean;
  /** Of every call to the server; known without looking at the machine. */
  readonly userAgent: string;
  readonly stateFolder: string;
  readFile(file: string): Promise<string | null>;
  /** `null` where there is none, or it is not to be understood. */
  readConfig(): Promise<AgentConfig | null>;
  /** @throws when it cannot be written */
  writeConfig(config: AgentConfig): Promise<void>;
  /** What an installer left beside the configuration, from now on for administrators only; `null` where there is none, or too much. */
  readInstallerFile(): Promise<string | null>;
  /** It holds a token: it goes as soon as that is of no more use. */
  eraseInstallerFile(): void;
  hasState(): boolean;
  /** @throws when the folder cannot be used */
  openStore(): DeviceStore;
  /** Puts away what a registration that is over has left, so that the next one begins anew. */
  discardState(): void;
  /** Takes away what a refused first registration left. */
  removeState(): void;
  readFacts(): Promise<FactsReading>;
  /** Every section, collected within this process: for clients that run once. */
  collectInventory(): Promise<InventoryContents>;
  connect(config: AgentConfig, log: AgentLog): Connection;
  createPorts(config: AgentConfig, store: DeviceStore, log: AgentLog): MachinePorts;
  /** One agent a machine; `null` while another has it. Given back when the process ends, however it ends. */
  takeInstance(): Closable | null;
  serveControl(answer: (request: ControlRequest) => Promise<ControlAnswer>): Promise<Closable>;
  /** `null`: no agent is running. */
  askAgent(request: ControlRequest): Promise<ControlAnswer | null>;
  /** For everybody at the device. */
  serveClients(answer: (request: ClientRequest) => Promise<ClientAnswer>): Promise<Closable>;
  /** `null`: no agent is running. */
  askAsClient(request: ClientRequest): Promise<ClientAnswer | null>;
  readonly logPlace: LogPlace;
  openLog(): AgentLog;
  /** Calls `line` for each of the last lines and, with `follow`, goes on until the process is ended. */
  showLog(lines: number, follow: boolean, line: (text: string) => void): Promise<void>;
  /** Where a system gives support what it needs. */
  readonly support?: SupportPort;
  /** Calls `woke` after the machine slept or its clock was set. */
  watchSleep(woke: () => void): Closable;
  /** Gives back to the system what this process holds and does not use; only where there is a way. */
  readonly returnMemory?: () => void;
  /** Resolves when this process is asked to end. */
  untilAsked(): Promise<void>;
  /** Asks a person; `null` when nobody is there to answer. */
  confirm(question: string): Promise<boolean | null>;
  /** Asks a person for a password, which is not shown; `null` when nobody is there to answer. */
  askPassword(question: string): Promise<string | null>;
  readStandardInput(): Promise<string>;
  /** Only where the system asks people for permissions; those of this very process. */
  readonly readPermissions?: (names: readonly PermissionName[]) => Promise<readonly Permission[]>;
  /**
   * Stops the agent and takes service, program, state and configuration away.
   * @param password that allowed it, for a package manager that asks once more; `null`: none was needed
   */
  removeAgent(password: string | null): Promise<void>;
}

/** How one becomes administrator differs, and where keys are safe. */
export interface MachineTexts {
  readonly needsAdministrator: 'agent.needs-root' | 'agent.needs-administrator';
  readonly keyKept: 'agent.key-in-file' | 'agent.key-sealed';
}

/** Places other than the usual ones, from options. */
export interface PlaceOptions {
  readonly stateFolder?: string;
  readonly configFile?: string;
}
