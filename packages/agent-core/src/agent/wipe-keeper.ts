/** Carries a wipe through: target by target, each stored when it is behind us, the keys last, the signed word on all of it at the end. */
import type { WipeOutcome, WipeReceipt, WipeStage, WipeTargets } from '@sekisho/contracts';
import { signWipeReceipt } from '@sekisho/trust';
import { refuseStep, type StepMap, type StepOutcome } from '../plan/step.ts';
import type { WipeProgress } from '../ports/device-store.ts';
import { notSupportedHere, type Wipe, type WipeFileTarget } from '../ports/machine.ts';
import { type AgentContext, messageOf, record } from './agent-context.ts';
import { receiptItem } from './answer-digest.ts';
import type { NewItem } from './device-memory.ts';

/** With the keys gone there may be no later start: what was removed so far is told first, but a thief who stays offline gains no more than this. */
const tellBeforeKeysMs = 30_000;
/** A receipt that grew longer leaves its examples of failures out. */
const receiptMaxCharacters = 200_000;

export class WipeKeeper {
  /** The wipe that this process has begun. */
  wiping: string | null = null;
  readonly steps: Pick<StepMap, 'wipe'>;
  readonly #context: AgentContext;
  #told: () => void = () => {};

  constructor(context: AgentContext) {
    this.#context = context;
    this.steps = { wipe: ({ commandId }) => this.#begin(commandId) };
  }

  /** Nothing waits to be sent any more, or it has been waited for long enough. */
  stopWaiting(): void {
    this.#context.wheel.set('wipe', null);
    this.#told();
  }

  #begin(commandId: string): StepOutcome {
    const { ports, memory } = this.#context;
    this.wiping = commandId;
    const { wipe } = ports.platform;
    const progress = memory.vital.wipe;
    if (wipe === notSupportedHere || progress?.id !== commandId) {
      const code = wipe === notSupportedHere ? notSupportedHere : 'statement-malformed';
      const used = [{ id: commandId, outcome: 'refused' as const, code }];
      record(this.#context, {
        used,
        items: [{ kind: 'result', at: memory.now(), commandId, outcome: 'refused', code }],
      });
      return refuseStep();
    }
    this.#run(wipe, progress).catch((error: unknown) => {
      // It goes on with the next start of the agent; the screen stays.
      ports.log.error('the wipe broke off', { reason: messageOf(error) });
    });
    return { ok: true };
  }

  async #run(wipe: Wipe, from: WipeProgress): Promise<void> {
    const { memory, isHalted } = this.#context;
    const files = fileTargetsOf(from.targets);
    let progress = from;
    const keep = (change: Partial<WipeProgress>, items: readonly NewItem[] = []): void => {
      progress = { ...progress, ...change };
      record(this.#context, { vital: { wipe: progress }, items });
    };
    if (progress.startedAt === null) {
      const at = memory.now();
      keep({ startedAt: at }, [{ kind: 'event', at, what: 'wipe-began', commandId: progress.id }]);
    }
    for (const target of files.slice(progress.outcomes.length)) {
      const before = progress.partial;
      const note = (soFar: WipeOutcome): void => {
        if (!isHalted()) keep({ partial: goneOnFrom(before, soFar) });
      };
      const outcome = await attempt(target, () => wipe.remove(target, note));
      if (isHalted()) return;
      keep({ outcomes: [...progress.outcomes, goneOnFrom(before, outcome)], partial: null });
    }
    const keys: WipeOutcome[] = [];
    if (progress.targets.encryptionKeys) {
      const encrypted = progress.encrypted ?? (await wipe.findEncrypted(files.map(({ path }) => path)));
      if (isHalted()) return;
      if (progress.encrypted === null) keep({ encrypted }, [this.#receiptItem(progress, 'before-keys', [])]);
      await this.#untilTold();
      for (const volume of encrypted) {
        if (isHalted()) return;
        keys.push(await attempt({ kind: 'encryption-keys', path: volume.path }, () => wipe.eraseKeys(volume)));
      }
      if (encrypted.length === 0) keys.push({ ...nothing, kind: 'encryption-keys', code: 'wipe-nothing-encrypted' });
    }
    if (!isHalted()) this.#finish(progress, keys);
  }

  #finish(progress: WipeProgress, keys: readonly WipeOutcome[]): void {
    const { memory, reconcile } = this.#context;
    const { id: commandId, targets } = progress;
    const receipt = this.#sign(progress, 'complete', keys);
    const at = memory.now();
    record(this.#context, {
      used: [{ id: commandId, outcome: 'done' }],
      items: [receiptItem(commandId, receipt, at), { kind: 'result', at, commandId, outcome: 'done' }],
      vital: { wipe: { ...progress, receipt }, shutDownPending: targets.shutDown },
    });
    reconcile();
  }

  /** Resolves when the server has stored all there is to tell, at the latest after `tellBeforeKeysMs`. */
  #untilTold(): Promise<void> {
    const { memory, ports, wheel } = this.#context;
    if (memory.itemCount() === 0) return Promise.resolve();
    wheel.set('wipe', ports.timers.nowMs() + tellBeforeKeysMs);
    return new Promise((resolve) => {
      this.#told = resolve;
    });
  }

  #receiptItem(progress: WipeProgress, stage: WipeStage, keys: readonly WipeOutcome[]): NewItem {
    return receiptItem(progress.id, this.#sign(progress, stage, keys), this.#context.memory.now());
  }

  #sign(progress: WipeProgress, stage: WipeStage, keys: readonly WipeOutcome[]) {
    const { memory } = this.#context;
    const { deviceId, organizationId, privateKey } = memory.identity;
    const at = memory.now();
    const receipt: WipeReceipt = {
      organization: organizationId,
      device: deviceId,
      intent: progress.id,
      stage,
      startedAt: progress.startedAt ?? at,
      at,
      outcomes: [...progress.outcomes, ...keys],
      shutDown: progress.targets.shutDown,
    };
    const long = JSON.stringify(receipt).length > receiptMaxCharacters;
    const outcomes = long ? receipt.outcomes.map((outcome) => ({ ...outcome, failures: [] })) : receipt.outcomes;
    return signWipeReceipt({ ...receipt, outcomes }, privateKey);
  }
}

