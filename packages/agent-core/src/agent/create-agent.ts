/** Puts the parts of an agent together: one loop for a real machine, for a simulated one, and for a test's clock. */
import { type LockEvent, screen } from '@sekisho/lock';
import { createDeviceClient } from '../client/device-client.ts';
import { plan, type Situation, type Target } from '../plan/plan.ts';
import { createRunner } from '../plan/runner.ts';
import type { AgentPorts } from '../ports/agent-ports.ts';
import type { Item } from '../ports/device-store.ts';
import { type AgentContext, type DeadlineName, messageOf } from './agent-context.ts';
import type { Agent, AgentObservation, AgentSettings, AgentStatus, PlatformNotice } from './agent-types.ts';
import { createExchange } from './check-in-exchange.ts';
import { createCheckInLoop } from './check-in-loop.ts';
import { DeviceMemory, type NewItem } from './device-memory.ts';
import { createInventoryLoop } from './inventory-loop.ts';
import { createLiveLoop } from './live-loop.ts';
import { createLockKeeper } from './lock-keeper.ts';
import { createMachineKeeper } from './machine-keeper.ts';
import { createTimerWheel } from './timer-wheel.ts';

/** How often the high-water mark of trusted time is stored, and everything that time can change is looked at. */
const markIntervalMs = 60_000;
const historyEvents = new Set(['sim-locked', 'shut-down']);

/**
 * An agent over a registered store; `null` where there is no registration to go by (then `enrol` first).
 * @param observe for those who watch; what it throws is the caller's fault
 */
export function createAgent(
  ports: AgentPorts,
  settings: AgentSettings,
  observe: (observation: AgentObservation) => void = () => {},
): Agent | null {
  const stored = ports.store.load();
  const { identity } = stored;
  return identity === null ? null : assemble(ports, settings, observe, { ...stored, identity });
}

type Registered = ConstructorParameters<typeof DeviceMemory>[1];

function assemble(
  ports: AgentPorts,
  settings: AgentSettings,
  observe: (observation: AgentObservation) => void,
  stored: Registered,
): Agent {
  let stopped = false;
  const memory = new DeviceMemory(ports.store, stored, ports.clock, {
    queued(items) {
      observe({ type: 'items-queued', items });
      if (items.some(isUrgent)) checkIns.request();
    },
    stored: (through) => observe({ type: 'items-stored', through }),
  });
  const isDeregistered = (): boolean => memory.lock.mode === 'deregistered';
  const context: AgentContext = {
    ports,
    settings,
    memory,
    observe,
    wheel: createTimerWheel<DeadlineName>(ports.timers, (name) => deadlines[name]()),
    client: createDeviceClient({
      transport: ports.transport,
      userAgent: settings.userAgent,
      timeoutMs: settings.requestTimeoutMs,
      random: ports.random,
      timers: ports.timers,
      identity: stored.identity,
      trust: () => memory.trust,
    }),
    reconcile: () => runner.reconcile(),
    isHalted: () => stopped || isDeregistered(),
  };
  const wanted = () => machine.covered() ?? screen(memory.lock);
  const machine = createMachineKeeper(context, wanted);
  const lock = createLockKeeper(context, machine);
  const inventory = createInventoryLoop(context);
  const exchange = createExchange(context, lock, () => inventory.demand());
  const checkIns = createCheckInLoop(context, exchange, () => {
    if (memory.itemCount() === 0) machine.powerOff();
    if (isDeregistered()) halt();
    else context.reconcile();
  });
  const live = createLiveLoop(context, () => checkIns.request());

  const situation = (): Situation => ({
    screen: machine.asked(),
    shuttingDown: machine.shuttingDown(),
    wiping: machine.wiping(),
    uploading: inventory.uploading(),
    live: live.state() !== 'off',
  });
  const target = (): Target => {
    const inTouch = checkIns.succeededOnce() && !context.isHalted();
    return {
      screen: wanted(),
      shutDown: memory.vital.shutDownPending,
      wipe: wipeToDo(memory),
      live: inTouch && ports.live !== null,
      inventoryDue: inTouch && inventory.due(),
    };
  };
  const runner = createRunner(
    () => plan(situation(), target()),
    { ...machine.steps, ...live.steps, ...inventory.steps },
    (step, { code }) => ports.log.warn('a step is refused', { step: step.kind, code }),
  );
  const deadlines: Record<DeadlineName, () => void> = {
    'check-in': () => {
      exchange.readFactsNext();
      checkIns.request();
    },
    lock: () => lock.tick(),
    mark,
    screen: () => machine.retryScreen(),
    power: () => machine.powerOff(),
    inventory: () => inventory.demand(),
    live: () => live.reopen(),
  };

  function mark(): void {
    context.wheel.set('mark', ports.timers.nowMs() + markIntervalMs);
    lock.tick();
    try {
      memory.saveTime();
    } catch (error) {
      ports.log.error('the time could not be stored', { reason: messageOf(error) });
    }
  }

  function halt(): void {
    if (stopped) return;
    stopped = true;
    live.close();
    context.wheel.stop();
    if (isDeregistered()) observe({ type: 'deregistered' });
  }

  function notice(event: PlatformNotice): void {
    if (context.isHalted()) return;
    if (event.type !== 'woke') {
      lock.feed([{ ...event, now: memory.now() } as LockEvent]);
      return;
    }
    mark();
    exchange.readFactsNext();
    checkIns.request();
  }

  return {
    start() {
      const { keyPresentAtStart } = settings;
      const key = keyPresentAtStart === undefined ? {} : { keyPresent: keyPresentAtStart };
      lock.begin({ type: 'restart', now: memory.now(), ...key }, startItems(memory));
      if (isDeregistered()) return halt();
      mark();
      inventory.begin();
      checkIns.request();
    },
    async stop() {
      halt();
      await checkIns.settled();
    },
    checkInNow: () => {
      exchange.readFactsNext();
      return checkIns.now();
    },
    notice,
    status: () => statusOf(context, { machine, live, checkIns }),
  };
}

