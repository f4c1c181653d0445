/** Whether a device may be wiped, the intent this becomes, and what a receipt says of it. Pure. */
import {
  areWipeTargetsEmpty,
  type ErrorCode,
  type Intent,
  isOutcomeFailed,
  type PolicySettings,
  type WipeOutcome,
  type WipeParameters,
  type WipePlatform,
  type WipeTargets,
  wipeLifetimeMs,
  wipeTargetsOf,
} from '@sekisho/contracts';
import { type CommandTarget, obstacleTo } from '../commands/index.ts';

export interface WipeTargetFacts extends CommandTarget {
  readonly computerName: string;
  readonly platform: WipePlatform;
  /** A wipe has been issued, whether it has been carried out or not. */
  readonly wiping: boolean;
}

export interface WipePolicy {
  readonly code: string;
  readonly revision: number;
  readonly settings: Pick<PolicySettings, 'wipeTargets'>;
}

/** What a person typed, and the policy the person was shown. */
export interface Confirmed {
  readonly computerName: string;
  readonly policyRevision: number;
}

/** `null`: it may be issued. */
export function refusalOf(
  device: WipeTargetFacts | null,
  policy: WipePolicy | null,
  confirmed: Confirmed,
  groupIds: readonly number[] | null,
): ErrorCode | null {
  const obstacle = obstacleTo(device, 'wipe', groupIds);
  if (obstacle !== null || device === null) return obstacle ?? 'device-not-found';
  if (device.wiping) return 'wipe-already-issued';
  if (confirmed.computerName !== device.computerName) return 'computer-name-mismatch';
  if (policy === null) return 'policy-not-found';
  if (confirmed.policyRevision !== policy.revision) return 'policy-changed-meanwhile';
  return areWipeTargetsEmpty(targetsOf(device, policy)) ? 'wipe-targets-empty' : null;
}

export function targetsOf({ platform }: Pick<WipeTargetFacts, 'platform'>, policy: WipePolicy): WipeTargets {
  return wipeTargetsOf(platform, policy.settings.wipeTargets);
}

/** Holds the very targets: whatever is saved later changes nothing of a wipe on its way. */
export function wipeIntentOf(wipe: {
  readonly id: string;
  readonly organizationId: string;
  readonly deviceId: string;
  readonly issuedAt: Date;
  readonly parameters: WipeParameters;
}): Intent {
  return {
    id: wipe.id,
    organization: wipe.organizationId,
    devices: [wipe.deviceId],
    kind: 'wipe',
    parameters: wipe.parameters,
    issuedAt: wipe.issuedAt.getTime(),
    notAfter: wipe.issuedAt.getTime() + wipeLifetimeMs,
  };
}

/** Reads back what `wipeIntentOf` wrote. */
export function readWipeIntent(text: string): WipeParameters & { readonly notAfter: number | null } {
  const { parameters, notAfter } = JSON.parse(text) as Intent;
  return { ...(parameters as WipeParameters), notAfter };
}

export function wipedBy(outcomes: readonly WipeOutcome[]): 'complete' | 'incomplete' {
  return outcomes.some(isOutcomeFailed) ? 'incomplete' : 'complete';
}
