/** What the command line needs of the machine it runs on; each operating system gives its own. */
import type { AgentPorts, AgentStatus, CheckInOutcome, DeviceStore, FactsReading } from '@sekisho/agent-core';
import type { Language } from '@sekisho/messages/language';
import type { AgentConfig } from './agent-config.ts';
import type { AgentLog } from './agent-log.ts';

/** What a running agent is asked by the command line, over a socket that only root can open. */
export type ControlRequest = { readonly do: 'status' } | { readonly do: 'check-in' };
export type ControlAnswer =
  | { readonly did: 'status'; readonly status: AgentStatus }
  | { readonly did: 'check-in'; readonly outcome: CheckInOutcome; readonly status: AgentStatus }
  | { readonly did: 'nothing' };

export interface Closable {
  close(): void;
}

export interface Machine {
  readonly language: Language;
  isAdministrator(): boolean;
  /** Of every call to the server; known without looking at the machine. */
  readonly userAgent: string;
  readonly stateFolder: string;
  readFile(file: string): Promise<string | null>;
  /** `null` where there is none, or it is not to be understood. */
  readConfig(): Promise<AgentConfig | null>;
  /** @throws when it cannot be written */
  writeConfig(config: AgentConfig): Promise<void>;
  hasState(): boolean;
  /** @throws when the folder cannot be used */
  openStore(): DeviceStore;
  /** Puts away what a registration that is over has left, so that the next one begins anew. */
  discardState(): void;
  /** Takes away what a refused first registration left. */
  removeState(): void;
  readFacts(): Promise<FactsReading>;
  createPorts(config: AgentConfig, store: DeviceStore, log: AgentLog): AgentPorts;
  /** One agent a machine; `null` while another has it. Given back when the process ends, however it ends. */
  takeInstance(): Closable | null;
  serveControl(answer: (request: ControlRequest) => Promise<ControlAnswer>): Promise<Closable>;
  /** `null`: no agent is running. */
  askAgent(request: ControlRequest): Promise<ControlAnswer | null>;
  openLog(): AgentLog;
  /** Calls `line` for each of the last lines and, with `follow`, goes on until the process is ended. */
  showLog(lines: number, follow: boolean, line: (text: string) => void): Promise<void>;
  /** Calls `woke` after the machine slept or its clock was set. */
  watchSleep(woke: () => void): Closable;
  /** Resolves when this process is asked to end. */
  untilAsked(): Promise<void>;
  /** Asks a person; `null` when nobody is there to answer. */
  confirm(question: string): Promise<boolean | null>;
  /** Stops the agent and takes service, program, state and configuration away. */
  removeAgent(): Promise<void>;
}

/** Places other than the usual ones, from options. */
export interface PlaceOptions {
  readonly stateFolder?: string;
  readonly configFile?: string;
}
