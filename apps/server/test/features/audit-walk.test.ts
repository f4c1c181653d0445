/** Every route that writes, one by one: a call that succeeds leaves an entry in the audit log with who made it, or has a reason not to. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import {
  type AgentIntakeMade,
  type ApiTokenCreated,
  defaultPolicySettings,
  type PasskeyQuestion,
  type Policy,
  permissions,
  type SecondFactors,
  type Task,
  type WipeTargets,
} from '@sekisho/contracts';
import { eventually } from '@sekisho/testkit/eventually';
import { Secret, TOTP } from 'otpauth';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { BrowserPasskey } from './administration/browser-passkey.ts';
import { ConsoleClient, rowsOf, setupRequest } from './administration/console-client.ts';
import { registerAddOn } from './deployment/add-on-uploads.ts';
import { anInstallerSetting, smallPackages } from './deployment/small-packages.ts';
import { type DeviceWorld, startDeviceWorld } from './devices/device-world.ts';
import type { TestDevice } from './devices/test-device.ts';
import { exported, looked } from './lists/task-client.ts';

/** Nothing to tell of: why. */
const unaudited: Readonly<Record<string, string>> = {
  checkIn: 'what a device tells is its timeline',
  putInventory: 'what a device has is its inventory',
  getDeviceNonce: 'a question; nothing is kept',
  getDeviceToken: 'a device proves every hour who it is',
  askForNewPasskey: 'a question; the passkey that comes of it is told',
  askForPasskey: 'a question of nobody in particular',
  askForProof: 'a question; changes nothing',
  beginAddOnSoftware: 'holds nothing until it is completed, which is told',
  putAddOnSoftwarePart: 'holds nothing until all of it is completed',
  beginAuthenticatorApp: 'holds nothing until it is confirmed, which is told',
  lookAtAccountLink: 'changes nothing',
  requestPasswordReset: 'comes from nobody known; the use of the link is told',
  proveSession: 'the same person in the same session; what it is wanted for is told',
  askForUpdate: 'a question; what comes of an update is told in the timeline',
  importDevices: 'is only looked at; its confirmation does it, and is told',
};

/** Needs a world of its own: the test that sees the entry. */
const elsewhere: Readonly<Record<string, readonly [file: string, action: string]>> = {
  importInventories: ['collected-inventories/import.test.ts', 'inventory.imported'],
  partDevice: ['device-copies/copies.test.ts', 'device.parted'],
  postAgentMessage: ['other-agents/one-machine.test.ts', 'device.replaced'],
  postCollectedInventory: ['collected-inventories/on-demand.test.ts', 'device.registered'],
  logInWithPasskey: ['administration/second-factors.test.ts', 'session.begun'],
  takeSecondStep: ['administration/second-factors.test.ts', 'session.begun'],
  changeReleaseKeys: ['agent-updates/agent-updates.test.ts', 'trust-set.changed'],
  addRelease: ['agent-updates/agent-updates.test.ts', 'agent-release.added'],
  addReleaseFile: ['agent-updates/agent-updates.test.ts', 'agent-release.file-added'],
  deleteRelease: ['agent-updates/release-deletion.test.ts', 'agent-release.deleted'],
  startRollout: ['agent-updates/agent-updates.test.ts', 'agent-rollout.started'],
  changeRollout: ['agent-updates/agent-updates.test.ts', 'agent-rollout.changed'],
  changeApprovals: ['approvals/approvals.test.ts', 'trust-set.changed'],
  signApprovalRequest: ['approvals/approvals.test.ts', 'approval-request.signed'],
  refuseApprovalRequest: ['approvals/approvals.test.ts', 'approval-request.refused'],
};

const packages = smallPackages();
let world: DeviceWorld;
let machine: ConsoleClient;
let tokenId: string;
/** As the server describes itself, which names every route: `access.test.ts`. */
const writes: string[] = [];
let [one, two]: TestDevice[] = [];
let policy: Policy;

const wipeTargets: WipeTargets = {
  folders: ['/home'],
  patterns: [],
  volumes: [],
  encryptionKeys: false,
  shutDown: false,
};
const api = '/api/v1';
const deviceOf = (device: TestDevice | undefined) => `${api}/devices/${device?.id}`;

