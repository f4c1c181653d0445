/** One check-in: what is asked, and what its sealed answer changes. */
import {
  type CheckInRequest,
  type DeviceFacts,
  type ErrorCode,
  maxCheckInItems,
  type Traceparent,
} from '@sekisho/contracts';
import { type SealedAnswer, sha256Hex } from '../client/device-client.ts';
import { type CallFailure, contentFault, failure } from '../client/http-call.ts';
import type { Item } from '../ports/device-store.ts';
import { type FactsReading, notSupportedHere } from '../ports/machine.ts';
import { type AgentContext, messageOf } from './agent-context.ts';
import type { CheckInFailure } from './agent-types.ts';
import { digestAnswer, type Held } from './answer-digest.ts';
import type { MemoryChange, NewItem } from './device-memory.ts';
import type { InventoryLoop } from './inventory-loop.ts';
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

interface Sent {
  readonly items: readonly Item[];
  readonly factsHash: string | null;
}

/** A wall clock that is off by more than this was set by somebody. */
const clockMovedMs = 60_000;
const factsTimeoutMs = 10_000;

export class CheckInExchange {
  readonly #context: AgentContext;
  readonly #lock: LockKeeper;
  readonly #inventory: Pick<InventoryLoop, 'ask' | 'factsChanged'>;
  readonly #copied: () => Promise<void>;
  /** The server's last word on updates; `null`: there are none for this device. */
  updates: number | null = null;
  #reading: FactsReading | null = null;
  #hashed: { readonly facts: DeviceFacts; readonly hash: string } | null = null;
  #readFacts = true;
  #itemLimit = maxCheckInItems;
  #refusedFacts: string | null = null;
  #toldOfNotice: ErrorCode | null = null;

  /** @param copied another machine holds the identity, and this one is to part from it */
  constructor(
    context: AgentContext,
    lock: LockKeeper,
    inventory: Pick<InventoryLoop, 'ask' | 'factsChanged'>,
    copied: () => Promise<void>,
  ) {
    this.#context = context;
    this.#lock = lock;
    this.#inventory = inventory;
    this.#copied = copied;
  }

  get hardwareSerialNumber(): string | undefined {
    return this.#reading?.facts.hardwareSerialNumber;
  }

