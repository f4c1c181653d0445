/** Wipes as the fake API tells of them: just issued, and reported by the device. */
import type { Wipe, WipeOutcome, WipeReceiptFile } from '@sekisho/contracts';
import { uuid } from './fake-world.ts';

export function makeWipe(about: Pick<Wipe, 'policyCode' | 'policyRevision' | 'targets'>): Wipe {
  const issuedAt = new Date();
  return {
    ...about,
    id: uuid(900),
    state: 'issued',
    code: null,
    issuedBy: 'admin',
    issuedAt: issuedAt.toISOString(),
    deliveredAt: null,
    executedAt: null,
    completedAt: null,
    notAfter: new Date(issuedAt.getTime() + 30 * 86_400_000).toISOString(),
    receipts: [],
  };
}

export function makeOutcome(some: Partial<WipeOutcome> & Pick<WipeOutcome, 'kind' | 'path'>): WipeOutcome {
  return {
    removedFiles: 0,
    removedFolders: 0,
    removedBytes: 0,
    kept: 0,
    linkedElsewhere: 0,
    failed: 0,
    keyslotsBefore: 0,
    keyslotsAfter: 0,
    code: null,
    failures: [],
    ...some,
  };
}

/** Delivered and reported, up to a stage. */
export function reported(wipe: Wipe, stage: 'before-keys' | 'complete', outcomes: WipeOutcome[]): Wipe {
  const at = new Date(Date.parse(wipe.issuedAt) + 42_000).toISOString();
  const isComplete = stage === 'complete';
  return {
    ...wipe,
    state: isComplete ? 'done' : 'delivered',
    deliveredAt: wipe.issuedAt,
    executedAt: isComplete ? at : null,
    completedAt: isComplete ? at : null,
    receipts: [{ stage, startedAt: wipe.issuedAt, at, receivedAt: at, outcomes }],
  };
}

/** All that a device can say: gone, gone in part, not there, keys. */
export function makeReportedWipe(): Wipe {
  const targets = {
    folders: ['/home', '/root'],
    patterns: [{ folder: '/srv', pattern: '*.xlsx' }],
    volumes: [],
    encryptionKeys: true,
    shutDown: false,
  };
  return reported(makeWipe({ policyCode: 'A01', policyRevision: 3, targets }), 'complete', [
    makeOutcome({
      kind: 'pattern',
      path: '/srv',
      pattern: '*.xlsx',
      code: 'wipe-target-incomplete',
      removedFiles: 3,
      failed: 1,
      failures: [{ path: '/srv/locked.xlsx', reason: 'EPERM' }],
    }),
    makeOutcome({ kind: 'folder', path: '/home', removedFiles: 8210, removedFolders: 655, removedBytes: 9e9, kept: 2 }),
    makeOutcome({ kind: 'folder', path: '/root', code: 'wipe-target-missing' }),
    makeOutcome({ kind: 'encryption-keys', path: '/dev/nvme0n1p3', keyslotsBefore: 2 }),
  ]);
}

export const wipeReceiptFile: WipeReceiptFile = {
  intent: '{"kind":"wipe"}',
  devicePublicKey: 'AAAA',
  receipts: [{ text: '{}', signatures: [{ keyId: 'k', signature: 'c2ln' }] }],
};