beforeAll(async () => {
  // Nobody takes mail there: that the trial came to nothing is told as well.
  const smtp = { smtpHost: '127.0.0.1', smtpPort: 1, smtpEncryption: 'none', mailFrom: 'a@example.jp' } as const;
  world = await startDeviceWorld({ settings: smtp, assemble: packages.assemble });
  for (const document of [`${api}/openapi.json`, '/device/v1/openapi.json']) {
    const { paths } = await world.admin.ok<{ paths: Record<string, Record<string, { operationId: string }>> }>(
      'GET',
      document,
    );
    const operations = Object.values(paths).flatMap((path) => Object.entries(path));
    writes.push(...operations.filter(([method]) => method !== 'get').map(([, { operationId }]) => operationId));
  }
  const request = { name: 'walk', permissions: [...permissions], expiresAt: null };
  const { token, secret } = await world.admin.ok<ApiTokenCreated>('POST', `${api}/api-tokens`, request);
  tokenId = token.id;
  machine = new ConsoleClient(world.server.url, secret);
  const named = async (hardwareSerialNumber: string) => {
    const device = await world.device().join(world.serialNumber, { computerName: 'PC', hardwareSerialNumber });
    await device.checkIn();
    return device;
  };
  [one, two] = [await named('1'), await named('2')];
  const { name, revision } = await world.admin.ok<Policy>('GET', `${api}/policies/A01`);
  const settings = { ...defaultPolicySettings, wipeTargets };
  policy = await world.admin.ok<Policy>('PUT', `${api}/policies/A01`, { name, revision, settings });
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
  packages[Symbol.dispose]();
});

const aSearch = { name: 'walked', shared: true, view: { keyword: 'PC' } };

const person = {
  loginId: 'walker',
  email: 'walker@example.jp',
  language: 'ja',
  role: 'organization',
  groupIds: [],
  welcome: 'password',
  password: 'a quiet evening',
};
const confirmation = () => ({ computerName: 'PC', policyRevision: policy.revision });
const newPassword = 'a quieter evening';
/** Browsers give passkeys to a name alone. */
const origin = () => world.server.url.replace('127.0.0.1', 'localhost');
async function logIn(loginId = setupRequest.loginId, password = setupRequest.password): Promise<ConsoleClient> {
  const client = new ConsoleClient(origin());
  await client.ok('POST', `${api}/session`, { loginId, password });
  return client;
}
async function addApp(client: ConsoleClient): Promise<void> {
  const { secret } = await client.ok<{ secret: string }>('POST', `${api}/account/app`);
  const code = new TOTP({ secret: Secret.fromBase32(secret) }).generate();
  await client.ok('POST', `${api}/account/app/confirm`, { code });
}
const made: Record<string, string> = {};
async function make(kind: string, at: string, body: object, idOf: (answer: never) => string | number): Promise<void> {
  made[kind] = String(idOf((await machine.ok(`POST`, `${api}${at}`, body)) as never));
}