  /** Salted, so that it says nothing to another organization; undefined where the machine is known by nothing. */
  get machine(): string | undefined {
    if (this.#reading === null) return undefined;
    const { machine, facts } = this.#reading;
    const { manufacturer, model, hardwareSerialNumber: serial } = facts;
    const known = machine ?? (serial === '' ? null : [manufacturer, model, serial].join('/'));
    return known === null ? undefined : sha256Hex(`${this.#context.memory.identity.organizationId}/${known}`);
  }

  get facts(): DeviceFacts | null {
    return this.#reading?.facts ?? null;
  }

  /** The next check-in looks at the machine's facts anew. */
  readFactsNext(): void {
    this.#readFacts = true;
  }

  async run(trace?: Traceparent): Promise<ExchangeOutcome> {
    if (this.#readFacts || this.#reading === null) this.#reading = (await readFactsOf(this.#context)) ?? this.#reading;
    this.#readFacts = false;
    const { request, sent } = this.#prepare();
    const answer = await this.#context.client.checkIn(request, trace);
    if (this.#context.isHalted()) return failed(failure('stopped'), false);
    return answer.ok ? this.#apply(answer.value, sent) : this.#recover(answer, sent);
  }

  #prepare(): { request: Omit<CheckInRequest, 'nonce'>; sent: Sent } {
    this.#lock.tick();
    const { memory } = this.#context;
    const facts = this.#changedFacts();
    const request = {
      settingsRevision: memory.settings?.settingsRevision ?? 0,
      policyCode: memory.settings?.policyCode ?? null,
      trustVersion: memory.trust?.set.version ?? 1,
      lock: lockReport(memory.lock),
      logonUser: this.#reading?.logonUser ?? null,
      ...(facts === null ? {} : { facts: facts.facts }),
      items: [...memory.items(this.#itemLimit)],
    };
    return { request, sent: { items: request.items, factsHash: facts?.hash ?? null } };
  }

  #changedFacts(): { facts: DeviceFacts; hash: string } | null {
    const facts = this.#reading?.facts;
    if (facts === undefined) return null;
    // The same object is the same facts: nobody changes a reading.
    if (this.#hashed?.facts !== facts) this.#hashed = { facts, hash: sha256Hex(JSON.stringify(facts)) };
    const { hash } = this.#hashed;
    return hash === this.#context.memory.reportedFacts || hash === this.#refusedFacts ? null : this.#hashed;
  }

  #apply({ serverTimeMs, body }: SealedAnswer, sent: Sent): ExchangeOutcome {
    const { memory } = this.#context;
    const { trust } = memory;
    if (trust === null) return failed(failure('trust-chain-broken'), false);
    const movedMs = memory.serverTime(serverTimeMs);
    const now = memory.now();
    const digest = digestAnswer(body, { ...this.#held(), trust }, now);
    const change: MemoryChange = {
      ...(digest.trust === null ? {} : { trust: digest.trust }),
      ...(digest.settings === null ? {} : { settings: digest.settings }),
      ...factsMark(body.tellAnew === true, sent.factsHash),
      ...(memory.hasNewsIn(body.storedThrough) ? { storedThrough: body.storedThrough } : {}),
      items: [...this.#clockItems(movedMs, now), ...digest.items],
      vital: { lastOrder: digest.lastOrder, ...(digest.wipe === null ? {} : { wipe: digest.wipe }) },
    };
    if (!this.#lock.feed(digest.events, change)) return failed(failure('store-failed'), false);
    this.updates = body.updates ?? null;
    const filled = sent.items.length >= this.#itemLimit;
    this.#itemLimit = Math.min(maxCheckInItems, this.#itemLimit * 2);
    this.#inventory.ask(digest.collects);
    if (sent.factsHash !== null) this.#inventory.factsChanged();
    // Settings just taken are confirmed at once: until then the server counts the device as pending (N23).
    const again = body.again || digest.settings !== null || (filled && memory.itemCount() > 0);
    return { ok: true, commands: body.commands.length, again, nextCheckInMs: body.nextCheckInMs };
  }

  #held(): Omit<Held, 'trust'> {
    const { memory, ports, settings } = this.#context;
    return {
      deviceId: memory.identity.deviceId,
      clientKind: settings.clientKind,
      settings: memory.settings,
      lock: memory.lock,
      lastOrder: memory.vital.lastOrder,
      used: (id) => memory.used(id),
      isWaiting: (id) => memory.items(maxCheckInItems).some((item) => item.kind === 'result' && item.commandId === id),
      hardwareSerialNumber: this.hardwareSerialNumber,
      canWipe: ports.platform.wipe !== notSupportedHere,
      wipe: memory.vital.wipe,
    };
  }

  #clockItems(movedMs: number, at: number): NewItem[] {
    if (this.#context.memory.stateLost || Math.abs(movedMs) < clockMovedMs) return [];
    return [{ kind: 'event', at, what: 'clock-moved', detail: { byMs: movedMs } }];
  }

  async #recover(answer: CallFailure, sent: Sent): Promise<ExchangeOutcome> {
    if (answer.failure === 'deregistered') {
      const stored = this.#lock.feed([{ type: 'deregistered', now: this.#context.memory.now() }]);
      return failed(stored ? answer : failure('store-failed'), false);
    }
    if (answer.failure === 'identity-copied') await this.#copied();
    if (answer.noticeRefused !== null) this.#tellOfNotice(answer.noticeRefused);
    if (answer.failure === 'tls-date') return failed(answer, await this.#healTime());
    return failed(answer, contentFault(answer) !== null && this.#leaveOut(sent));
  }

  /** A server that says 'deregistered' and cannot prove it is told of once; the words wait for one that takes them. */
  #tellOfNotice(code: ErrorCode): void {
    if (this.#toldOfNotice === code) return;
    this.#toldOfNotice = code;
    const at = this.#context.memory.now();
    const detail = { subject: 'deregistration', code };
    this.#lock.feed([], { items: [{ kind: 'event', at, what: 'command-refused', detail }] });
  }

  /** @returns whether the clock was found to be wrong: then certificates are judged by another time now, and asking again can help */
  async #healTime(): Promise<boolean> {
    const { client, memory, isHalted } = this.#context;
    const time = await client.signedTime();
    if (!time.ok || isHalted()) return false;
    const movedMs = memory.serverTime(time.value);
    const now = memory.now();
    const items = this.#clockItems(movedMs, now);
    this.#lock.feed([{ type: 'tick', now }], items.length === 0 ? {} : { items });
    return Math.abs(movedMs) >= clockMovedMs;
  }

  /** A row that the server cannot take must not keep the rest, nor the commands, from coming: halve until it is found. */
  #leaveOut({ items, factsHash }: Sent): boolean {
    const [first] = items;
    if (items.length > 1) this.#itemLimit = Math.floor(items.length / 2);
    else if (first !== undefined) {
      const { number, kind } = first;
      this.#context.ports.log.error('the server cannot take an item; it is dropped', { number, kind });
      return this.#lock.feed([], { storedThrough: number });
    } else if (factsHash !== null) this.#refusedFacts = factsHash;
    else return false;
    return true;
  }
}

/** What was told just now is held; what was told before, a server that was restored has perhaps forgotten. */
function factsMark(tellAnew: boolean, sentHash: string | null): Pick<MemoryChange, 'reportedFacts'> {
  if (sentHash !== null) return { reportedFacts: sentHash };
  return tellAnew ? { reportedFacts: null } : {};
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