/** What is worth a check-in of its own: an answer to a command, and what the lock history waits for. */
function isUrgent(item: Item): boolean {
  if (item.kind === 'result') return true;
  return item.what === 'screen-shown' ? item.commandId !== undefined : historyEvents.has(item.what);
}

function startItems(memory: DeviceMemory): NewItem[] {
  const at = memory.now();
  const started: NewItem = { kind: 'event', at, what: 'started' };
  return memory.stateLost ? [started, { kind: 'event', at, what: 'state-lost' }] : [started];
}

/** A wipe that has been answered for is not begun again. */
function wipeToDo(memory: DeviceMemory): string | null {
  const { wipeId } = memory.lock;
  const settled = wipeId !== null && (memory.used(wipeId)?.outcome ?? null) !== null;
  return settled ? null : wipeId;
}

interface Parts {
  readonly machine: ReturnType<typeof createMachineKeeper>;
  readonly live: ReturnType<typeof createLiveLoop>;
  readonly checkIns: ReturnType<typeof createCheckInLoop>;
}

function statusOf({ memory, ports, wheel }: AgentContext, { machine, live, checkIns }: Parts): AgentStatus {
  const dueAtMs = wheel.dueAt('check-in');
  const wanted = machine.covered() ?? screen(memory.lock);
  return {
    deviceId: memory.identity.deviceId,
    organizationName: memory.identity.organizationName,
    mode: memory.lock.mode,
    screen: wanted,
    screenShown: wanted !== 'none' && machine.shown() === wanted,
    releasedUntil: memory.lock.release?.until ?? null,
    settingsRevision: memory.settings?.settingsRevision ?? 0,
    policyCode: memory.settings?.policyCode ?? null,
    now: memory.now(),
    lastCheckInAt: memory.lock.lastCheckIn,
    lastFailure: checkIns.lastFailure(),
    nextCheckInInMs: dueAtMs === null ? null : Math.max(0, dueAtMs - ports.timers.nowMs()),
    live: live.state(),
    waitingItems: memory.itemCount(),
  };
}
