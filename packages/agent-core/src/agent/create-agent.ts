/** Puts the parts of an agent together: one loop for a real machine, for a simulated one, and for a test's clock. */
import { type ClientTools, createDeviceClient } from '../client/device-client.ts';
import { plan, type Situation, type Target } from '../plan/plan.ts';
import { createRunner, type Runner } from '../plan/runner.ts';
import type { AgentPorts } from '../ports/agent-ports.ts';
import { type AgentContext, type DeadlineName, messageOf, record } from './agent-context.ts';
import { agentStatus } from './agent-status.ts';
import type {
  Agent,
  AgentObservation,
  AgentSettings,
  AgentStatus,
  CheckInOutcome,
  PlatformNotice,
} from './agent-types.ts';
import { CheckInExchange } from './check-in-exchange.ts';
import { CheckInLoop } from './check-in-loop.ts';
import { clientToolsOf } from './client-tools.ts';
import { DeviceMemory } from './device-memory.ts';
import { InventoryLoop } from './inventory-loop.ts';
import { KeyKeeper } from './key-keeper.ts';
import { LiveLoop } from './live-loop.ts';
import { LocationLoop } from './location-loop.ts';
import { LockKeeper } from './lock-keeper.ts';
import { MachineKeeper } from './machine-keeper.ts';
import { createNetworkWatch, wantsNetworks } from './network-watch.ts';
import { partFromOriginal } from './parting.ts';
import { ProxyKeeper } from './proxy-keeper.ts';
import { ScreenKeeper } from './screen-keeper.ts';
import { createSimWatch, wantsSims } from './sim-watch.ts';
import { createTimerWheel } from './timer-wheel.ts';
import { isUrgent, startItems } from './told-items.ts';
import { UpdateKeeper } from './update-keeper.ts';
import type { Watch } from './watch.ts';
import { WipeKeeper } from './wipe-keeper.ts';

/** How often the high-water mark of trusted time is stored, and everything that time can change is looked at. */
const markIntervalMs = 60_000;
type Observe = (observation: AgentObservation) => void;
type Registered = ConstructorParameters<typeof DeviceMemory>[1];

/**
 * An agent over a registered store; `null` where there is no registration to go by (then `enrol` first).
 * @param observe for those who watch; what it throws is the caller's fault
 */
export function createAgent(ports: AgentPorts, settings: AgentSettings, observe: Observe = () => {}): Agent | null {
  const stored = ports.store.load();
  const { identity } = stored;
  return identity === null ? null : new RunningAgent(ports, settings, observe, { ...stored, identity });
}

class RunningAgent implements Agent {
  readonly #context: AgentContext;
  readonly #screen: ScreenKeeper;
  readonly #machine: MachineKeeper;
  readonly #proxy: ProxyKeeper;
  readonly #wipe: WipeKeeper;
  readonly #lock: LockKeeper;
  readonly #keys: KeyKeeper;
  readonly #networks: Watch<readonly string[]>;
  readonly #sims: Watch<readonly string[]>;
  readonly #inventory: InventoryLoop;
  readonly #location: LocationLoop;
  readonly #update: UpdateKeeper;
  readonly #exchange: CheckInExchange;
  readonly #checkIns: CheckInLoop;
  readonly #live: LiveLoop;
  readonly #runner: Runner;
  #clientTools!: ClientTools;
  #stopped = false;

  constructor(ports: AgentPorts, settings: AgentSettings, observe: Observe, stored: Registered) {
    const context = this.#makeContext(ports, settings, observe, stored);
    this.#context = context;
    this.#screen = new ScreenKeeper(context);
    this.#machine = new MachineKeeper(context);
    this.#proxy = new ProxyKeeper(context);
    this.#wipe = new WipeKeeper(context);
    this.#lock = new LockKeeper(context, this.#screen);
    this.#keys = new KeyKeeper(context, this.#lock);
    this.#networks = createNetworkWatch(context, this.#lock);
    this.#sims = createSimWatch(context, this.#lock);
    this.#inventory = new InventoryLoop(context);
    this.#location = new LocationLoop(context);
    this.#update = new UpdateKeeper(context, () => this.#isQuiet());
    this.#exchange = new CheckInExchange(context, this.#lock, this.#inventory, () => this.#part());
    this.#checkIns = new CheckInLoop(context, this.#exchange, () => this.#afterCheckIn());
    this.#live = new LiveLoop(context, (traceparent) => this.#checkIns.request(traceparent));
    this.#runner = createRunner(
      () => plan(this.#situation(), this.#target()),
      {
        ...this.#screen.steps,
        ...this.#machine.steps,
        ...this.#wipe.steps,
        ...this.#proxy.steps,
        ...this.#live.steps,
        ...this.#inventory.steps,
        'watch-networks': () => this.#networks.begin(),
        'unwatch-networks': () => this.#networks.end(),
        'watch-sims': () => this.#sims.begin(),
        'unwatch-sims': () => this.#sims.end(),
        ...this.#location.steps,
        ...this.#update.steps,
      },
      (step, { code }) => ports.log.warn('a step is refused', { step: step.kind, code }),
    );
  }

