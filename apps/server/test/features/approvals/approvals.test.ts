/** Approvals over HTTP: the first approver, requests signed, refused and outdated, and what devices then take. */
import type { TrustSet } from '@sekisho/contracts';
import { consoleNameOf } from '@sekisho/server/features/approvals/console-name.rules';
import { nextTrustSet } from '@sekisho/server/features/approvals/trust-changes.rules';
import { openDeregistration, recoveryKeyFromText, signText } from '@sekisho/trust';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addOrganization, rowsOf } from '../administration/console-client.ts';
import {
  type ApprovalsWorld,
  askedOf,
  home,
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

const rules = (approvals = 1, maxDevices = 10) =>
  (['wipe', 'deregistration'] as const).map((kind) => ({ kind, approvals, maxDevices }));

async function firstApprover(more = {}): Promise<TestApprover> {
  const approver = await passkeyOf(world.admin);
  await world.change({ add: approver.application, ...more });
  return approver;
}

const actorOf = async (act: string) =>
  (await rowsOf(world.server, 'audit_log')).find(({ action }) => action === act)?.['actor'];

describe('where passkeys can be used', () => {
  it.each([
    ['https://sekisho.example', 'sekisho.example'],
    ['https://sekisho.example:8443', 'sekisho.example'],
    ['http://localhost:8080', 'localhost'],
    ['http://sekisho.example', null],
    ['https://192.0.2.1', null],
    ['https://[2001:db8::1]:8443', null],
  ])('%s', (url, rpId) => {
    expect(consoleNameOf(url)?.rpId ?? null).toBe(rpId);
  });
});

describe('the first approver', () => {
  it('is taken at once, with rules, and devices hear of it', async () => {
    const device = await world.device().join(world.serialNumber);
    const before = await world.overview();
    expect(before).toMatchObject({ version: 1, approvers: [], rules: [], console: null, passkeysAt: home });
    const approver = await firstApprover({ rules: rules() });
    expect(await world.overview()).toMatchObject({
      version: 2,
      approvers: [{ keyId: approver.keyId, use: 'passkey', own: true, holder: 'tanaka' }],
      rules: rules(),
      console: home,
      uninformed: { devices: 1, isExact: true },
    });
    await device.checkIn();
    await device.checkIn();
    expect(device.trust?.set.version).toBe(2);
    expect((await world.overview()).uninformed).toEqual({ devices: 0, isExact: true });
    const audit = await rowsOf(world.server, 'audit_log');
    expect(audit.map(({ action }) => action)).toContain('trust-set.changed');
  });

  it.each([
    ['rules without anybody to approve', async () => ({ rules: rules() }), 'approvers-too-few'],
    [
      'two approvals with one approver',
      async () => ({ add: (await passkeyOf(world.admin)).application, rules: rules(2) }),
      'approvers-too-few',
    ],
    [
      'a passkey made at another address',
      async () => ({
        add: (await passkeyOf(world.admin, { origin: 'https://b.example', rpId: 'b.example' })).application,
      }),
      'signature-invalid',
    ],
    [
      'a key that has not signed',
      async () => ({
        add: {
          ...(await plainKeyOf(world.admin)).application,
          signatures: [{ keyId: 'a'.repeat(32), signature: 'AAAA' }],
        },
      }),
      'signer-unknown',
    ],
    [
      "another's key",
      async () => {
        const text = (await plainKeyOf(world.admin)).application.text.replace(
          /"holder":"[^"]*"/,
          `"holder":"${world.admin.cookie && '018f0000-0000-7000-8000-000000000000'}"`,
        );
        return { add: { text, signatures: [{ keyId: 'a', signature: 'AAAA' }] } };
      },
      'approver-not-yours',
    ],
    ['an approver to remove who is none', async () => ({ remove: ['a'.repeat(32)] }), 'not-found'],
  ])('is refused: %s', async (_name, change, code) => {
    const refusal = await world.admin.refusal('POST', '/api/v1/approvals/changes', await change());
    expect(refusal.code).toBe(code);
    expect((await world.overview()).version).toBe(1);
  });

  it('is one, of two that come at once', async () => {
    const [one, two] = [await passkeyOf(world.admin), await plainKeyOf(world.admin)];
    const answers = await Promise.all(
      [one, two].map(({ application: add }) =>
        world.admin.call('POST', '/api/v1/approvals/changes', { body: { add } }).then(({ status }) => status),
      ),
    );
    expect(answers.filter((status) => status === 200)).toHaveLength(1);
    expect([202, 409]).toContain(answers.find((status) => status !== 200));
    expect(await world.overview()).toMatchObject({ version: 2, approvers: [{ own: true }] });
  });

  it('cannot be a passkey where there is no trusted address, but a key of the command line can', async () => {
    const plain = await startApprovalsWorld('https://192.0.2.1');
    const passkey = await passkeyOf(plain.admin);
    const refusal = await plain.admin.refusal('POST', '/api/v1/approvals/changes', { add: passkey.application });
    expect(refusal.code).toBe('passkey-address-unsuitable');
    await plain.change({ add: (await plainKeyOf(plain.admin)).application, rules: rules() });
    expect(await plain.overview()).toMatchObject({ version: 2, console: null, passkeysAt: null });
    await plain[Symbol.asyncDispose]();
  });
});