/** In this order: what one makes another removes. */
const byToken: Readonly<Record<string, () => Promise<unknown>>> = {
  createGroup: () => make('group', '/groups', { name: '営業' }, ({ id }: { id: number }) => id),
  renameGroup: () => machine.ok('PATCH', `${api}/groups/${made['group']}`, { name: '開発' }),
  deleteGroup: () => machine.ok('DELETE', `${api}/groups/${made['group']}`),
  createPolicy: () =>
    make('policy', '/policies', { code: 'B01', name: 'B', settings: policy.settings }, ({ code }: Policy) => code),
  savePolicy: async () => {
    const { revision, settings } = await machine.ok<Policy>('GET', `${api}/policies/B01`);
    await machine.ok('PUT', `${api}/policies/B01`, { name: 'C', revision, settings });
  },
  issueUnlockKey: () => machine.ok('POST', `${api}/policies/B01/unlock-key`),
  deletePolicy: () => machine.ok('DELETE', `${api}/policies/B01`),
  createApiToken: () =>
    make(
      'token',
      '/api-tokens',
      { name: 'other', permissions: ['devices.read'], expiresAt: null },
      ({ token }: ApiTokenCreated) => token.id,
    ),
  revokeApiToken: () => machine.ok('DELETE', `${api}/api-tokens/${made['token']}`),
  createAdministrator: () =>
    make(
      'person',
      '/administrators',
      person,
      ({ administrator }: { administrator: { id: string } }) => administrator.id,
    ),
  changeAdministrator: () =>
    machine.ok('PATCH', `${api}/administrators/${made['person']}`, { email: 'moved@example.jp' }),
  makeAccountLink: async () => {
    const at = `${api}/administrators/${made['person']}/link`;
    const { link } = await machine.ok<{ link: { token: string } }>('POST', at, { by: 'link' });
    await new ConsoleClient(world.server.url).ok('POST', `${api}/account-links/use`, {
      token: link.token,
      newPassword,
    });
  },
  removeSecondFactorsOf: async () => {
    const walker = await logIn(person.loginId, newPassword);
    await addApp(walker);
    await machine.ok('DELETE', `${api}/administrators/${made['person']}/second-factors`);
  },
  deleteAdministrator: () => machine.ok('DELETE', `${api}/administrators/${made['person']}`),
  changeDevice: () => machine.ok('PATCH', deviceOf(one), { note: 'walked' }),
  issueDeviceCommand: () => machine.ok('POST', `${deviceOf(one)}/commands`, { kind: 'lock' }),
  issueCommands: () => machine.ok('POST', `${api}/devices/commands`, { kind: 'unlock', deviceIds: [one?.id] }),
  collectDeviceInventory: () => machine.ok('POST', `${deviceOf(one)}/inventory/collect`),
  collectInventories: () => machine.ok('POST', `${api}/devices/inventory/collect`, { deviceIds: [two?.id] }),
  deleteDeviceTrack: () => machine.ok('DELETE', `${deviceOf(one)}/track`),
  wipeDevice: () => machine.ok('POST', `${deviceOf(two)}/wipe`, confirmation()),
  cancelDeviceWipe: () => machine.ok('POST', `${deviceOf(two)}/wipe/cancel`),
  wipeDevices: () => machine.ok('POST', `${api}/devices/wipe`, { devices: [{ deviceId: two?.id, ...confirmation() }] }),
  exportDevices: () => machine.ok('POST', `${api}/devices/export`, { filter: {} }),
  exportSoftware: () => machine.ok('POST', `${api}/software/export`, { filter: {} }),
  createSavedSearch: () => make('search', '/saved-searches', aSearch, ({ id }: { id: string }) => id),
  changeSavedSearch: () =>
    machine.ok('PUT', `${api}/saved-searches/${made['search']}`, { ...aSearch, name: 'walked again' }),
  deleteSavedSearch: () => machine.ok('DELETE', `${api}/saved-searches/${made['search']}`),
  exportLockHistory: () => machine.ok('POST', `${api}/lock-history/export`, { filter: {}, timeZone: 'Asia/Tokyo' }),
  exportAuditLog: () => machine.ok('POST', `${api}/audit-log/export`, { filter: {}, timeZone: 'Asia/Tokyo' }),
  confirmDeviceImport: async () => {
    const { id } = await looked(machine, await exported(machine));
    await machine.ok('POST', `${api}/devices/import/${id}/confirm`);
    const over = ({ state }: Task) => state === 'done';
    await eventually(() => machine.ok<Task>('GET', `${api}/tasks/${id}`), over);
  },
  cancelTask: async () => {
    const { id } = await looked(machine, await exported(machine));
    await machine.ok('POST', `${api}/tasks/${id}/cancel`);
  },
  createInstallerSetting: () =>
    make('setting', '/installers/settings', anInstallerSetting, ({ id }: { id: string }) => id),
  saveInstallerSetting: () =>
    machine.ok('PUT', `${api}/installers/settings/${made['setting']}`, { ...anInstallerSetting, revision: 1 }),
  makeInstaller: () => {
    const wanted = { packageId: 'linux-run', groupId: 0, expiresInDays: 1, maximumUses: 1 };
    return make(
      'installer',
      `/installers/settings/${made['setting']}/downloads`,
      wanted,
      ({ id }: { id: string }) => id,
    );
  },
  revokeInstaller: () => machine.ok('POST', `${api}/installers/downloads/${made['installer']}/revocation`),
  makeAgentIntake: async () => {
    const wanted = { name: 'walked', groupId: 0, expiresInDays: 30 };
    made['intake'] = (await machine.ok<AgentIntakeMade>('POST', `${api}/agent-intakes`, wanted)).intake.id;
  },
  revokeAgentIntake: () => machine.ok('POST', `${api}/agent-intakes/${made['intake']}/revocation`),
  deleteInstallerSetting: () => machine.ok('DELETE', `${api}/installers/settings/${made['setting']}`),
  completeAddOnSoftware: async () => {
    made['addOn'] = (await registerAddOn(machine, 'walked')).id;
  },
  deleteAddOnSoftware: () => machine.ok('DELETE', `${api}/add-on-software/${made['addOn']}`),
  changeSystemInformation: () => machine.ok('PATCH', `${api}/system`, { organizationName: '株式会社歩く' }),
  saveAllSettings: () => machine.ok('POST', `${api}/system/save-all`),
  issueUninstallPassword: () => machine.ok('POST', `${api}/system/uninstall-password/issue`),
  revealUninstallPassword: () => machine.ok('POST', `${api}/system/uninstall-password/reveal`),
  saveCloneUpkeep: () => machine.ok('PUT', `${api}/system/linked-clones`, { silentDays: 30 }),
  saveRetention: () =>
    machine.ok('PUT', `${api}/system/retention`, {
      eventDays: 100,
      lockHistoryDays: null,
      auditDays: null,
      inventoryChangeDays: 365,
    }),
  deregisterDevice: () => machine.ok('POST', `${deviceOf(one)}/deregister`),
};

