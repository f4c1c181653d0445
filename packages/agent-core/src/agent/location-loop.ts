/** Where the device is: every 15 minutes (unless set otherwise) while somebody is logged on, as long as the policy wants it (N17). */
import { type LocationState, worstAccuracyM } from '@sekisho/contracts';
import type { StepMap } from '../plan/step.ts';
import type { LocationMark } from '../ports/device-store.ts';
import { type LocationReading, notSupportedHere, type Position } from '../ports/machine.ts';
import { type AgentContext, messageOf, record } from './agent-context.ts';
import type { NewItem } from './device-memory.ts';
import { fixesToForget, maxWaitingFixes } from './location-queue.ts';

/** While nobody is logged on: how often that is looked at. */
const logonWatchMs = 60_000;
/** A source has limits of its own; this one is for a source that hangs. */
const longestSearchMs = 3 * 60_000;

const untouched: LocationMark = { sampledAt: null, fixAt: 0, state: null };

export class LocationLoop {
  due = false;
  sampling = false;
  readonly steps: Pick<StepMap, 'sample-location'>;
  readonly #context: AgentContext;

  constructor(context: AgentContext) {
    this.#context = context;
    this.steps = {
      'sample-location': () => {
        void this.#sample();
        return { ok: true };
      },
    };
  }

  /** By the policy and the time as they are now: at the start, after each check-in, after a sleep. */
  follow(): void {
    if (!this.#isWanted) {
      this.due = false;
      this.#context.wheel.set('location', null);
    } else if (!this.sampling) this.#setDeadline();
  }

  /** The deadline has come. */
  demand(): void {
    this.due = true;
    this.#context.reconcile();
  }

  get #isWanted(): boolean {
    return this.#context.memory.settings?.policy.settings.location?.enabled === true;
  }

  #setDeadline(): void {
    const { memory, ports, settings, wheel } = this.#context;
    const sampledAt = memory.location?.sampledAt ?? null;
    const ageMs = sampledAt === null ? Number.POSITIVE_INFINITY : memory.now() - sampledAt;
    // A mark from the future is no mark.
    const waitMs = ageMs < 0 ? 0 : Math.max(0, settings.locationIntervalMs - ageMs);
    wheel.set('location', ports.timers.nowMs() + waitMs);
  }

  async #sample(): Promise<void> {
    const { isHalted, ports, wheel } = this.#context;
    this.due = false;
    this.sampling = true;
    const reading = await this.#read();
    this.sampling = false;
    // Switched off meanwhile: what has come too late was not allowed any more.
    if (isHalted() || !this.#isWanted) return;
    if (reading === null) {
      this.#awaitLogon();
      wheel.set('location', ports.timers.nowMs() + logonWatchMs);
    } else {
      this.#keep(reading);
      this.#setDeadline();
    }
  }

  /** `null`: nobody is logged on. */
  async #read(): Promise<LocationReading | null> {
    const { location, facts } = this.#context.ports.platform;
    if (location === notSupportedHere) return { found: false, why: notSupportedHere };
    try {
      const { logonUser } = await facts.read();
      return logonUser === null ? null : await this.#inTime(location.locate());
    } catch (error) {
      this.#context.ports.log.warn('the position could not be read', { reason: messageOf(error) });
      return { found: false, why: 'no-fix' };
    }
  }

  async #inTime(search: Promise<LocationReading>): Promise<LocationReading> {
    let cancel = (): void => {};
    const late = new Promise<LocationReading>((resolve) => {
      cancel = this.#context.ports.timers.after(longestSearchMs, () => resolve({ found: false, why: 'no-fix' }));
    });
    return Promise.race([search, late]).finally(() => cancel());
  }

  #awaitLogon(): void {
    const mark = this.#context.memory.location;
    if (mark !== null && mark.sampledAt !== null) record(this.#context, { location: { ...mark, sampledAt: null } });
  }

  #keep(reading: LocationReading): void {
    const { memory, observe } = this.#context;
    const now = memory.now();
    const mark = memory.location ?? untouched;
    const fix = reading.found ? fixOf(reading.position, mark, now) : null;
    const state = stateOf(reading);
    const told: NewItem[] =
      state === mark.state ? [] : [{ kind: 'event', at: now, what: 'location-state', detail: { state } }];
    const drop = fix !== null && memory.itemCount() >= maxWaitingFixes ? fixesToForget(memory.items(Infinity)) : [];
    if (drop.length > 0)
      told.push({ kind: 'event', at: now, what: 'locations-thinned', detail: { forgotten: drop.length } });
    record(this.#context, {
      location: { sampledAt: now, fixAt: fix?.at ?? mark.fixAt, state },
      items: fix === null ? told : [...told, fix],
      ...(drop.length > 0 ? { drop } : {}),
    });
    observe({ type: 'location', state });
  }
}

function stateOf(reading: LocationReading): LocationState {
  if (!reading.found) return reading.why;
  return isSound(reading.position) ? 'found' : 'no-fix';
}

/** `null`: no position, or not newer than the last. */
function fixOf(
  position: Position,
  { fixAt }: LocationMark,
  now: number,
): Extract<NewItem, { kind: 'location' }> | null {
  if (!isSound(position)) return null;
  const { ageMs, latitude, longitude, accuracyM, source, altitudeM, speedMps } = position;
  const at = Math.round(now - Math.max(0, ageMs));
  if (at < 0 || (at <= fixAt && fixAt <= now)) return null;
  return {
    kind: 'location',
    at,
    latitude,
    longitude,
    accuracyM,
    source,
    ...(isWithin(altitudeM, -20_000, 100_000) ? { altitudeM } : {}),
    ...(isWithin(speedMps, 0, 20_000) ? { speedMps } : {}),
  };
}

function isSound({ ageMs, latitude, longitude, accuracyM }: Position): boolean {
  return (
    Number.isFinite(ageMs) &&
    isWithin(latitude, -90, 90) &&
    isWithin(longitude, -180, 180) &&
    isWithin(accuracyM, 0, worstAccuracyM)
  );
}

function isWithin(value: number | null, least: number, most: number): value is number {
  return value !== null && value >= least && value <= most;
}