describe('a deregistration under approval', () => {
  it('waits, is signed, and is then believed by the device; a repeat is refused', async () => {
    const device = await world.device().join(world.serialNumber);
    const approver = await firstApprover({ rules: rules() });
    await device.checkIn();
    const answer = await world.admin.call('POST', `/api/v1/devices/${device.id}/deregister`);
    expect(answer.status).toBe(202);
    const id = askedOf(answer.body);
    expect((await device.tryCheckIn(device.request())).status).toBe(200);
    const detail = await world.request(id);
    expect(detail).toMatchObject({ kind: 'deregistration', state: 'open', count: 1, approvals: 1, askedBy: 'tanaka' });
    expect(detail.names).toEqual(['営業-PC-01']);
    expect(await world.sign(id, approver)).toMatchObject({ state: 'approved', closedBy: 'tanaka' });
    expect(await actorOf('approval-request.signed')).toMatchObject({ type: 'administrator', loginId: 'tanaka' });
    const { status, body } = await device.tryCheckIn(device.request());
    expect(status).toBe(410);
    if (body.notice === undefined || device.trust === null) throw new Error('no notice');
    expect(openDeregistration(body.notice, { trust: device.trust, deviceId: device.id }).ok).toBe(true);
    const bare = { text: body.notice.text, signatures: body.notice.signatures };
    expect(openDeregistration(bare, { trust: device.trust, deviceId: device.id })).toMatchObject({
      code: 'approval-missing',
    });
    expect(await world.trySign(id, approver)).toBe('approval-request-closed');
  });

  it('is refused by a person, expires, or is outdated when the device has gone meanwhile', async () => {
    const approver = await firstApprover({ rules: rules() });
    const ask = async () => {
      const device = await world.device().join(world.serialNumber);
      return { device, id: askedOf(await world.admin.ok('POST', `/api/v1/devices/${device.id}/deregister`)) };
    };
    const [refused, expired, twice] = [await ask(), await ask(), await ask()];
    await world.admin.ok('POST', `/api/v1/approval-requests/${refused.id}/refuse`);
    expect(await actorOf('approval-request.refused')).toMatchObject({ type: 'administrator', loginId: 'tanaka' });
    expect(await world.trySign(refused.id, approver)).toBe('approval-request-closed');
    await sql`update approval_requests set expires_at = now() where id = ${expired.id}`.execute(world.database.db);
    expect(await world.trySign(expired.id, approver)).toBe('approval-request-closed');
    expect((await world.request(expired.id)).state).toBe('expired');
    const again = askedOf(await world.admin.ok('POST', `/api/v1/devices/${twice.device.id}/deregister`));
    expect(await world.trySign(again, approver)).toBe('approved');
    expect(await world.trySign(twice.id, approver)).toBe('outdated');
  });

  it('gives nothing to whoever changes the statements in the database', async () => {
    const device = await world.device().join(world.serialNumber);
    const other = await world.device().join(world.serialNumber);
    const approver = await firstApprover({ rules: rules() });
    const id = askedOf(await world.admin.ok('POST', `/api/v1/devices/${device.id}/deregister`));
    await sql`update approval_statements set device_id = ${other.id}, text = replace(text, ${device.id}, ${other.id})`.execute(
      world.database.db,
    );
    expect(await world.trySign(id, approver)).toBe('outdated');
    expect((await other.tryCheckIn(other.request())).status).toBe(200);
  });
});

describe('two-person approval', () => {
  it('needs two persons, and two to weaken it; one with two keys is one', async () => {
    const first = await firstApprover();
    const spare = await plainKeyOf(world.admin);
    await world.sign(askedOf(await world.change({ add: spare.application })), first);
    const otherClient = await secondAdministrator(world);
    const second = await plainKeyOf(otherClient);
    await world.sign(askedOf(await world.change({ add: second.application }, otherClient)), first);
    await world.sign(askedOf(await world.change({ rules: rules(2) })), first);

    const device = await world.device().join(world.serialNumber);
    const id = askedOf(await world.admin.ok('POST', `/api/v1/devices/${device.id}/deregister`));
    expect(await world.sign(id, first)).toMatchObject({
      state: 'open',
      approvals: 2,
      approvedBy: [{ keyId: first.keyId }],
    });
    expect(await world.trySign(id, first)).toBe('approver-signed-already');
    expect(await world.trySign(id, spare)).toBe('approver-signed-already');
    expect(await world.trySign(id, second)).toBe('approver-not-yours');
    expect(await world.trySign(id, second, otherClient)).toBe('approved');

    const weaker = askedOf(await world.change({ rules: rules(1) }));
    expect(await world.trySign(weaker, first)).toBe('open');
    expect((await world.overview()).rules[0]?.approvals).toBe(2);
    expect(await world.trySign(weaker, second, otherClient)).toBe('approved');
    expect((await world.overview()).rules[0]?.approvals).toBe(1);
  });
});

