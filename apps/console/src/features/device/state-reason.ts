/** Why a device is in the state it is in, as a text and its parameters. Pure. */
import type { Command, DeviceDetail } from '@sekisho/contracts';
import type { TextKey } from '../../i18n/wording.ts';

export type Reason = { key: TextKey; who?: string; at?: string };

type Known = Pick<
  DeviceDetail,
  'state' | 'lockMode' | 'releasedUntil' | 'releasedBy' | 'pending' | 'online' | 'timerLocksAt'
>;

export function stateReasons(device: Known, commands: readonly Command[]): Reason[] {
  if (device.state === 'wiped' || device.state === 'wipe-incomplete') return [{ key: `device.why.${device.state}` }];
  if (device.state === 'inventory-only') return [{ key: 'device.why.inventory-only' }];
  const reasons: Reason[] = [];
  if (device.releasedUntil !== null) reasons.push({ key: releasedKey(device), at: device.releasedUntil });
  switch (device.lockMode) {
    case 'deregistered':
      return [{ key: 'device.why.deregistered' }];
    case 'wiping':
      return [{ key: 'device.why.wiping' }];
    case 'timer':
      reasons.push({ key: 'device.why.timer' });
      break;
    case 'sim':
      reasons.push({ key: 'device.why.sim' });
      break;
    case 'remote':
      reasons.push(remoteReason(commands));
      if (latestLock(commands)?.noKeys === true) reasons.push({ key: 'device.why.noKeys' });
      break;
    case 'unlocked':
      break;
  }
  if (device.state === 'timer-lock-expected' && device.timerLocksAt !== null)
    reasons.push({ key: 'device.why.timerExpected', at: device.timerLocksAt });
  if (device.pending) reasons.push({ key: 'device.why.pending' });
  if (device.lockMode !== 'timer') reasons.push({ key: device.online ? 'device.why.online' : 'device.why.offline' });
  return reasons;
}

function releasedKey({ releasedBy }: Known): TextKey {
  return releasedBy === null ? 'device.why.released' : `device.why.released.${releasedBy}`;
}

function latestLock(commands: readonly Command[]): Command | undefined {
  return commands
    .filter(({ kind, state }) => kind === 'lock' && (state === 'done' || state === 'already'))
    .reduce<Command | undefined>(
      (latest, each) => (latest && latest.issuedAt > each.issuedAt ? latest : each),
      undefined,
    );
}

function remoteReason(commands: readonly Command[]): Reason {
  const lock = latestLock(commands);
  if (lock === undefined || lock.issuedBy === null) return { key: 'device.why.remote' };
  return { key: 'device.why.remoteBy', who: lock.issuedBy, at: lock.issuedAt };
}
