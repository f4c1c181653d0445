/** Inventory: after registration, then daily, and when the facts have changed; only sections that the server does not hold are sent. */
import type { InventoryRequest } from '@sekisho/contracts';
import { type Backoff, createBackoff, jitter } from '../backoff.ts';
import { type SectionText, sectionsOf } from '../client/inventory-sections.ts';
import type { StepMap } from '../plan/step.ts';
import { type AgentContext, messageOf } from './agent-context.ts';

export class InventoryLoop {
  due = false;
  uploading = false;
  readonly steps: Pick<StepMap, 'upload-inventory'>;
  readonly #context: AgentContext;
  readonly #backoff: Backoff;

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

  /** Sets the deadline by what is remembered of the last upload. */
  begin(): void {
    const { memory, settings } = this.#context;
    const since = memory.inventory?.sentAt ?? (settings.inventoryAtOnce ? null : memory.identity.registeredAt);
    const ageMs = since === null ? Number.POSITIVE_INFINITY : memory.now() - since;
    // A mark from the future is no mark.
    if (ageMs < 0 || ageMs >= settings.inventoryIntervalMs) this.due = true;
    else this.#setDeadline(settings.inventoryIntervalMs - ageMs);
  }

  /** The deadline has come, or something has changed. */
  demand(): void {
    this.due = true;
    this.#context.reconcile();
  }

  async #upload(): Promise<void> {
    const { ports, settings, isHalted, observe, reconcile } = this.#context;
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
      observe({ type: 'inventory-sent' });
      this.#setDeadline(jitter(settings.inventoryIntervalMs, 0.1, () => ports.random.fraction()));
    } else this.#setDeadline(this.#backoff.next(outcome.retryAfterMs));
    // Asked for again meanwhile?
    if (this.due) reconcile();
  }

  #setDeadline(delayMs: number): void {
    this.#context.wheel.set('inventory', this.#context.ports.timers.nowMs() + delayMs);
  }
}

type UploadOutcome = { readonly ok: true } | { readonly ok: false; readonly retryAfterMs: number | null };

async function collectAndSend(context: AgentContext): Promise<UploadOutcome> {
  const { memory, ports } = context;
  const sections = sectionsOf(await ports.platform.inventory.collect());
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
