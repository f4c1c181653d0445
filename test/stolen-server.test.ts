/**
 * Approvals against a thief with full write access to the database and all of the server's keys: approvers work with passkeys in a real
 * browser, a device runs the real agent, and nothing that the rules guard is obeyed without them.
 */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { defaultAgentSettings } from '@sekisho/agent-core';
import { systemClock, systemRandom, systemTimers } from '@sekisho/agent-core/node';
import type {
  ApprovalRequest,
  CheckInBody,
  DeviceDetail,
  DevicePolicy,
  DeviceWipe,
  Intent,
  Policy,
  SignedText,
  SystemInformation,
  Timeline,
  TrustSet,
} from '@sekisho/contracts';
import { createTrust, type OrganizationTrust } from '@sekisho/server/features/trust/index';
import { assemble } from '@sekisho/server/wiring';
import { connectFleet, SimulatedDevice } from '@sekisho/simulator';
import { startBrowser, type TestBrowser } from '@sekisho/testkit/browser';
import { eventually } from '@sekisho/testkit/eventually';
import { type InProcessServer, startInProcess } from '@sekisho/testkit/in-process-server';
import { createSoftwarePasskey } from '@sekisho/testkit/software-passkey';
import { es256Signer, generateSigningKey, makeBatch, signEnvelope, signText, trustSetHash } from '@sekisho/trust';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stealTransport, type Thief } from './stolen-server.ts';

const minute = 60_000;
const password = 'Barrier-gate-1601';
const wiped = { folders: ['/home/taro'], patterns: [], volumes: [], encryptionKeys: false, shutDown: false };

let server: InProcessServer;
let browser: TestBrowser;
let page: Page;
let cookie = '';
let fleet: ReturnType<typeof connectFleet>;
let device: SimulatedDevice;
let thief: Thief;
let recoveryKey = '';