describe('a change of the trust set', () => {
  it('is outdated when another one has come before it', async () => {
    const first = await firstApprover();
    const one = askedOf(await world.change({ rules: rules(1, 5) }));
    const two = askedOf(await world.change({ rules: rules(1, 6) }));
    expect(await world.trySign(two, first)).toBe('approved');
    expect(await world.trySign(one, first)).toBe('approval-request-closed');
    expect((await world.request(one)).state).toBe('outdated');
  });

  it('never leaves passkeys without an address', async () => {
    await firstApprover();
    const { trustSet, hash } = await world.overview();
    const trust = { set: JSON.parse(trustSet), hash, approversEver: true };
    const context = { trust, administratorId: '', passkeysAt: null, at: 0 };
    expect(nextTrustSet({ moveConsole: true }, context)).toEqual({ ok: false, code: 'passkey-address-unsuitable' });
  });

  it('never leads back to no rules at all', async () => {
    await firstApprover({ rules: rules() });
    const refusal = await world.admin.refusal('POST', '/api/v1/approvals/changes', { rules: [] });
    expect(refusal.code).toBe('trust-weakened');
  });

  it('is signed by the recovery key when approvers are lost', async () => {
    const lost = await firstApprover({ rules: rules() });
    const found = await plainKeyOf(world.admin);
    const id = askedOf(await world.change({ add: found.application, remove: [lost.keyId] }));
    const key = recoveryKeyFromText(world.recoveryKey);
    if (!key.ok) throw new Error(key.code);
    const { text } = await world.request(id);
    const [signature] = signText('trust-set', text, key.value).signatures;
    await world.admin.ok('POST', `/api/v1/approval-requests/${id}/signatures`, signature);
    expect((await world.overview()).approvers.map(({ keyId }) => keyId)).toEqual([found.keyId]);

    const device = await world.device().join(world.serialNumber);
    const wipe = askedOf(await world.admin.ok('POST', `/api/v1/devices/${device.id}/deregister`));
    const detail = await world.request(wipe);
    const [misused] = signText('batch', detail.text, key.value).signatures;
    const refusal = await world.admin.refusal('POST', `/api/v1/approval-requests/${wipe}/signatures`, misused);
    expect(refusal).toMatchObject({ status: 403, code: 'approver-not-yours' });
    expect(await world.trySign(wipe, lost)).toBe('approver-not-yours');
    expect(await world.trySign(wipe, found)).toBe('approved');
  });
});

describe('what is seen', () => {
  it('belongs to one organization', async () => {
    const device = await world.device().join(world.serialNumber);
    const approver = await firstApprover({ rules: rules() });
    const id = askedOf(await world.admin.ok('POST', `/api/v1/devices/${device.id}/deregister`));
    const stranger = await addOrganization(world.server, 'stranger');
    expect((await stranger.refusal('GET', `/api/v1/approval-requests/${id}`)).code).toBe('approval-request-not-found');
    expect(await world.trySign(id, approver, stranger)).toBe('approval-request-not-found');
    expect(await world.open(stranger)).toEqual([]);
  });

  it('is bounded, and refuses what is no signature', async () => {
    await firstApprover();
    const path = '/api/v1/approval-requests/018f0000-0000-7000-8000-000000000000/signatures';
    expect((await world.admin.refusal('POST', path, { keyId: 'x' })).status).toBe(400);
    expect((await world.admin.refusal('POST', path, { keyId: 'x', signature: 'AAAA' })).status).toBe(404);
    expect((await world.admin.refusal('GET', '/api/v1/approval-requests?limit=101')).status).toBe(400);
    const many = { rules: [{ kind: 'wipe', approvals: 1, maxDevices: 1001 }] };
    expect((await world.admin.refusal('POST', '/api/v1/approvals/changes', many)).status).toBe(400);
    const odd = { rules: [{ kind: 'lock', approvals: 1, maxDevices: 1 }] };
    expect((await world.admin.refusal('POST', '/api/v1/approvals/changes', odd)).status).toBe(400);
  });

  it('says in the trust chain what devices verify', async () => {
    await firstApprover({ rules: rules() });
    const { chain } = await world.admin.ok<{ chain: { text: string }[] }>('GET', '/api/v1/approvals/trust-chain');
    expect(chain.map(({ text }) => (JSON.parse(text) as TrustSet).version)).toEqual([1, 2]);
    expect((await world.overview()).trustSet).toBe(chain[1]?.text);
  });
});
