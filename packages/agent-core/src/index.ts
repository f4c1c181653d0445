/** The agent without its platform: plan, runner, device client, back-off, queue and timers over ports. */
export {
  type Agent,
  type AgentObservation,
  type AgentSettings,
  type AgentStatus,
  type CheckInFailure,
  type CheckInOutcome,
  defaultAgentSettings,
  type PlatformNotice,
} from './agent/agent-types.ts';
export { createAgent } from './agent/create-agent.ts';
export { type Backoff, type BackoffBounds, createBackoff, jitter, retryAfterMsOf } from './backoff.ts';
export { type EnrolmentCredential, type EnrolOutcome, type EnrolTools, enrol } from './client/enrol.ts';
export { sectionsOf } from './client/inventory-sections.ts';
export { sendCollected } from './client/send-collected.ts';
export { plan, type Situation, type Target } from './plan/plan.ts';
export { refuseStep, type Step, type StepKind, type StepMap, type StepOutcome } from './plan/step.ts';
export type { AgentPorts, PlatformPorts } from './ports/agent-ports.ts';
export type { CancelTimer, Clock, Random, Timers } from './ports/clock.ts';
export type {
  DeviceStore,
  EncryptedVolume,
  HeldSettings,
  Identity,
  InventoryMark,
  Item,
  LockCause,
  StoreChange,
  StoredDevice,
  UsedIntent,
  Vital,
  WipeProgress,
} from './ports/device-store.ts';
export { type Log, type LogFields, silentLog } from './ports/log.ts';
export {
  type FactsReading,
  type FactsSource,
  type InventoryCollector,
  type LocationReading,
  type LocationSource,
  type NotSupportedHere,
  notSupportedHere,
  type Position,
  type Power,
  type Screen,
  type ScreenContent,
  type ScreenEvent,
  type ShownScreen,
  type Wipe,
  type WipeFileTarget,
} from './ports/machine.ts';
export type { Network, NetworkReport, ProxyFamily, ProxyTrouble, ProxyTroubleCode } from './ports/network.ts';
export type { KeyFile, Medium, RemovableMedia, SimReader, Wifi } from './ports/surroundings.ts';
export {
  type LiveClosed,
  type LiveConnector,
  type LiveHandlers,
  type LiveSocket,
  type Transport,
  type TransportAnswer,
  TransportError,
  type TransportErrorKind,
  type TransportRequest,
} from './ports/transport.ts';
export { type FetchPart, type UpdateEnd, UpdateRefused, type Updates, type WantedVersion } from './ports/updates.ts';
export { MemoryStore, type MemoryStoreOptions } from './store/memory-store.ts';
export { VirtualSurroundings } from './virtual/virtual-surroundings.ts';
