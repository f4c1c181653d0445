/** Leads one device through its days: switches it on and off, takes it away from the network, and lets things happen to it. */
import type { CancelTimer, PlatformNotice, Timers } from '@sekisho/agent-core';
import { pick, seededFraction } from '../seeded-random.ts';
import { type DeviceState, hourMs, momentOf } from './day.rules.ts';
import type { FleetTime } from './fleet-time.ts';

export interface LivingDevice {
  readonly index: number;
  switchOn(): void;
  switchOff(): void;
  setReachable(reachable: boolean): void;
  notice(notice: PlatformNotice): void;
}

export interface DeviceLife {
  readonly state: DeviceState;
  /** Which version of its inventory a device has now. */
  inventoryVersion(): number;
  end(): void;
}

/** Something worth telling happens about this often. */
const happeningEveryMs = 2 * hourMs;
const driftEveryMs = 6 * hourMs;

const happenings: readonly [PlatformNotice, ...PlatformNotice[]] = [
  { type: 'report', what: 'uninstall-refused', detail: { reason: 'password' } },
  {
    type: 'report',
    what: 'proxy-trouble',
    detail: { proxy: 'http://10.0.0.8:3128', code: 'timeout', instead: 'direct' },
  },
  { type: 'report', what: 'proxy-recovered', detail: { proxy: 'http://10.0.0.8:3128' } },
];

export function beginLife(device: LivingDevice, seed: number, time: FleetTime, timers: Timers): DeviceLife {
  const fraction = seededFraction(Math.imul(seed, 0x27d4eb2f) ^ (device.index + 1));
  const phaseMs = fraction() * driftEveryMs;
  let state: DeviceState = 'on';
  let cancelChange: CancelTimer = () => {};
  let cancelHappening: CancelTimer = () => {};

  function follow(): void {
    const moment = momentOf(seed, device.index, time.nowMs());
    enter(moment.state);
    cancelChange = timers.after(time.realDelayUntil(moment.changesAtMs) + 1, follow);
  }

  function enter(next: DeviceState): void {
    if (next === state) return;
    state = next;
    device.setReachable(next !== 'offline');
    if (next === 'off') device.switchOff();
    else device.switchOn();
  }

  function awaitHappening(): void {
    const atMs = time.nowMs() + (0.5 + fraction()) * happeningEveryMs;
    cancelHappening = timers.after(time.realDelayUntil(atMs), () => {
      if (state !== 'off') device.notice(pick(fraction, happenings));
      awaitHappening();
    });
  }

  follow();
  awaitHappening();
  return {
    get state() {
      return state;
    },
    inventoryVersion: () => Math.floor((time.nowMs() + phaseMs) / driftEveryMs),
    end() {
      cancelChange();
      cancelHappening();
    },
  };
}