const nothing = {
  path: '',
  removedFiles: 0,
  removedFolders: 0,
  removedBytes: 0,
  kept: 0,
  linkedElsewhere: 0,
  failed: 0,
  keyslotsBefore: 0,
  keyslotsAfter: 0,
  failures: [],
};

/** The narrowest first, whole volumes last: whoever cuts it short finds the least of what was named by name. */
function fileTargetsOf({ folders, patterns, volumes }: WipeTargets): readonly WipeFileTarget[] {
  return [
    ...patterns.map(({ folder, pattern }) => ({ kind: 'pattern' as const, path: folder, pattern })),
    ...folders.map((path) => ({ kind: 'folder' as const, path })),
    ...volumes.map((path) => ({ kind: 'volume' as const, path })),
  ];
}

/** What was removed adds up over restarts; what stays, or fails, is met anew each time. */
function goneOnFrom(before: WipeOutcome | null, after: WipeOutcome): WipeOutcome {
  if (before === null) return after;
  return {
    ...after,
    removedFiles: before.removedFiles + after.removedFiles,
    removedFolders: before.removedFolders + after.removedFolders,
    removedBytes: before.removedBytes + after.removedBytes,
    linkedElsewhere: before.linkedElsewhere + after.linkedElsewhere,
    // Most of it was there before the power was cut.
    code: after.code === 'wipe-target-missing' ? null : after.code,
  };
}

/** One target that breaks does not keep the others from being wiped. */
async function attempt(
  target: WipeFileTarget | { readonly kind: 'encryption-keys'; readonly path: string },
  run: () => Promise<WipeOutcome>,
): Promise<WipeOutcome> {
  try {
    return await run();
  } catch (error) {
    const failures = [{ path: target.path, reason: messageOf(error).slice(0, 64) }];
    return { ...nothing, ...target, failed: 1, code: 'wipe-target-incomplete', failures };
  }
}
