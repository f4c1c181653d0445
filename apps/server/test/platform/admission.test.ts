/** Who is let in when there is too much to do, and what one device may ask for. */
import {
  bounds,
  classOf,
  type RequestClass,
  refusalOf,
  retryAfterSeconds,
} from '@sekisho/server/platform/http/admission/admission.rules';
import { createDeviceRate } from '@sekisho/server/platform/http/admission/device-rate';
import { systemIds } from '@sekisho/server/platform/ids';
import { SekishoError } from '@sekisho/server/platform/sekisho-error';
import { describe, expect, it } from 'vitest';

const nothing = { requests: 0, bodyBytes: 0 };
const mebibyte = 1024 * 1024;

describe('classes of requests', () => {
  it.each([
    ['/device/v1/check-in', 'check-in'],
    ['/device/v1/token', 'proof'],
    ['/device/v1/time?nonce=abc', 'proof'],
    ['/device/v1/enroll', 'enrolment'],
    ['/device/v1/inventory', 'inventory'],
    ['/device/v1/files/abc', 'files'],
    ['/api/v1/devices?limit=10', 'console'],
    ['/', 'console'],
  ])('%s is %s', (url, kind) => {
    expect(classOf(url)).toBe(kind);
  });
});

describe('the door', () => {
  it.each<[string, RequestClass, typeof nothing, number, number, string | null]>([
    ['a check-in with room', 'check-in', nothing, 600, 0, null],
    ['one more check-in than fit', 'check-in', { requests: 20_000, bodyBytes: 0 }, 600, 0, 'full'],
    ['the last that fits', 'check-in', { requests: 19_999, bodyBytes: 0 }, 600, 0, null],
    ['a body too much', 'inventory', { requests: 5, bodyBytes: 127 * mebibyte }, 2 * mebibyte, 0, 'full'],
    ['the only one, however large', 'inventory', nothing, 300 * mebibyte, 0, null],
    ['inventory behind a busy loop', 'inventory', nothing, 600, 501, 'busy'],
    ['a check-in behind the same', 'check-in', nothing, 600, 501, null],
    ['a check-in behind a loop that hardly turns', 'check-in', nothing, 600, 3_001, 'busy'],
    ['a person behind the same', 'console', nothing, 0, 60_000, null],
  ])('%s', (_what, kind, load, bodyBytes, lagMs, refusal) => {
    expect(refusalOf(kind, load, bodyBytes, lagMs)).toBe(refusal);
  });

  it('holds people and check-ins longest', () => {
    const byPatience = Object.entries(bounds).toSorted(([, left], [, right]) => right.lagMs - left.lagMs);
    expect(byPatience.slice(0, 2).map(([kind]) => kind)).toEqual(['console', 'check-in']);
  });

  it('sends nobody away without a time, and not all to the same one', () => {
    expect([0, 0.5, 0.999].map(retryAfterSeconds)).toEqual([5, 32, 59]);
  });
});

describe('calls of a device', () => {
  function limited(perMinute: number) {
    const clock = { nowMs: 0, now: () => 0, monotonicMs: () => clock.nowMs };
    return { clock, rate: createDeviceRate(clock, perMinute) };
  }

  function refused(act: () => void): SekishoError | null {
    try {
      act();
      return null;
    } catch (error) {
      if (error instanceof SekishoError) return error;
      throw error;
    }
  }

  it('are as many a minute as it may, then it waits for the next minute', () => {
    const { clock, rate } = limited(3);
    const device = systemIds.next();
    for (let call = 0; call < 3; call += 1) rate.take(device);
    clock.nowMs = 20_000;
    const error = refused(() => rate.take(device));
    expect([error?.code, error?.options.retryAfterSeconds]).toEqual(['too-many-requests', 40]);
    clock.nowMs = 60_000;
    rate.take(device);
  });

  it('of one that floods cost nobody else anything', () => {
    const { rate } = limited(600);
    const flooding = systemIds.next();
    for (let call = 0; call < 100_000; call += 1) refused(() => rate.take(flooding));
    const others = Array.from({ length: 20_000 }, () => systemIds.next());
    expect(others.filter((device) => refused(() => rate.take(device)) !== null)).toEqual([]);
  });
});
