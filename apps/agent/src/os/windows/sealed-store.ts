/** A device's store whose private keys are sealed to the machine: in the database, and in the copies beside it. */
import type { DeviceStore, Identity, StoreChange, StoredDevice } from '@sekisho/agent-core';
import type { Sealer } from './dpapi.ts';

const mark = 'dpapi:';

export function sealText(sealer: Sealer, text: string): string {
  return mark + Buffer.from(sealer.seal(Buffer.from(text, 'utf8'))).toString('base64url');
}

/** `null`: sealed on another machine. What was never sealed stands as it is. */
export function openText(sealer: Sealer, text: string): string | null {
  if (!text.startsWith(mark)) return text;
  const opened = sealer.open(Buffer.from(text.slice(mark.length), 'base64url'));
  return opened === null ? null : Buffer.from(opened).toString('utf8');
}

export function sealedStore(store: DeviceStore, sealer: Sealer, warn: (message: string) => void): DeviceStore {
  /** A key that cannot be opened speaks to no server any more; the registration, and a lock with it, stands all the same. */
  function openIdentity(identity: Identity): Identity {
    const privateKey = openText(sealer, identity.privateKey);
    if (privateKey === null) warn('the key of this device was sealed on another machine: register it anew');
    return { ...identity, privateKey: privateKey ?? '' };
  }
  return {
    load(): StoredDevice {
      const stored = store.load();
      return {
        ...stored,
        identity: stored.identity === null ? null : openIdentity(stored.identity),
        pendingKey: stored.pendingKey === null ? null : openText(sealer, stored.pendingKey),
      };
    },
    commit({ pendingKey, identity, ...change }: StoreChange) {
      store.commit({
        ...change,
        ...(pendingKey === undefined ? {} : { pendingKey: sealText(sealer, pendingKey) }),
        ...(identity === undefined
          ? {}
          : { identity: { ...identity, privateKey: sealText(sealer, identity.privateKey) } }),
      });
    },
    saveTime: (time) => store.saveTime(time),
    items: (limit) => store.items(limit),
    itemCount: () => store.itemCount(),
    used: (intentId) => store.used(intentId),
    clear: () => store.clear(),
    close: () => store.close(),
  };
}
