/** One check-in: what is asked, and what its sealed answer changes. */
import { type CheckInRequest, type DeviceFacts, maxCheckInItems } from '@sekisho/contracts';
import { type SealedAnswer, sha256Hex } from '../client/device-client.ts';
import { type CallFailure, failure } from '../client/http-call.ts';
import type { Item } from '../ports/device-store.ts';
import { type FactsReading, notSupportedHere } from '../ports/machine.ts';
import { type AgentContext, messageOf } from './agent-context.ts';
import type { CheckInFailure } from './agent-types.ts';
import { digestAnswer } from './answer-digest.ts';
import type { MemoryChange, NewItem } from './device-memory.ts';
import { lockReport } from './lock-items.ts';
import type { LockKeeper } from './lock-keeper.ts';

export type ExchangeOutcome =
  | { readonly ok: true; readonly commands: number; readonly again: boolean; readonly nextCheckInMs: number }
  | {
      readonly ok: false;
      readonly failure: CheckInFailure;
      readonly detail: string | null;
      readonly retryAfterMs: number | null;
      /** What was refused has been left out: asking again now can help. */
      readonly retryAtOnce: boolean;
    };

export interface Exchange {
  run(): Promise<ExchangeOutcome>;
  /** The next check-in looks at the machine's facts anew. */
  readFactsNext(): void;
}

interface Sent {
  readonly items: readonly Item[];
  readonly factsHash: string | null;
}

/** A wall clock that is off by more than this was set by somebody. */
const clockMovedMs = 60_000;
const factsTimeoutMs = 10_000;

export function createExchange(context: AgentContext, lock: LockKeeper, factsChanged: () => void): Exchange {
  const { memory, client, ports } = context;
  let reading: FactsReading | null = null;
  let readFacts = true;
  let itemLimit = maxCheckInItems;
  let refusedFacts: string | null = null;
  let hashed: { readonly facts: DeviceFacts; readonly hash: string } | null = null;

  async function run(): Promise<ExchangeOutcome> {
    if (readFacts || reading === null) reading = (await readFactsOf(context)) ?? reading;
    readFacts = false;
    const { request, sent } = prepare();
    const answer = await client.checkIn(request);
    if (context.isHalted()) return failed(failure('stopped'), false);
    return answer.ok ? apply(answer.value, sent) : recover(answer, sent);
  }

  function prepare(): { request: Omit<CheckInRequest, 'nonce'>; sent: Sent } {
    lock.tick();
    const facts = changedFacts();
    const items = memory.items(itemLimit);
    const request = {
      settingsRevision: memory.settings?.settingsRevision ?? 0,
      policyCode: memory.settings?.policyCode ?? null,
      trustVersion: memory.trust?.set.version ?? 1,
      lock: lockReport(memory.lock),
      logonUser: reading?.logonUser ?? null,
      ...(facts === null ? {} : { facts: facts.value }),
      items: [...items],
    };
    return { request, sent: { items: request.items, factsHash: facts?.hash ?? null } };
  }

  function changedFacts(): { value: DeviceFacts; hash: string } | null {
    if (reading === null) return null;
    const hash = hashOf(reading.facts);
    return hash === memory.reportedFacts || hash === refusedFacts ? null : { value: reading.facts, hash };
  }

  /** The same object is the same facts: nobody changes a reading. */
  function hashOf(facts: DeviceFacts): string {
    if (hashed?.facts !== facts) hashed = { facts, hash: sha256Hex(JSON.stringify(facts)) };
    return hashed.hash;
  }

  function apply({ serverTimeMs, body }: SealedAnswer, sent: Sent): ExchangeOutcome {
    const { trust } = memory;
    if (trust === null) return failed(failure('trust-chain-broken'), false);
    const movedMs = memory.serverTime(serverTimeMs);
    const now = memory.now();
    const digest = digestAnswer(body, { ...held(), trust }, now);
    const change: MemoryChange = {
      ...(digest.trust === null ? {} : { trust: digest.trust }),
      ...(digest.settings === null ? {} : { settings: digest.settings }),
      ...(sent.factsHash === null ? {} : { reportedFacts: sent.factsHash }),
      ...(memory.hasNewsIn(body.storedThrough) ? { storedThrough: body.storedThrough } : {}),
      items: [...clockItems(movedMs, now), ...digest.items],
      vital: { lastOrder: digest.lastOrder },
    };
    if (!lock.feed(digest.events, change)) return failed(failure('store-failed'), false);
    itemLimit = Math.min(maxCheckInItems, itemLimit * 2);
    if (sent.factsHash !== null) factsChanged();
    const commands = body.commands.length;
    return { ok: true, commands, again: body.again, nextCheckInMs: body.nextCheckInMs };
  }

  function held() {
    return {
      deviceId: memory.identity.deviceId,
      settings: memory.settings,
      lock: memory.lock,
      lastOrder: memory.vital.lastOrder,
      used: (id: string) => memory.used(id),
      isWaiting: (id: string) =>
        memory.items(maxCheckInItems).some((item) => item.kind === 'result' && item.commandId === id),
      canWipe: ports.platform.wipe !== notSupportedHere,
    };
  }

  function clockItems(movedMs: number, at: number): NewItem[] {
    if (memory.stateLost || Math.abs(movedMs) < clockMovedMs) return [];
    return [{ kind: 'event', at, what: 'clock-moved', detail: { byMs: movedMs } }];
  }

  async function recover(answer: CallFailure, sent: Sent): Promise<ExchangeOutcome> {
    if (answer.failure === 'deregistered') {
      const done = lock.feed([{ type: 'deregistered', now: memory.now() }]);
      return failed(done ? answer : failure('store-failed'), false);
    }
    if (answer.failure === 'tls-date') await healTime();
    return failed(answer, answer.status === 400 && leaveOut(sent));
  }

  async function healTime(): Promise<void> {
    const time = await client.signedTime();
    if (!time.ok || context.isHalted()) return;
    memory.serverTime(time.value);
    lock.tick();
  }

  /** A row that the server cannot take must not keep the rest, nor the commands, from coming: halve until it is found. */
  function leaveOut({ items, factsHash }: Sent): boolean {
    const [first] = items;
    if (items.length > 1) itemLimit = Math.floor(items.length / 2);
    else if (first !== undefined) {
      ports.log.error('the server cannot take an item; it is dropped', { number: first.number, kind: first.kind });
      return lock.feed([], { storedThrough: first.number });
    } else if (factsHash !== null) refusedFacts = factsHash;
    else return false;
    return true;
  }

  return {
    run,
    readFactsNext() {
      readFacts = true;
    },
  };
}

function failed({ failure: what, detail, retryAfterMs }: CallFailure, retryAtOnce: boolean): ExchangeOutcome {
  return { ok: false, failure: what, detail, retryAfterMs, retryAtOnce };
}

/** Facts that cannot be read, or not in time, are left out this time: the check-in does not wait for them. */
async function readFactsOf({ ports }: AgentContext): Promise<FactsReading | null> {
  let cancel = (): void => {};
  const late = new Promise<null>((resolve) => {
    cancel = ports.timers.after(factsTimeoutMs, () => resolve(null));
  });
  try {
    return await Promise.race([ports.platform.facts.read(), late]);
  } catch (error) {
    ports.log.warn('the facts could not be read', { reason: messageOf(error) });
    return null;
  } finally {
    cancel();
  }
}
