// Random lives of a device for the property tests, and what an onlooker who knows only the events would have noted.
import fc from 'fast-check';
import {
  type LockEffect,
  type LockEvent,
  type LockPolicy,
  type LockState,
  lockedState,
  parseLockState,
  step,
} from '../src/index.ts';
import { fresh, frozen, HOUR, MINUTE, T0 } from './device.ts';

const SHORT_PERIOD = 2 * HOUR;

/** One event as it came: the state before it, the state after it, what it asked for, and the events before it. */
export interface Moment {
  readonly before: LockState;
  readonly event: LockEvent;
  readonly after: LockState;
  readonly effects: readonly LockEffect[];
  readonly notes: Notes;
}

/** What follows from the events alone, with this event included. */
interface Notes {
  readonly keyIn: boolean;
  /** When the key last went from absent to present by being put in. */
  readonly keyPutInAt: number | null;
  readonly policy: LockPolicy | null;
  readonly revision: number | null;
  /** The revision held when the key was last put in. */
  readonly revisionAtKey: number | null;
  /** A lock with 'no keys' was obeyed, and no unlock since. */
  readonly noKeys: boolean;
}

const NOTHING: Notes = {
  keyIn: false,
  keyPutInAt: null,
  policy: null,
  revision: null,
  revisionAtKey: null,
  noKeys: false,
};

function note(notes: Notes, event: LockEvent): Notes {
  switch (event.type) {
    case 'key-inserted':
      return notes.keyIn ? notes : { ...notes, keyIn: true, keyPutInAt: event.now, revisionAtKey: notes.revision };
    case 'key-removed':
      return { ...notes, keyIn: false };
    case 'restart':
      return { ...notes, keyIn: event.keyPresent ?? notes.keyIn };
    case 'check-in':
      return { ...notes, policy: event.policy, revision: event.settingsRevision };
    case 'command':
      return { ...notes, noKeys: event.kind === 'lock' && (event.noKeys === true || notes.noKeys) };
    default:
      return notes;
  }
}

const policies: fc.Arbitrary<LockPolicy> = fc.record({
  timerLock: fc.record({
    enabled: fc.oneof({ weight: 4, arbitrary: fc.constant(true) }, fc.constant(false)),
    periodMs: fc.constantFrom(MINUTE, SHORT_PERIOD),
  }),
  simMonitoring: fc.oneof({ weight: 4, arbitrary: fc.constant(true) }, fc.constant(false)),
  shutDownAfterLockMs: fc.constantFrom(null, 0, 10 * MINUTE),
});

type Untimed<E> = E extends LockEvent ? Omit<E, 'now'> : never;
type UntimedEvent = Untimed<LockEvent>;

const happenings = (few: boolean): fc.Arbitrary<UntimedEvent> => {
  const final = few ? 0 : 1;
  return fc.oneof(
    { weight: 6, arbitrary: fc.constant<UntimedEvent>({ type: 'tick' }) },
    {
      weight: 4,
      arbitrary: fc.record({
        type: fc.constant('check-in' as const),
        settingsRevision: fc.integer({ min: 1, max: 3 }),
        policy: policies,
      }),
    },
    {
      weight: 6,
      arbitrary: fc.record(
        {
          type: fc.constant('command' as const),
          kind: fc.constantFrom('lock' as const, 'unlock' as const),
          id: fc.constantFrom('a', 'b', 'c'),
          noKeys: fc.oneof({ weight: 4, arbitrary: fc.constant(false) }, fc.constant(true)),
        },
        { requiredKeys: ['type', 'kind', 'id'] },
      ),
    },
    { weight: 5, arbitrary: fc.constant<UntimedEvent>({ type: 'key-inserted' }) },
    { weight: 4, arbitrary: fc.constant<UntimedEvent>({ type: 'key-removed' }) },
    { weight: 4, arbitrary: fc.constant<UntimedEvent>({ type: 'ssid-seen' }) },
    {
      weight: 4,
      arbitrary: fc.record({
        type: fc.constant('sim' as const),
        iccid: fc.constantFrom('home', 'thief', 'other', null),
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record(
        { type: fc.constant('restart' as const), keyPresent: fc.boolean() },
        { requiredKeys: ['type'] },
      ),
    },
    { weight: final, arbitrary: fc.constant<UntimedEvent>({ type: 'command', kind: 'wipe', id: 'w' }) },
    { weight: final, arbitrary: fc.constant<UntimedEvent>({ type: 'deregistered' }) },
  );
};

const later = fc.constantFrom(0, 1, MINUTE, 10 * MINUTE, 59 * MINUTE, HOUR - 1, HOUR, SHORT_PERIOD, 5 * HOUR);
const anywhen = fc.oneof(
  { weight: 9, arbitrary: later },
  later.map((ms) => -ms),
  fc.integer({ min: -HOUR, max: HOUR }),
);

/** A device in use with its SIM; or one that has just begun. */
const used: fc.Arbitrary<LockEvent[]> = fc.oneof(
  {
    weight: 3,
    arbitrary: policies.map((policy): LockEvent[] => [
      { type: 'check-in', now: T0, settingsRevision: 1, policy },
      { type: 'sim', now: T0, iccid: 'home' },
    ]),
  },
  fc.constant<LockEvent[]>([]),
);

function timed(few: boolean, steps: fc.Arbitrary<number>): fc.Arbitrary<LockEvent[]> {
  const happened = fc.array(fc.tuple(happenings(few), steps), { maxLength: 40, size: 'max' });
  return fc.tuple(used, happened).map(([earlier, list]) => {
    let now = T0;
    const lived = list.map(([event, delta]) => {
      now += delta;
      return { ...event, now } as LockEvent;
    });
    return [...earlier, ...lived];
  });
}

/** Events with a clock that goes forward and back. */
export const events = timed(false, anywhen);
/** The same without wipe and deregistration, which end a life early. */
export const longEvents = timed(true, anywhen);
/** Events with a clock that never goes back. */
export const orderedEvents = timed(false, later);

export const beginnings: fc.Arbitrary<LockState> = fc.constantFrom(fresh(), frozen(lockedState(T0)));

/** Lives the events one by one; every state passes through its stored form, and nothing handed in may be changed. */
export function live(beginning: LockState, happened: readonly LockEvent[]): Moment[] {
  const moments: Moment[] = [];
  let before = beginning;
  let notes = NOTHING;
  for (const event of happened) {
    const { state, effects } = step(before, frozen(event));
    notes = note(notes, event);
    const after = parseLockState(JSON.parse(JSON.stringify(state)));
    if (after === null) throw new Error(`a state that cannot be read again: ${JSON.stringify(state)}`);
    moments.push({ before, event, after: frozen(after), effects: frozen(effects), notes });
    before = after;
  }
  return moments;
}

/** Asserts something of every moment of many random lives. */
export function always(check: (moment: Moment) => void, happened = fc.oneof(events, longEvents), numRuns = 400): void {
  fc.assert(
    fc.property(beginnings, happened, (beginning, list) => {
      for (const moment of live(beginning, list)) check(moment);
    }),
    { numRuns },
  );
}

export const isCommand = (event: LockEvent, ...kinds: string[]): boolean =>
  event.type === 'command' && kinds.includes(event.kind);
export const heldRemotely = (state: LockState): boolean => state.mode === 'remote' || state.mode === 'sim';
