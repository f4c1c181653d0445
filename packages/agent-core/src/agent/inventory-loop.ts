/** Inventory: after registration, then daily, and when the facts have changed; only sections that the server does not hold are sent. */
import type { InventoryContents, InventoryRequest } from '@sekisho/contracts';
import { createBackoff, jitter } from '../backoff.ts';
import { sha256Hex } from '../client/device-client.ts';
import type { StepMap } from '../plan/step.ts';
import { type AgentContext, messageOf } from './agent-context.ts';

export interface InventoryLoop {
  readonly steps: Pick<StepMap, 'upload-inventory'>;
  readonly due: () => boolean;
  readonly uploading: () => boolean;
  /** Sets the deadline by what is remembered of the last upload. */
  begin(): void;
  /** The deadline has come, or something has changed. */
  demand(): void;
}

interface Section {
  readonly name: string;
  readonly hash: string;
  readonly content: string;
}

export function createInventoryLoop(context: AgentContext): InventoryLoop {
  const { memory, ports, wheel, settings } = context;
  const backoff = createBackoff(settings.backoff, () => ports.random.fraction());
  let due = false;
  let uploading = false;

  async function upload(): Promise<void> {
    due = false;
    uploading = true;
    const outcome = await collectAndSend(context).catch((error: unknown) => {
      ports.log.warn('the inventory could not be collected', { reason: messageOf(error) });
      return { ok: false, retryAfterMs: null } as const;
    });
    uploading = false;
    if (context.isHalted()) return;
    if (outcome.ok) {
      backoff.reset();
      context.observe({ type: 'inventory-sent' });
      setDeadline(jitter(settings.inventoryIntervalMs, 0.1, () => ports.random.fraction()));
    } else setDeadline(backoff.next(outcome.retryAfterMs));
    // Asked for again meanwhile?
    if (due) context.reconcile();
  }

  function setDeadline(delayMs: number): void {
    wheel.set('inventory', ports.timers.nowMs() + delayMs);
  }

  return {
    steps: {
      'upload-inventory': () => {
        void upload();
        return { ok: true };
      },
    },
    due: () => due,
    uploading: () => uploading,
    begin() {
      const sentAt = memory.inventory?.sentAt ?? null;
      const ageMs = sentAt === null ? Number.POSITIVE_INFINITY : memory.now() - sentAt;
      // A mark from the future is no mark.
      if (ageMs < 0 || ageMs >= settings.inventoryIntervalMs) due = true;
      else setDeadline(settings.inventoryIntervalMs - ageMs);
    },
    demand() {
      due = true;
      context.reconcile();
    },
  };
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

function sectionsOf(contents: Partial<InventoryContents>): Section[] {
  return Object.entries(contents).map(([name, value]) => {
    const content = JSON.stringify(value);
    return { name, content, hash: sha256Hex(content) };
  });
}

function send({ client, memory }: AgentContext, sections: readonly Section[], whole: ReadonlySet<string>) {
  const request: InventoryRequest = {
    collectedAt: memory.now(),
    sections: sections.map(({ name, hash, content }) => ({ name, hash, ...(whole.has(name) ? { content } : {}) })),
  };
  return client.putInventory(request);
}
