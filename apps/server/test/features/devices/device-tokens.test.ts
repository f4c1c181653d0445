/** Proof and token over real HTTP: only the device's own key, a fresh nonce, an hour; and the time, signed. */
import type { Problem, SignedText, TimeAnswer } from '@sekisho/contracts';
import { systemClock } from '@sekisho/server/platform/clock';
import { generateSigningKey, openSignedTime, openTokenGrant } from '@sekisho/trust';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DeviceWorld, startDeviceWorld } from './device-world.ts';

describe('a proof', () => {
  let world: DeviceWorld;
  let aheadMs = 0;
  beforeAll(async () => {
    const clock = { ...systemClock, now: () => Date.now() + aheadMs };
    world = await startDeviceWorld({ environment: { clock } });
  });
  afterAll(() => world[Symbol.asyncDispose]());

  it('gives a token whose grant is signed for this device and this very question', async () => {
    const one = world.device();
    await one.enrol(world.serialNumber);
    const { body, deviceNonce } = await one.tryProve();
    const trust = one.trust;
    if (trust === null) throw new Error('no trust');
    expect(openTokenGrant(body.grant, { trust, deviceId: one.id, nonce: deviceNonce }).ok).toBe(true);
    expect(openTokenGrant(body.grant, { trust, deviceId: one.id, nonce: 'another question' })).toEqual({
      ok: false,
      code: 'nonce-mismatch',
    });
  });

  it('is refused by another key, for another device, and for one that is not there', async () => {
    const [one, other] = [world.device(), world.device()];
    await one.enrol(world.serialNumber);
    await other.enrol(world.serialNumber);
    const unknown = '018f0000-0000-7000-8000-000000000000';
    for (const changes of [{ key: generateSigningKey() }, { id: other.id }, { id: unknown }, { id: "x' or 1" }]) {
      const { status, body } = await one.tryProve(changes);
      expect([status, body.code]).toEqual([401, 'assertion-invalid']);
    }
    expect((await one.post<Problem>('/device/v1/token', { assertion: 'a.b.c' })).body.code).toBe('assertion-invalid');
  });

  it('is refused over a nonce that is old, or not of this server', async () => {
    const one = world.device();
    await one.enrol(world.serialNumber);
    const serverNonce = await one.nonce();
    aheadMs = 121_000;
    const old = await one.tryProve({ serverNonce });
    aheadMs = 0;
    expect([old.status, old.body.code]).toEqual([401, 'nonce-expired']);
    const made = await one.tryProve({ serverNonce: Buffer.alloc(32, 1).toString('base64url') });
    expect(made.body.code).toBe('nonce-expired');
    expect((await one.tryProve({ serverNonce })).status).toBe(200);
  });

  it.each([
    ['none', ''],
    ['no token at all', 'x'],
    ['a token of nobody', 'e30.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'],
  ])('is needed: %s is refused', async (_name, token) => {
    const one = await world.device().join(world.serialNumber);
    const { status, body } = await one.tryCheckIn(one.request(), token);
    expect([status, body.code]).toEqual([401, 'device-token-invalid']);
  });

  it('gives a token that nobody can change, for an hour', async () => {
    const one = await world.device().join(world.serialNumber);
    for (const at of [5, 40, one.token.length - 3]) {
      const changed = one.token.slice(0, at) + (one.token[at] === 'A' ? 'B' : 'A') + one.token.slice(at + 1);
      expect((await one.tryCheckIn(one.request(), changed)).status).toBe(401);
    }
    expect((await one.tryCheckIn(one.request())).status).toBe(200);
    aheadMs = 3_600_001;
    expect((await one.tryCheckIn(one.request())).body.code).toBe('device-token-invalid');
    aheadMs = 0;
  });

  it('is not needed for the time, which is signed for one question', async () => {
    const one = world.device();
    const { organizationId } = await one.enrol(world.serialNumber);
    const nonce = 'a-question-0123456789';
    const url = `${world.server.url}/device/v1/time?nonce=${nonce}&organization=${organizationId}`;
    const { time } = (await (await fetch(url)).json()) as TimeAnswer;
    if (one.trust === null) throw new Error('no trust');
    const opened = openSignedTime(time, { trust: one.trust, nonce });
    expect(opened.ok && Math.abs(opened.value - Date.now())).toBeLessThan(5_000);
    expect(openSignedTime(time as SignedText, { trust: one.trust, nonce: 'another' }).ok).toBe(false);
    const unknown = await fetch(`${world.server.url}/device/v1/time?nonce=${nonce}&organization=nobody`);
    expect(unknown.status).toBe(404);
  });
});