async function api<T>(method: string, path: string, body?: unknown): Promise<T> {
  const response = await fetch(`${server.url}/api/v1${path}`, {
    method,
    headers: {
      cookie,
      'sec-fetch-site': 'same-origin',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
  const [pair = ''] = (response.headers.get('set-cookie') ?? '').split(';');
  if (pair !== '') cookie = pair;
  return (text === '' ? undefined : JSON.parse(text)) as T;
}

/** What the thief has: the key with which the server signs, out of the database and the key-encryption key. */
async function steal(): Promise<OrganizationTrust> {
  const [row] = await server.database.asOwner<{ id: string }>('select id from organizations');
  return createTrust(server.platform).of(row?.id ?? '');
}

const held = () => device.store.load();
const checkIn = () => device.agent?.checkInNow();
const detail = () => api<DeviceDetail>('GET', `/devices/${device.id}`);
const openRequests = async () =>
  (await api<{ items: ApprovalRequest[] }>('GET', '/approval-requests?state=open')).items;

/** Codes with which the device has refused something, newest first, as it told the server. */
async function refusals(): Promise<unknown[]> {
  const { items } = await api<Timeline>('GET', `/devices/${device.id}/timeline`);
  return items.filter(({ what }) => what === 'command-refused').map(({ detail: { code } }) => code);
}

/** Does what the thief does at the next check-in, and gives the code with which the device refuses it. */
async function refusalOf(change: (body: CheckInBody) => CheckInBody): Promise<unknown> {
  const before = (await refusals()).length;
  thief.answerWith(change);
  await checkIn();
  await checkIn();
  const after = await eventually(refusals, (codes) => codes.length > before);
  return after[0];
}

/** Signs the request in the console, with the passkey of the virtual authenticator. */
async function approveInConsole(): Promise<void> {
  await page.goto(`http://localhost:${server.ports.plain}/approvals`);
  await page.getByRole('region', { name: '承認を待つ依頼' }).getByRole('button').first().click();
  await page.getByText('署名される内容そのものから').waitFor();
  await page.getByRole('button', { name: 'パスキーで承認する' }).click();
  await page.getByText('承認され、実行されました。').waitFor();
}

beforeAll(async () => {
  server = await startInProcess({ assemble, consoleFolder: join(import.meta.dirname, '../apps/console/dist') });
  browser = await startBrowser();
  const token = server.announcements.map((line) => /#token=(\S+)/.exec(line)?.[1]).find(Boolean);
  const set = { organizationName: '株式会社関所', contractedDevices: 5, loginId: 'akiko', password, language: 'ja' };
  const setUp = { token, email: 'akiko@example.jp', ...set };
  ({ recoveryKey } = await api<{ recoveryKey: string }>('POST', '/setup', setUp));
  const policy = await api<Policy>('GET', '/policies/A01');
  const settings = { ...policy.settings, wipeTargets: wiped };
  await api('PUT', '/policies/A01', { name: policy.name, settings, revision: policy.revision });

  fleet = connectFleet({ serverUrl: server.tlsUrl, rootCertificate: null, acceptAnyCertificate: true });
  const stolen = stealTransport(fleet.transport);
  thief = stolen.thief;
  const { serialNumber } = await api<SystemInformation>('GET', '/system');
  device = new SimulatedDevice({
    ports: {
      clock: systemClock,
      timers: systemTimers,
      bytes: systemRandom.bytes,
      transport: stolen.transport,
      live: null,
      books: null,
      time: null,
    },
    settings: { ...defaultAgentSettings, userAgent: 'Sekisho-Agent/test' },
    seed: 1,
    index: 0,
    observe: () => {},
  });
  await device.begin(serialNumber);

  const opened = await browser.open({ language: 'ja' });
  page = opened.page;
  page.setDefaultTimeout(20_000);
  const cdp = await opened.context.newCDPSession(page);
  await cdp.send('WebAuthn.enable');
  await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  await page.goto(`http://localhost:${server.ports.plain}/approvals`);
  await page.getByLabel('ログイン ID').fill('akiko');
  await page.getByLabel('パスワード', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'ログイン', exact: true }).click();
  await page.getByRole('heading', { name: '承認', exact: true }).waitFor();
}, 2 * minute);

afterAll(async () => {
  await browser?.close();
  await device?.stop();
  fleet?.close();
  await server?.dispose();
});

describe('approvals in the console', () => {
  it('makes the first approver with a passkey, and rules that it signs', { timeout: minute }, async () => {
    await page.getByText('承認者がいません').waitFor();
    await page.getByRole('button', { name: '自分の鍵を追加' }).click();
    await page.getByLabel('鍵の名前').fill('秋子のノート PC');
    await page.getByRole('button', { name: 'パスキーを作る' }).click();
    await page.getByText('承認者に加わりました。').waitFor();
    for (const rule of ['消去に承認', '使用不可に承認', '設定の変更に承認'])
      await page.getByRole('switch', { name: rule }).click({ force: true });
    await page.getByRole('button', { name: '規則の変更を依頼' }).click();
    await page.getByText('消去: 1 人の承認、一度に 10 まで', { exact: false }).waitFor();
    await page.getByRole('button', { name: 'パスキーで承認する' }).click();
    await page.getByText('承認され、実行されました。').waitFor();
    const { rules } = await api<{ rules: unknown[] }>('GET', '/approvals');
    expect(rules).toHaveLength(3);
  });

  it('signs the policies as they stand, then a change of one', { timeout: minute }, async () => {
    await approveInConsole();
    await checkIn();
    await eventually(checkIn, () => held().trust?.set.version === 3);
    const policy = await api<Policy>('GET', '/policies/A01');
    const settings = { ...policy.settings, lockScreen: { ...policy.settings.lockScreen, message: '届けてください' } };
    await api('PUT', '/policies/A01', { name: policy.name, settings, revision: policy.revision });
    expect((await api<Policy>('GET', '/policies/A01')).settings.lockScreen.message).toBe('');
    await approveInConsole();
    await eventually(checkIn, () => held().settings?.policy.settings.lockScreen?.message === '届けてください');
  });
});

describe('with an approver’s key lost', () => {
  it('the recovery key, typed into the browser, lets a new one in; it never leaves the page', {
    timeout: minute,
  }, async () => {
    const sent: string[] = [];
    page.on('request', (request) => sent.push(request.postData() ?? ''));
    await page.goto(`http://localhost:${server.ports.plain}/approvals`);
    await page.getByRole('button', { name: '自分の鍵を追加' }).click();
    await page.getByLabel('鍵の名前').fill('予備の鍵');
    await page.getByRole('button', { name: 'パスキーを作る' }).click();
    await page.getByText('承認者に加える: 予備の鍵', { exact: false }).waitFor();
    await page.getByRole('button', { name: '復旧鍵で署名する' }).click();
    await page
      .getByLabel('復旧鍵', { exact: true })
      .fill(recoveryKey.replace(/^./, (first) => (first === '0' ? '1' : '0')));
    await page.getByRole('button', { name: '復旧鍵で署名', exact: true }).click();
    await page.getByText('復旧鍵が正しくありません', { exact: false }).waitFor();
    await page.getByLabel('復旧鍵', { exact: true }).fill(recoveryKey.toLowerCase());
    await page.getByRole('button', { name: '復旧鍵で署名', exact: true }).click();
    await page.getByText('承認され、実行されました。').waitFor();
    expect((await api<{ approvers: unknown[] }>('GET', '/approvals')).approvers).toHaveLength(2);
    const plain = recoveryKey.replaceAll('-', '').toLowerCase();
    expect(sent.filter((body) => body.replaceAll('-', '').toLowerCase().includes(plain))).toEqual([]);
    await eventually(checkIn, () => held().trust?.set.version === 4);
  });
});

describe('with the database and every key of the server, a thief', () => {
  const envelopeOf = (
    intent: Partial<Intent>,
    more: { approvals?: Parameters<typeof signEnvelope>[0]['approvals'] } = {},
  ) =>
    steal().then(({ serverKey, state }) => {
      const full: Intent = {
        id: randomUUID(),
        organization: state.set.organization,
        devices: [device.id ?? ''],
        kind: 'wipe',
        parameters: { targets: { ...wiped, folders: ['/'] }, policyCode: 'A01', policyRevision: 1 },
        issuedAt: Date.now(),
        notAfter: Date.now() + minute,
        ...intent,
      };
      const order = (held().vital?.lastOrder as number) + 1_000;
      const text = JSON.stringify(full);
      return signEnvelope(
        { device: device.id ?? '', order, issuedAt: Date.now(), intent: text, approvals: [], ...more },
        serverKey,
      );
    });
  const isAsBefore = async () => {
    expect((await detail()).lockMode).toBe('unlocked');
    expect(held().identity).not.toBeNull();
  };
  const results = async () => {
    const { items } = await api<{ items: { kind: string; code: string | null; state: string }[] }>(
      'GET',
      `/devices/${device.id}/commands`,
    );
    return items.map(({ kind, state, code }) => [kind, state, code]);
  };

  it('wipes nothing by a row in the database', async () => {
    const { state } = await steal();
    const id = randomUUID();
    const intent = JSON.stringify({
      id,
      organization: state.set.organization,
      devices: [device.id],
      kind: 'wipe',
      parameters: { targets: wiped, policyCode: 'A01', policyRevision: 1 },
      issuedAt: Date.now(),
      notAfter: null,
    });
    await server.database.asOwner(
      `insert into commands (organization_id, id, device_id, kind, state, intent, issued_at)
       values ($1, $2, $3, 'wipe', 'issued', $4, now())`,
      [state.set.organization, id, device.id, intent],
    );
    await checkIn();
    await checkIn();
    await eventually(results, ([first]) => first?.[1] === 'refused');
    expect((await results())[0]).toEqual(['wipe', 'refused', 'approval-missing']);
    await isAsBefore();
  });

  it('wipes nothing with an approver of the thief’s own', async () => {
    const { state } = await steal();
    const passkey = createSoftwarePasskey({ origin: state.set.console?.origin ?? '', rpId: 'localhost' });
    const text = JSON.stringify({ kind: 'wipe' });
    const { places, ...batch } = makeBatch({ organization: state.set.organization, kind: 'wipe' }, [
      { subject: '{}', text },
    ]);
    const signed = { text: batch.text, signatures: [passkey.assert('batch', batch.text)] };
    const [place] = places;
    const envelope = await envelopeOf({}, { approvals: place === undefined ? [] : [{ ...place, batch: signed }] });
    thief.answerWith((body) => ({ ...body, commands: [envelope] }));
    await checkIn();
    await isAsBefore();
  });

  it('deregisters nothing: the device stays, and tells why', async () => {
    const { serverKey, state } = await steal();
    const notice = { organization: state.set.organization, device: device.id, at: Date.now() };
    const before = (await refusals()).length;
    thief.deregisterWith(signText('deregistration', JSON.stringify(notice), serverKey));
    // A check-in that was under way already is not the one that is answered so.
    const askAgain = async () => {
      await checkIn();
      return refusals();
    };
    const [code] = await eventually(askAgain, (codes) => codes.length > before);
    expect(code).toBe('approval-missing');
    await isAsBefore();
  });

  const nextSet = async (change: (set: TrustSet) => Partial<TrustSet>): Promise<SignedText> => {
    const { serverKey, state } = await steal();
    const set = { ...state.set, version: state.set.version + 1, previous: state.hash, ...change(state.set) };
    return signText('trust-set', JSON.stringify(set), serverKey);
  };
  const stranger = generateSigningKey();
  it.each([
    ['adds no approver', (set: TrustSet) => ({ signers: [...set.signers, es256Signer('approver', stranger)] })],
    [
      'takes no approver’s place',
      (set: TrustSet) => ({
        signers: [...set.signers.filter(({ role }) => role !== 'approver'), es256Signer('approver', stranger)],
      }),
    ],
    ['weakens no rule', (set: TrustSet) => ({ rules: set.rules.map((rule) => ({ ...rule, approvals: 0 })) })],
    ['takes no rule away', (set: TrustSet) => ({ rules: set.rules.filter(({ kind }) => kind !== 'wipe') })],
    ['raises no maximum', (set: TrustSet) => ({ rules: set.rules.map((rule) => ({ ...rule, maxDevices: 1000 })) })],
    ['moves no console', () => ({ console: { origin: 'https://evil.example', rpId: 'evil.example' } })],
    [
      'exchanges no recovery key',
      (set: TrustSet) => ({
        signers: [...set.signers.filter(({ role }) => role !== 'recovery'), es256Signer('recovery', stranger)],
      }),
    ],
  ])('%s', async (_name, change) => {
    const link = await nextSet(change);
    expect(await refusalOf((body) => ({ ...body, trustChain: [link] }))).toBe('trust-weakened');
    expect(held().trust?.set.version).toBe(4);
  });

  it('leads nobody back to before there were approvers', async () => {
    const { serverKey, chain, state } = await steal();
    const [genesis] = chain;
    const fork = { ...state.set, version: 5, previous: trustSetHash(genesis?.text ?? ''), rules: [] };
    const signed = signText('trust-set', JSON.stringify(fork), serverKey);
    expect(await refusalOf((body) => ({ ...body, trustChain: [signed] }))).toBe('trust-chain-broken');
  });

  const policyWith = async (change: (policy: DevicePolicy) => DevicePolicy) => {
    const { serverKey } = await steal();
    const present = held().settings?.policy as DevicePolicy;
    return signText('policy', JSON.stringify(change({ ...present, revision: present.revision + 1_000 })), serverKey);
  };
  const deliver = (policy: SignedText & { approvals?: never[] }) => (body: CheckInBody) => ({
    ...body,
    settings: { settingsRevision: 9_000, policyCode: 'A01', policy },
  });

  it('alters no policy', async () => {
    const message = 'Send bitcoin';
    const altered = await policyWith((policy) => ({
      ...policy,
      settings: { ...policy.settings, lockScreen: { message, telephone: '' } },
    }));
    expect(await refusalOf(deliver(altered))).toBe('approval-missing');
    const [row] = await server.database.asOwner<{ approvals: never[] }>(
      "select approvals from policies where code = 'A01'",
    );
    expect(await refusalOf(deliver({ ...altered, approvals: row?.approvals ?? [] }))).toBe('approval-invalid');
    expect(held().settings?.policy.settings.lockScreen?.message).toBe('届けてください');
  });

  it('alters no target of an approved wipe, and gives an approval to no other device', {
    timeout: minute,
  }, async () => {
    const { computerName } = await detail();
    const { policyRevision } = await api<DeviceWipe>('GET', `/devices/${device.id}/wipe`);
    await api('POST', `/devices/${device.id}/wipe`, { computerName, policyRevision });
    expect(await openRequests()).toMatchObject([{ kind: 'wipe', count: 1, names: [computerName] }]);
    await page.goto(`http://localhost:${server.ports.plain}/approvals`);
    await page.getByRole('region', { name: '承認を待つ依頼' }).getByRole('button').first().click();
    await page.getByText('/home/taro').first().waitFor();
    await page.keyboard.press('Escape');
    const sent: CheckInBody[] = [];
    const watched = (change: (body: CheckInBody) => CheckInBody) => (body: CheckInBody) => {
      sent.push(body);
      return change(body);
    };
    // The thief keeps what was approved to himself, and sends something else with its approval.
    await approveInConsole();
    thief.answerWith(watched((body) => ({ ...body, commands: [] })));
    await checkIn();
    const [approved] = sent[0]?.commands ?? [];
    const { intent, approvals } = JSON.parse(approved?.text ?? '{}');
    expect(approvals).toHaveLength(1);
    const altered = {
      ...JSON.parse(intent),
      parameters: { targets: { ...wiped, folders: ['/'] }, policyCode: 'A01', policyRevision: 1 },
    };
    const forged = await envelopeOf(altered, { approvals });
    thief.answerWith((body) => ({ ...body, commands: [forged] }));
    await checkIn();
    await isAsBefore();
    expect(held().vital?.lastOrder).toBeLessThan(1_000);
  });
});

describe('what approvers have signed', () => {
  it('is obeyed', { timeout: minute }, async () => {
    const { computerName } = await detail();
    const { policyRevision } = await api<DeviceWipe>('GET', `/devices/${device.id}/wipe`);
    await api('POST', `/devices/${device.id}/wipe`, { computerName, policyRevision });
    await approveInConsole();
    await checkIn();
    await eventually(detail, ({ lockMode }) => lockMode === 'wiping');
    const wipe = await eventually(
      () => api<DeviceWipe>('GET', `/devices/${device.id}/wipe`),
      ({ latest }) => latest?.receipts.length === 2 || latest?.state === 'done',
    );
    expect(wipe.latest?.targets.folders).toEqual(['/home/taro']);
  });
});
