/** What tokens said when they were verified: a device sends the same one for an hour. Bounded; whoever asks looks at the time by itself. */
import type { DeviceIdentity } from './bearer-token.rules.ts';

export interface VerifiedTokens {
  /** `undefined`: not known, or forgotten. It may have run out, or its device been revoked, since it was remembered. */
  get(authorization: string): DeviceIdentity | undefined;
  remember(authorization: string, identity: DeviceIdentity): void;
}

/**
 * Two generations: when the young one is full it becomes the old one, and the old one is forgotten. So what was asked for lately
 * stays, at the price of a look-up.
 * @param size of a generation; at most twice as many are kept
 */
export function createVerifiedTokens(size: number): VerifiedTokens {
  let young = new Map<string, DeviceIdentity>();
  let old = new Map<string, DeviceIdentity>();

  function remember(authorization: string, identity: DeviceIdentity): void {
    if (young.size >= size) {
      old = young;
      young = new Map();
    }
    young.set(authorization, identity);
  }

  return {
    get(authorization) {
      const known = young.get(authorization);
      if (known !== undefined) return known;
      const older = old.get(authorization);
      if (older !== undefined) remember(authorization, older);
      return older;
    },
    remember,
  };
}
