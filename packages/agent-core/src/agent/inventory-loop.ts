/** Inventory: after registration, then as the policy says, and whenever it is asked for; only sections that the server does not hold are sent. */
import type { ErrorCode, InventoryRequest, InventorySchedule } from '@sekisho/contracts';
import { type Backoff, createBackoff } from '../backoff.ts';
import { type CallFailure, contentFault } from '../client/http-call.ts';
import { type SectionText, sectionsOf } from '../client/inventory-sections.ts';
import type { StepMap } from '../plan/step.ts';
import { type AgentContext, messageOf, record } from './agent-context.ts';
import { inventoryDueAt } from './inventory-schedule.ts';

/** A clock that is set, or a time zone that changes, is noticed at the latest after so long. */
const lookAgainMs = 3_600_000;

export class InventoryLoop {
  due = false;
  uploading = false;
  readonly steps: Pick<StepMap, 'upload-inventory'>;
  readonly #context: AgentContext;
  readonly #backoff: Backoff;
  /** Commands that wait for one. Nothing of them is stored before the answer: after a restart they are delivered again. */
  readonly #asked = new Set<string>();
  /** The last attempt failed: whatever made it due, it still is. */
  #owed = false;
  /** After a failure; of the timers' clock. */
  #retryAtMs = Number.NEGATIVE_INFINITY;

  constructor(context: AgentContext) {
    this.#context = context;
    this.#backoff = createBackoff(context.settings.backoff, () => context.ports.random.fraction());
    this.steps = {
      'upload-inventory': () => {
        void this.#upload();
        return { ok: true };
      },
    };
  }

  /** By the policy and the time as they are now: at the start, after each check-in, after a sleep. */
  follow(): void {
    const { memory, ports, settings, wheel } = this.#context;
    if (this.uploading || this.due) return;
    const { registeredAt, deviceId } = memory.identity;
    const since = memory.inventory?.sentAt ?? (settings.inventoryAtOnce ? null : registeredAt);
    const now = memory.now();
    const nowMs = ports.timers.nowMs();
    const startedAt = now - ports.clock.read().monotonicMs;
    const isWanted = this.#owed || this.#asked.size > 0;
    const dueAt = isWanted ? now : inventoryDueAt(this.#schedule, { since, deviceId, startedAt, now });
    const waitMs = Math.max(dueAt - now, this.#retryAtMs - nowMs);
    if (waitMs <= 0) this.due = true;
    wheel.set('inventory', waitMs <= 0 ? null : nowMs + Math.min(waitMs, lookAgainMs));
  }

  /** The deadline has come. */
  look(): void {
    this.follow();
    if (this.due) this.#context.reconcile();
  }

  /** Each of these commands is answered once the server holds what was collected after it came. */
  ask(commandIds: readonly string[]): void {
    const anew = commandIds.filter((id) => !this.#asked.has(id));
    if (anew.length === 0) return;
    for (const id of anew) this.#asked.add(id);
    // Somebody waits for it, and the server can be reached just now.
    this.#retryAtMs = Number.NEGATIVE_INFINITY;
    this.look();
  }

  /** What the device tells of itself is not as it was; where the policy has named when, that alone counts. */
  factsChanged(): void {
    if (this.#schedule.kind !== 'interval') return;
    this.due = true;
    this.#context.reconcile();
  }

  get #schedule(): InventorySchedule {
    const { memory, settings } = this.#context;
    const byPolicy = memory.settings?.policy.settings.inventory?.schedule;
    return byPolicy ?? { kind: 'interval', everyMs: settings.inventoryIntervalMs };
  }

  async #upload(): Promise<void> {
    const { ports, isHalted, observe, reconcile } = this.#context;
    this.due = false;
    this.uploading = true;
    const asked = [...this.#asked];
    const outcome = await collectAndSend(this.#context, asked).catch((error: unknown): UploadOutcome => {
      ports.log.warn('the inventory could not be collected or remembered', { reason: messageOf(error) });
      return { ok: false, retryAfterMs: null, refusal: null };
    });
    this.uploading = false;
    if (isHalted()) return;
    this.#owed = !outcome.ok;
    if (outcome.ok) {
      for (const id of asked) this.#asked.delete(id);
      this.#backoff.reset();
      this.#retryAtMs = Number.NEGATIVE_INFINITY;
      observe({ type: 'inventory-sent' });
    } else {
      this.#retryAtMs = ports.timers.nowMs() + this.#backoff.next(outcome.retryAfterMs);
      if (outcome.refusal !== null) this.#refuse(asked, outcome.refusal);
    }
    // Asked for again meanwhile?
    this.follow();
    if (this.due) reconcile();
  }

  /** The server can never take what is collected here: nobody is to wait for it. */
  #refuse(commandIds: readonly string[], code: ErrorCode): void {
    const at = this.#context.memory.now();
    record(this.#context, {
      used: commandIds.map((id) => ({ id, outcome: 'refused', code })),
      items: commandIds.map((commandId) => ({ kind: 'result', at, commandId, outcome: 'refused', code })),
    });
    for (const id of commandIds) this.#asked.delete(id);
  }
}

type UploadOutcome =
  | { readonly ok: true }
  | { readonly ok: false; readonly retryAfterMs: number | null; readonly refusal: ErrorCode | null };

const failed = (failure: CallFailure): UploadOutcome => ({
  ok: false,
  retryAfterMs: failure.retryAfterMs,
  refusal: contentFault(failure),
});

async function collectAndSend(context: AgentContext, asked: readonly string[]): Promise<UploadOutcome> {
  const { memory, ports } = context;
  const wanted = memory.settings?.policy.settings.inventory?.sections ?? null;
  // Whatever the collector has looked at: no more leaves the device than the policy names.
  const sections = sectionsOf(await ports.platform.inventory.collect(wanted)).filter(
    ({ name }) => wanted === null || wanted.some((one) => one === name),
  );
  const heldHashes = memory.inventory?.hashes ?? {};
  const changed = new Set(sections.filter(({ name, hash }) => heldHashes[name] !== hash).map(({ name }) => name));
  const first = await send(context, sections, changed);
  if (!first.ok) return failed(first);
  const missing = first.value.wanted.filter((name) => !changed.has(name));
  if (missing.length > 0) {
    const second = await send(context, sections, new Set(missing));
    if (!second.ok) return failed(second);
  }
  if (context.isHalted()) return { ok: true };
  const hashes = Object.fromEntries(sections.map(({ name, hash }) => [name, hash]));
  const at = memory.now();
  memory.commit({
    inventory: { sentAt: at, hashes },
    used: asked.map((id) => ({ id, outcome: 'done' })),
    items: asked.map((commandId) => ({ kind: 'result', at, commandId, outcome: 'done' })),
  });
  return { ok: true };
}

function send({ client, memory }: AgentContext, sections: readonly SectionText[], whole: ReadonlySet<string>) {
  const request: InventoryRequest = {
    collectedAt: memory.now(),
    sections: sections.map(({ name, hash, content }) => ({ name, hash, ...(whole.has(name) ? { content } : {}) })),
  };
  return client.putInventory(request);
}