  #makeContext(ports: AgentPorts, settings: AgentSettings, observe: Observe, stored: Registered): AgentContext {
    const memory = new DeviceMemory(ports.store, stored, ports.clock, {
      queued: (items) => {
        observe({ type: 'items-queued', items });
        if (items.some(isUrgent)) this.#checkIns.request();
      },
      stored: (through) => observe({ type: 'items-stored', through }),
    });
    ports.transport.judgeDatesAt?.(() => memory.nowIfClockIsWrong());
    this.#clientTools = clientToolsOf(ports, settings, memory, () => this.#exchange);
    return {
      ports,
      settings,
      memory,
      observe,
      wheel: createTimerWheel<DeadlineName>(ports.timers, (name) => this.#onDeadline(name)),
      client: createDeviceClient(this.#clientTools),
      reconcile: () => this.#runner.reconcile(),
      isHalted: () => this.#stopped || memory.lock.mode === 'deregistered',
    };
  }

  start(): void {
    const { memory, isHalted } = this.#context;
    this.#lock.begin({ type: 'restart', now: memory.now() }, startItems(memory));
    if (isHalted()) {
      this.#halt();
      return;
    }
    this.#mark();
    this.#keys.begin();
    this.#inventory.follow();
    this.#location.follow();
    this.#update.begin();
    this.#checkIns.request();
  }

  async stop(): Promise<void> {
    this.#halt();
    await this.#checkIns.settled();
  }

  checkInNow(): Promise<CheckInOutcome> {
    this.#exchange.readFactsNext();
    return this.#checkIns.now();
  }

  notice(notice: PlatformNotice): void {
    const { memory, isHalted } = this.#context;
    if (isHalted()) return;
    if (notice.type === 'report') {
      const { what, detail } = notice;
      record(this.#context, { items: [{ kind: 'event', at: memory.now(), what, detail }] });
      return;
    }
    this.#mark();
    if (this.#networks.watching) this.#networks.look();
    if (this.#sims.watching) this.#sims.look();
    this.#inventory.follow();
    this.#location.follow();
    this.#checkInByClock();
  }

  status(): AgentStatus {
    return agentStatus(this.#context, { screen: this.#screen, live: this.#live, checkIns: this.#checkIns });
  }

  #situation(): Situation {
    return {
      screen: this.#screen.asked,
      shuttingDown: this.#machine.shuttingDown,
      wiping: this.#wipe.wiping,
      uploading: this.#inventory.uploading,
      locating: this.#location.sampling,
      proxy: this.#proxy.asked,
      live: this.#live.state !== 'off',
      networks: this.#networks.watching,
      sims: this.#sims.watching,
      preparingUpdate: this.#update.preparing,
      switching: this.#update.switching,
      onTrial: this.#update.onTrial,
    };
  }

  #target(): Target {
    const { memory, ports, isHalted } = this.#context;
    const inTouch = this.#checkIns.succeededOnce && !isHalted();
    return {
      screen: this.#screen.wanted,
      shutDown: memory.vital.shutDownPending,
      wipe: wipeToDo(memory),
      proxy: this.#proxy.wanted,
      live: inTouch && ports.live !== null,
      networks: !isHalted() && wantsNetworks(this.#context),
      sims: !isHalted() && wantsSims(this.#context),
      inventoryDue: inTouch && this.#inventory.due,
      locationDue: this.#location.due && !isHalted(),
      updateDue: inTouch && this.#update.preparationDue,
      switchDue: inTouch && this.#update.switchDue && this.#isQuiet(),
      proven: inTouch && this.#screen.isSettled,
    };
  }

  /** Nothing is under way that an end of this process could cut off: no lock, no wipe, no shut-down. */
  #isQuiet(): boolean {
    const { memory } = this.#context;
    const ending = memory.lock.mode === 'wiping' || memory.vital.shutDownPending || this.#machine.shuttingDown;
    return !ending && this.#screen.isSettled && !this.#inventory.uploading;
  }

  #onDeadline(name: DeadlineName): void {
    const handlers: Record<DeadlineName, () => void> = {
      'check-in': () => this.#checkInByClock(),
      lock: () => this.#lock.tick(),
      mark: () => this.#mark(),
      screen: () => this.#screen.retry(),
      power: () => this.#machine.powerOff(),
      wipe: () => this.#wipe.stopWaiting(),
      inventory: () => this.#inventory.look(),
      location: () => this.#location.demand(),
      live: () => this.#live.open(),
      networks: () => this.#networks.look(),
      sims: () => this.#sims.look(),
    };
    handlers[name]();
  }

  #checkInByClock(): void {
    this.#exchange.readFactsNext();
    this.#checkIns.request();
  }

  #afterCheckIn(): void {
    const { memory, reconcile } = this.#context;
    this.#keys.look();
    if (memory.itemCount() === 0) {
      this.#wipe.stopWaiting();
      this.#machine.powerOff();
    }
    if (memory.lock.mode === 'deregistered') {
      this.#halt();
      return;
    }
    this.#inventory.follow();
    this.#location.follow();
    this.#update.hear(this.#exchange.updates);
    reconcile();
  }

  async #part(): Promise<void> {
    if (!(await partFromOriginal(this.#context, this.#clientTools, this.#exchange.facts))) return;
    this.#halt();
    this.#context.ports.parted?.();
  }

  #mark(): void {
    const { memory, ports, wheel } = this.#context;
    wheel.set('mark', ports.timers.nowMs() + markIntervalMs);
    this.#lock.tick();
    this.#keys.look();
    try {
      memory.saveTime();
    } catch (error) {
      ports.log.error('the time could not be stored', { reason: messageOf(error) });
    }
  }

  #halt(): void {
    if (this.#stopped) return;
    this.#stopped = true;
    this.#live.close();
    this.#keys.end();
    this.#networks.end();
    this.#sims.end();
    const { wheel, memory, observe } = this.#context;
    wheel.stop();
    if (memory.lock.mode === 'deregistered') observe({ type: 'deregistered' });
  }
}

/** A wipe that has been answered for is not begun again. */
function wipeToDo(memory: DeviceMemory): string | null {
  const { wipeId } = memory.lock;
  const settled = wipeId !== null && (memory.used(wipeId)?.outcome ?? null) !== null;
  return settled ? null : wipeId;
}
