/** Approvals with administrators of groups, wipes of many devices, and the clock that ends requests. */
import type { Policy } from '@sekisho/contracts';
import { createApprovalRequests } from '@sekisho/server/features/approvals/index';
import { createTrust } from '@sekisho/server/features/trust/index';
import { eventually } from '@sekisho/testkit/eventually';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { rowsOf } from '../administration/console-client.ts';
import type { TestDevice } from '../devices/test-device.ts';
import {
  type ApprovalsWorld,
  askedOf,
  passkeyOf,
  plainKeyOf,
  secondAdministrator,
  startApprovalsWorld,
  type TestApprover,
} from './approvals-world.ts';

let world: ApprovalsWorld;
beforeEach(async () => {
  world = await startApprovalsWorld();
});
afterEach(() => world[Symbol.asyncDispose]());

const rules = (approvals = 1) =>
  (['wipe', 'deregistration'] as const).map((kind) => ({ kind, approvals, maxDevices: 10 }));

async function firstApprover(more = {}): Promise<TestApprover> {
  const approver = await passkeyOf(world.admin);
  await world.change({ add: approver.application, ...more });
  return approver;
}

describe('an administrator of groups', () => {
  it('sees and approves what concerns devices of the groups alone, and changes no rules', async () => {
    const group = await world.admin.ok<{ id: number }>('POST', '/api/v1/groups', { name: '営業部' });
    const [own, other] = [await world.device().join(world.serialNumber), await world.device().join(world.serialNumber)];
    await world.admin.ok('PATCH', `/api/v1/devices/${own.id}`, { groupId: group.id });
    const first = await firstApprover({ rules: rules() });
    const client = await secondAdministrator(world, { role: 'group', groupIds: [group.id] });
    const key = await plainKeyOf(client);
    await world.sign(askedOf(await world.change({ add: key.application }, client)), first);
    for (const change of [{ rules: rules(2) }, { remove: [first.keyId] }, { moveConsole: true }])
      expect((await client.refusal('POST', '/api/v1/approvals/changes', change)).code).toBe('permission-denied');

    const ask = async (device: TestDevice) =>
      askedOf(await world.admin.ok('POST', `/api/v1/devices/${device.id}/deregister`));
    const [mine, foreign] = [await ask(own), await ask(other)];
    const changeOfRules = askedOf(await world.change({ rules: rules(2) }));
    expect((await world.open(client)).map(({ id }) => id)).toEqual([mine]);
    for (const id of [foreign, changeOfRules]) {
      expect((await client.refusal('GET', `/api/v1/approval-requests/${id}`)).status).toBe(404);
      expect(await world.trySign(id, key, client)).toBe('approval-request-not-found');
      const refusal = await client.refusal('POST', `/api/v1/approval-requests/${id}/refuse`);
      expect(refusal.code).toBe('approval-request-not-found');
    }
    expect(await world.trySign(mine, key, client)).toBe('approved');
  });

  it('cannot become the first approver', async () => {
    const group = await world.admin.ok<{ id: number }>('POST', '/api/v1/groups', { name: '営業部' });
    const client = await secondAdministrator(world, { role: 'group', groupIds: [group.id] });
    const { application } = await plainKeyOf(client);
    const refusal = await client.refusal('POST', '/api/v1/approvals/changes', { add: application });
    expect(refusal.code).toBe('permission-denied');
  });
});

describe('wipes under approval', () => {
  const maximum = [{ kind: 'wipe', approvals: 1, maxDevices: 2 }] as const;
  async function wipeable(count: number) {
    const policy = await world.admin.ok<Policy>('GET', '/api/v1/policies/A01');
    const wipeTargets = { ...policy.settings.wipeTargets, folders: ['/home'] };
    const settings = { ...policy.settings, wipeTargets };
    const saved = await world.admin.ok<Policy>('PUT', '/api/v1/policies/A01', { ...policy, settings });
    const devices = [];
    for (let index = 0; index < count; index += 1) devices.push(await world.device().join(world.serialNumber));
    const confirmations = devices.map(({ id }) => ({
      deviceId: id,
      computerName: '営業-PC-01',
      policyRevision: saved.revision,
    }));
    return { devices, confirmations };
  }

  it('are one request with one signature; each device obeys its own, and none the other’s', async () => {
    const { devices, confirmations } = await wipeable(2);
    const approver = await firstApprover({ rules: maximum });
    const answer = await world.admin.ok<{ issued: number }>('POST', '/api/v1/devices/wipe', { devices: confirmations });
    expect(answer).toMatchObject({ issued: 0, refused: [], asked: { kind: 'wipe', approvals: 1 } });
    const [open] = await world.open();
    expect(open?.count).toBe(2);
    await world.sign(open?.id ?? '', approver);
    for (const device of devices) {
      await eventually(
        () => device.checkIn(),
        () => device.trust?.set.version === 2,
      );
      const body = await device.checkIn();
      expect(device.obey(body).map(({ intent }) => intent.kind)).toEqual(['wipe']);
    }
    const audit = await rowsOf(world.server, 'audit_log');
    expect(audit.filter(({ action }) => action === 'device.wipe-issued')).toHaveLength(2);
  });

  it('are not even asked for beyond the maximum', async () => {
    const { confirmations } = await wipeable(3);
    await firstApprover({ rules: maximum });
    const refusal = await world.admin.refusal('POST', '/api/v1/devices/wipe', { devices: confirmations });
    expect(refusal).toMatchObject({ status: 400, code: 'approval-exceeds-maximum' });
    expect(await world.open()).toEqual([]);
  });
});

describe('a request that nobody approves', () => {
  it('is closed by the job once its time is over, in the words of the audit log; others stay', async () => {
    await firstApprover({ rules: rules() });
    const ask = async () => {
      const device = await world.device().join(world.serialNumber);
      return askedOf(await world.admin.ok('POST', `/api/v1/devices/${device.id}/deregister`));
    };
    const [over, still] = [await ask(), await ask()];
    await world.database.asOwner('update approval_requests set expires_at = now() where id = $1', [over]);
    const { platform } = world.server;
    const never = () => Promise.reject(new Error('nothing is carried out here'));
    const carryOut = { wipe: never, deregistration: never, policy: never, 'trust-set': never };
    await createApprovalRequests({ ...platform, trust: createTrust(platform), carryOut }).expire();
    expect([(await world.request(over)).state, (await world.request(still)).state]).toEqual(['expired', 'open']);
    const audit = await rowsOf(world.server, 'audit_log');
    expect(audit.filter(({ action }) => action === 'approval-request.expired')).toHaveLength(1);
  });
});
