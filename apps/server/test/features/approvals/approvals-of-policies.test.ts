/** Policies under approval: withheld until approved, saved when approved, approved anew when approvers go. */
import type { Policy } from '@sekisho/contracts';
import { eventually } from '@sekisho/testkit/eventually';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TestDevice } from '../devices/test-device.ts';
import {
  type ApprovalsWorld,
  askedOf,
  passkeyOf,
  plainKeyOf,
  startApprovalsWorld,
  type TestApprover,
} from './approvals-world.ts';

let world: ApprovalsWorld;
beforeEach(async () => {
  world = await startApprovalsWorld();
});
afterEach(() => world[Symbol.asyncDispose]());

const policyRule = { kind: 'policy', approvals: 1, maxDevices: 1000 } as const;

async function firstApprover(more = {}): Promise<TestApprover> {
  const approver = await passkeyOf(world.admin);
  await world.change({ add: approver.application, ...more });
  return approver;
}

/** What came with the check-in that brought some. */
async function settingsOf(device: TestDevice) {
  const body = await eventually(
    () => device.checkIn(),
    ({ settings }) => settings !== undefined,
  );
  return body.settings;
}

describe('a policy under approval', () => {
  const save = async (periodMs: number) => {
    const policy = await world.admin.ok<Policy>('GET', '/api/v1/policies/A01');
    const settings = { ...policy.settings, timerLock: { enabled: true, periodMs } };
    return world.admin.ok('PUT', '/api/v1/policies/A01', { name: policy.name, settings, revision: policy.revision });
  };

  it('waits with its rule for an approval of the policies as they stand, then with each save', async () => {
    const device = await world.device().join(world.serialNumber);
    const approver = await firstApprover({ rules: [policyRule] });
    const [standing] = await world.open();
    expect(standing).toMatchObject({ kind: 'policy', askedBy: null, count: 10 });
    await device.checkIn();
    await world.admin.ok('POST', '/api/v1/system/save-all');
    // Another process has no older values in its caches.
    const other = await world.another();
    const twin = Object.assign(world.device(other), { ...device, url: other.url });
    expect((await twin.checkIn()).settings).toBeUndefined();
    expect(await world.trySign(standing?.id ?? '', approver)).toBe('approved');
    const first = await settingsOf(device);
    expect(device.takes(first?.policy)).toBe('taken');

    const id = askedOf(await save(4 * 3_600_000));
    await world.admin.ok('POST', '/api/v1/system/save-all');
    const same = await settingsOf(device);
    expect(same?.policy.text).toBe(first?.policy.text);
    expect((await world.request(id)).present).toEqual([first?.policy.text]);
    expect(await world.trySign(id, approver)).toBe('approved');
    const saved = await settingsOf(device);
    expect(JSON.parse(saved?.policy.text ?? '{}').settings.timerLock.periodMs).toBe(4 * 3_600_000);
    expect(device.takes(saved?.policy)).toBe('taken');
    expect(device.takes({ ...(saved?.policy ?? { text: '', signatures: [] }), approvals: [] })).toBe(
      'approval-missing',
    );
    const fresh = await world.device().join(world.serialNumber);
    expect(fresh.policyCode).toBe('A01');
  });

  it('is outdated when somebody else has saved in between', async () => {
    const approver = await firstApprover({ rules: [policyRule] });
    for (const { id } of await world.open()) await world.sign(id, approver);
    const [one, two] = [askedOf(await save(3_600_000)), askedOf(await save(2 * 3_600_000))];
    expect(await world.trySign(two, approver)).toBe('approved');
    expect(await world.trySign(one, approver)).toBe('outdated');
  });

  it('is approved anew when the approver who approved it goes', async () => {
    const approver = await firstApprover({ rules: [policyRule] });
    for (const { id } of await world.open()) await world.sign(id, approver);
    const spare = await plainKeyOf(world.admin);
    await world.sign(askedOf(await world.change({ add: spare.application })), approver);
    expect(await world.open()).toEqual([]);
    await world.sign(askedOf(await world.change({ remove: [approver.keyId] })), spare);
    const [again] = await world.open();
    expect(again).toMatchObject({ kind: 'policy', count: 10 });
    expect(await world.trySign(again?.id ?? '', spare)).toBe('approved');
  });
});
