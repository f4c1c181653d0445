/** Unlock keys on removable media: which of them hold here, what the lock is told of them, and what is reported of the others (N06). */
import { type ErrorCode, unlockKeyFileName } from '@sekisho/contracts';
import type { LockEvent } from '@sekisho/lock';
import { openUnlockKey, type UnlockKeyContext } from '@sekisho/trust';
import { notSupportedHere } from '../ports/machine.ts';
import type { KeyFile, Medium } from '../ports/surroundings.ts';
import { type AgentContext, record } from './agent-context.ts';
import type { NewItem } from './device-memory.ts';
import type { LockKeeper } from './lock-keeper.ts';

export class KeyKeeper {
  readonly #context: AgentContext;
  readonly #lock: LockKeeper;
  /** `null` until the machine has looked for the first time. */
  #media: readonly Medium[] | null = null;
  #end = (): void => {};

  constructor(context: AgentContext, lock: LockKeeper) {
    this.#context = context;
    this.#lock = lock;
  }

  begin(): void {
    const { media } = this.#context.ports.platform;
    if (media !== notSupportedHere) this.#end = media.watch((present) => this.#onMedia(present));
  }

  end(): void {
    this.#end();
  }

  /**
   * Policy or trust may have changed while media were in, or what happened to them could not be stored. A key that has become worthless counts as taken out. One that holds only now is
   * no insertion: it keeps an unlocked device from locking, and releases nothing.
   */
  look(): void {
    const { lock } = this.#context.memory;
    const present = this.#media?.some((medium) => this.#holds(medium)) ?? lock.keyPresent;
    if (present === lock.keyPresent || (present && lock.mode !== 'unlocked')) return;
    this.#feed(present ? ['key-inserted'] : ['key-removed']);
  }

  #onMedia(media: readonly Medium[]): void {
    if (this.#context.isHalted()) return;
    const before = this.#media;
    this.#media = media;
    const inserted = media.filter(({ id }) => before?.every((known) => known.id !== id) ?? true);
    this.#report(inserted);
    if (before === null) this.#foundAtStart(media.some((medium) => this.#holds(medium)));
    else this.#changed(inserted, media);
  }

  /** A key found at start is no insertion (rule 14). */
  #foundAtStart(keyPresent: boolean): void {
    const { memory } = this.#context;
    if (keyPresent !== memory.lock.keyPresent) this.#lock.feed([{ type: 'restart', now: memory.now(), keyPresent }]);
  }

  #changed(inserted: readonly Medium[], media: readonly Medium[]): void {
    const stays = media.some((medium) => !inserted.includes(medium) && this.#holds(medium));
    const comes = inserted.some((medium) => this.#holds(medium));
    const { keyPresent } = this.#context.memory.lock;
    const events: ('key-inserted' | 'key-removed')[] = [];
    if (keyPresent && !stays) events.push('key-removed');
    if (comes && !(keyPresent && stays)) events.push('key-inserted');
    this.#feed(events);
  }

  #feed(types: readonly ('key-inserted' | 'key-removed')[]): void {
    const now = this.#context.memory.now();
    if (types.length > 0) this.#lock.feed(types.map((type): LockEvent => ({ type, now })));
  }

  #holds({ keys }: Medium): boolean {
    const against = this.#against();
    return against !== null && keys.some((file) => faultOf(file, against) === null);
  }

  /** Once an insertion; nothing of a medium that holds the right key among others. */
  #report(inserted: readonly Medium[]): void {
    const against = this.#against();
    if (against === null) return;
    const at = this.#context.memory.now();
    const items = inserted.flatMap(({ keys }): NewItem[] => {
      const ignored = ignoredKey(keys, against);
      return ignored === null ? [] : [{ kind: 'event', at, what: 'unlock-key-ignored', detail: { ...ignored } }];
    });
    if (items.length > 0) record(this.#context, { items });
  }

  #against(): UnlockKeyContext | null {
    const { trust, settings } = this.#context.memory;
    if (trust === null || settings === null) return null;
    return { trust, policyCode: settings.policyCode, heldNumber: settings.policy.settings.unlockKey?.number ?? 0 };
  }
}

function faultOf({ name, content }: KeyFile, against: UnlockKeyContext): ErrorCode | null {
  if (content === null) return 'statement-malformed';
  const opened = openUnlockKey(content, against);
  if (!opened.ok) return opened.code;
  // Under its own name only (N06).
  return name === unlockKeyFileName(opened.value.policy) ? null : 'unlock-key-of-other-policy';
}

/** Of several that do not hold, the one under the name that was looked for says most. */
function ignoredKey(keys: readonly KeyFile[], against: UnlockKeyContext): { file: string; code: ErrorCode } | null {
  const judged = keys.map((file) => ({ file: file.name, code: faultOf(file, against) }));
  if (judged.some(({ code }) => code === null)) return null;
  const told = judged.find(({ file }) => file === unlockKeyFileName(against.policyCode)) ?? judged[0];
  return told === undefined || told.code === null ? null : { file: told.file, code: told.code };
}
