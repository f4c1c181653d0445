/** What the manager of services asks of the agent, and what it is told: with its calls in the test's hands, as it cannot be made to ask for a sleep. */
import { expect, test } from 'vitest';
import { hasJumped } from '../../../src/os/any/clock-watch.ts';
import type { Koffi } from '../../../src/os/any/koffi.ts';
import { readClocks } from '../../../src/os/windows/clocks.ts';
import type { Kernel32 } from '../../../src/os/windows/ffi/kernel32.ts';
import { becomeService } from '../../../src/os/windows/service/running-service.ts';
import { serviceState } from '../../../src/os/windows/service/service-status.ts';

const control = { stop: 1, interrogate: 4, shutdown: 5, power: 13, unknown: 200 };
const power = { suspend: 4, resumeSuspend: 7, statusChange: 10, resumeAutomatic: 18 };
const notImplemented = 120;

/** As koffi hands its calls on: functions that were registered are called back. */
async function startedService() {
  const told: number[] = [];
  const callbacks: ((...args: number[]) => unknown)[] = [];
  const calls: Readonly<Record<string, unknown>> = {
    StartServiceCtrlDispatcherW: { async: () => callbacks[1]?.() },
    RegisterServiceCtrlHandlerExW: () => 1,
    SetServiceStatus: (_service: unknown, status: Buffer) => told.push(status.readUInt32LE(4)),
  };
  const koffi = {
    proto: () => undefined,
    struct: () => undefined,
    register: (callback: (...args: number[]) => unknown) => callbacks.push(callback) - 1,
    load: () => ({ func: (prototype: string) => calls[/(\w+)\(/.exec(prototype)?.[1] ?? ''] }),
  };
  const service = await becomeService(koffi as unknown as Koffi);
  const woke: string[] = [];
  service.onWoke(() => woke.push('woke'));
  return { service, told, woke, ask: (what: number, event = 0) => callbacks[0]?.(what, event) };
}

test.each([
  ['fell asleep', control.power, power.suspend, 0, 0],
  ['woke', control.power, power.resumeAutomatic, 0, 1],
  ['woke for a person: the same awakening, told again', control.power, power.resumeSuspend, 0, 0],
  ['went on battery', control.power, power.statusChange, 0, 0],
  ['is asked how it is', control.interrogate, 0, 0, 0],
  ['is asked for something of a later Windows', control.unknown, 0, notImplemented, 0],
])('the machine, or the service, %s', async (_what, what, event, answer, awakenings) => {
  const { ask, woke, told } = await startedService();
  expect(told).toEqual([serviceState.running]);
  expect(ask(what, event)).toBe(answer);
  expect(woke).toHaveLength(awakenings);
  expect(told).toEqual([serviceState.running]);
});

test.each([control.stop, control.shutdown])('control %i ends it: said at once, then the last word', async (what) => {
  const { service, ask, told } = await startedService();
  expect(ask(what)).toBe(0);
  await service.stopAsked;
  service.stopped(76);
  expect(told).toEqual([serviceState.running, serviceState.stopPending, serviceState.stopped]);
});

const hour = 3_600_000;

/** The clocks of Windows, in milliseconds: QueryUnbiasedInterruptTime stands still in sleep, the time since the start goes on. */
function clocksAt({ awakeMs, sinceBootMs, wallMs }: Record<'awakeMs' | 'sinceBootMs' | 'wallMs', number>) {
  const kernel = { QueryUnbiasedInterruptTime: (time: unknown[]) => (time[0] = BigInt(awakeMs) * 10_000n) };
  return readClocks(kernel as unknown as Kernel32, { uptimeMs: () => sinceBootMs, wallMs: () => wallMs });
}

test.each([
  ['nothing happened', { awakeMs: 2_000, sinceBootMs: 2_000, wallMs: 2_000 }, false],
  ['it slept an hour', { awakeMs: 2_000, sinceBootMs: hour, wallMs: hour }, true],
  ['it slept an hour, and its wall clock stood', { awakeMs: 2_000, sinceBootMs: hour, wallMs: 2_000 }, true],
  ['its clock was put forward', { awakeMs: 2_000, sinceBootMs: 2_000, wallMs: hour }, true],
  ['its clock was put back', { awakeMs: 2_000, sinceBootMs: 2_000, wallMs: -hour }, true],
])('whether the clocks went different ways: %s', (_what, after, jumped) => {
  const start = { awakeMs: 5 * hour, sinceBootMs: 9 * hour, wallMs: 1_800_000_000_000 };
  const later = Object.fromEntries(
    Object.entries(start).map(([clock, ms]) => [clock, ms + after[clock as keyof typeof after]]),
  );
  expect(hasJumped(clocksAt(start), clocksAt(later as typeof start))).toBe(jumped);
});