let own: ConsoleClient;
/** Of one's own account, which no token may touch; each with all that was told of before it began. */
const byPerson: Readonly<Record<string, () => Promise<unknown>>> = {
  logIn: async () => {
    own = await logIn();
  },
  logOut: async () => (await logIn()).ok('DELETE', `${api}/session`),
  changeOwnAccount: () => own.ok('PATCH', `${api}/administrators/me`, { email: 'me@example.jp' }),
  addPasskey: async () => {
    const { ticket, options } = await own.ok<PasskeyQuestion>('POST', `${api}/account/passkeys/question`);
    const response = new BrowserPasskey(origin(), 'localhost').create(options as { challenge: string });
    await own.ok('POST', `${api}/account/passkeys`, { ticket, response, name: 'Laptop' });
  },
  removePasskey: async () => {
    const { passkeys } = await own.ok<SecondFactors>('GET', `${api}/account/second-factors`);
    await own.ok('DELETE', `${api}/account/passkeys/${passkeys[0]?.id}`);
  },
  confirmAuthenticatorApp: () => addApp(own),
  renewRecoveryCodes: () => own.ok('POST', `${api}/account/recovery-codes`),
  setLoginRules: async () => {
    await own.ok('PUT', `${api}/login-rules`, { secondFactorRequired: true });
    await own.ok('PUT', `${api}/login-rules`, { secondFactorRequired: false });
  },
  sendTestMail: () => own.ok('POST', `${api}/mail/test`),
  removeAuthenticatorApp: () => own.ok('DELETE', `${api}/account/app`),
};

/** Who made the entries that came while `act` was at work. */
async function actorsOf(act: () => Promise<unknown>): Promise<readonly Record<string, unknown>[]> {
  const before = new Set((await rowsOf(world.server, 'audit_log')).map(({ id }) => id));
  await act();
  const after = await rowsOf(world.server, 'audit_log');
  return after.filter(({ id }) => !before.has(id)).map(({ actor }) => actor as Record<string, unknown>);
}

it('knows every route that writes, once', () => {
  const told = ['enrolDevice', 'setUp', 'useAccountLink'];
  const known = [byPerson, byToken, elsewhere, unaudited].flatMap((each) => Object.keys(each));
  expect([...told, ...known].sort()).toEqual(writes.sort());
});

it.each(Object.entries(byPerson))('%s is told with the person', async (_name, act) => {
  expect(await actorsOf(act)).toContainEqual(expect.objectContaining({ loginId: setupRequest.loginId }));
});

it.each(Object.entries(byToken))('%s is told with the API token', async (_name, act) => {
  const actors = await actorsOf(act);
  expect(actors).toContainEqual(expect.objectContaining({ loginId: setupRequest.loginId, tokenId }));
});

it.each([
  ['setUp', 'organization.founded', { type: 'administrator', loginId: setupRequest.loginId }],
  ['useAccountLink', 'administrator.password-set-by-link', { type: 'administrator', loginId: person.loginId }],
  ['enrolDevice', 'device.registered', { type: 'device' }],
])('%s, by somebody who was nobody before, is told with whom it made', async (_name, action, actor) => {
  const entry = (await rowsOf(world.server, 'audit_log')).find((row) => row['action'] === action);
  expect(entry?.['actor']).toMatchObject(actor);
});

it.each(Object.entries(elsewhere))('%s is seen where it has its world', (_name, [file, action]) => {
  expect(readFileSync(path.join(import.meta.dirname, file), 'utf8')).toContain(`'${action}'`);
});

it.each(Object.entries(unaudited))('%s has a reason not to be told', (_name, reason) => {
  expect(reason.length).toBeGreaterThan(10);
});
