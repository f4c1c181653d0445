/** Inventory: after registration, then as the policy says; only sections that the server does not hold are sent. */
import type { InventoryRequest, InventorySchedule } from '@sekisho/contracts';
import { type Backoff, createBackoff } from '../backoff.ts';
import { type SectionText, sectionsOf } from '../client/inventory-sections.ts';
import type { StepMap } from '../plan/step.ts';
import { type AgentContext, messageOf } from './agent-context.ts';
import { inventoryDueAt } from './inventory-schedule.ts';

/** A clock that is set, or a time zone that changes, is noticed at the latest after so long. */
const lookAgainMs = 3_600_000;

export class InventoryLoop {
  due = false;
  uploading = false;
  readonly steps: Pick<StepMap, 'upload-inventory'>;
  readonly #context: AgentContext;
  readonly #backoff: Backoff;
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
    const waitMs = Math.max(inventoryDueAt(this.#schedule, { since, deviceId, now }) - now, this.#retryAtMs - nowMs);
    if (waitMs <= 0) this.due = true;
    wheel.set('inventory', waitMs <= 0 ? null : nowMs + Math.min(waitMs, lookAgainMs));
  }

  /** The deadline has come. */
  look(): void {
    this.follow();
    if (this.due) this.#context.reconcile();
  }

  /** What the device tells of itself is not as it was; where the policy has named times, those alone count. */
  factsChanged(): void {
    if (this.#schedule.kind === 'times') return;
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
    const outcome = await collectAndSend(this.#context).catch((error: unknown): UploadOutcome => {
      ports.log.warn('the inventory could not be collected or remembered', { reason: messageOf(error) });
      return { ok: false, retryAfterMs: null };
    });
    this.uploading = false;
    if (isHalted()) return;
    if (outcome.ok) {
      this.#backoff.reset();
      this.#retryAtMs = Number.NEGATIVE_INFINITY;
      observe({ type: 'inventory-sent' });
    } else this.#retryAtMs = ports.timers.nowMs() + this.#backoff.next(outcome.retryAfterMs);
    // Asked for again meanwhile?
    this.follow();
    if (this.due) reconcile();
  }
}

type UploadOutcome = { readonly ok: true } | { readonly ok: false; readonly retryAfterMs: number | null };

async function collectAndSend(context: AgentContext): Promise<UploadOutcome> {
  const { memory, ports } = context;
  const sections = sectionsOf(
    await ports.platform.inventory.collect(memory.settings?.policy.settings.inventory?.sections ?? null),
  );
  const heldHashes = memory.inventory?.hashes ?? {};
  const changed = new Set(sections.filter(({ name, hash }) => heldHashes[name] !== hash).map(({ name }) => name));
  const first = await send(context, sections, changed);
  if (!first.ok) return first;
  const wanted = first.value.wanted.filter((name) => !changed.has(name));
  if (wanted.length > 0) {
    const second = await send(context, sections, new Set(wanted));
    if (!second.ok) return second;
  }
  if (context.isHalted()) return { ok: true };
  const hashes = Object.fromEntries(sections.map(({ name, hash }) => [name, hash]));
  memory.commit({ inventory: { sentAt: memory.now(), hashes } });
  return { ok: true };
}

function send({ client, memory }: AgentContext, sections: readonly SectionText[], whole: ReadonlySet<string>) {
  const request: InventoryRequest = {
    collectedAt: memory.now(),
    sections: sections.map(({ name, hash, content }) => ({ name, hash, ...(whole.has(name) ? { content } : {}) })),
  };
  return client.putInventory(request);
}
