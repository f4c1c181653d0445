/** What is and what should be give the steps between them: pure, so that every decision can be tested as a value. */
import type { ProxySettings } from '@sekisho/contracts';
import type { Screen as ScreenName } from '@sekisho/lock';
import type { Step } from './step.ts';

export interface Situation {
  /** What was last asked of the screen; `unknown` where that failed or nothing was asked yet. */
  readonly screen: ScreenName | 'unknown';
  /** Whether the shut-down, or the wipe with this id, has been begun. */
  readonly shuttingDown: boolean;
  readonly wiping: string | null;
  readonly uploading: boolean;
  readonly locating: boolean;
  /** What was last asked for; `undefined`: nothing yet. */
  readonly proxy: ProxySettings | null | undefined;
  /** Whether the live connection is open, being opened, or waiting to be opened again. */
  readonly live: boolean;
  /** Whether networks, or SIMs, are being looked at. */
  readonly networks: boolean;
  readonly sims: boolean;
  /** Whether another version of the agent is being brought here, or is about to be started instead. */
  readonly preparingUpdate: boolean;
  readonly switching: boolean;
  /** Whether the version that runs has yet to be confirmed. */
  readonly onTrial: boolean;
}

export interface Target {
  readonly screen: ScreenName;
  readonly shutDown: boolean;
  readonly wipe: string | null;
  readonly inventoryDue: boolean;
  readonly locationDue: boolean;
  readonly proxy: ProxySettings | null;
  readonly live: boolean;
  readonly networks: boolean;
  readonly sims: boolean;
  readonly updateDue: boolean;
  readonly switchDue: boolean;
  /** It has shown that it does what it is there for. */
  readonly proven: boolean;
}

/** In the order in which they must happen: nothing is uploaded or switched off before the screen is up. */
export function plan(current: Situation, target: Target): Step[] {
  const steps: Step[] = [];
  if (current.screen !== target.screen)
    steps.push(target.screen === 'none' ? { kind: 'hide-screen' } : { kind: 'show-screen', screen: target.screen });
  if (target.wipe !== null && current.wiping !== target.wipe) steps.push({ kind: 'wipe', commandId: target.wipe });
  if (target.shutDown && !current.shuttingDown) steps.push({ kind: 'shut-down' });
  if (current.networks !== target.networks)
    steps.push({ kind: target.networks ? 'watch-networks' : 'unwatch-networks' });
  if (current.sims !== target.sims) steps.push({ kind: target.sims ? 'watch-sims' : 'unwatch-sims' });
  if (!isSameProxy(current.proxy, target.proxy)) steps.push({ kind: 'use-proxy', proxy: target.proxy });
  if (current.live !== target.live) steps.push({ kind: target.live ? 'open-live' : 'close-live' });
  if (target.inventoryDue && !current.uploading) steps.push({ kind: 'upload-inventory' });
  if (target.locationDue && !current.locating) steps.push({ kind: 'sample-location' });
  if (current.onTrial && target.proven) steps.push({ kind: 'confirm-version' });
  // One that is not confirmed yet is not left for the next.
  if (current.onTrial || current.preparingUpdate || current.switching) return steps;
  if (target.switchDue) steps.push({ kind: 'switch-version' });
  else if (target.updateDue) steps.push({ kind: 'prepare-update' });
  return steps;
}

function isSameProxy(asked: Situation['proxy'], wanted: Target['proxy']): boolean {
  if (asked === undefined || asked === null || wanted === null) return asked === wanted;
  const { mode, url, urlIpv6 = '', bypass, locked } = wanted;
  const sameAddresses = asked.url === url && (asked.urlIpv6 ?? '') === urlIpv6;
  return sameAddresses && asked.mode === mode && asked.bypass === bypass && asked.locked === locked;
}
