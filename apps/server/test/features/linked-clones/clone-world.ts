/** A pool of virtual machines: a setting for linked clones, a master registered by its installer, clones of its disk. */
import { createHash, randomBytes } from 'node:crypto';
import type { CheckInRequest, EnrolAnswer, InstallerDownload, InstallerSetting, Problem } from '@sekisho/contracts';
import { generateSigningKey, makeAssertion } from '@sekisho/trust';
import { sql } from 'kysely';
import { configurationIn, anInstallerSetting as linuxSetting } from '../deployment/small-packages.ts';
import type { DeviceWorld } from '../devices/device-world.ts';
import { facts, type Reply, TestDevice } from '../devices/test-device.ts';

const sha256 = (content: string | Uint8Array) => createHash('sha256').update(content).digest('hex');
const api = '/api/v1/installers';

export interface Pool {
  readonly setting: InstallerSetting;
  /** What its installer shows. */
  readonly shown: { readonly installerToken: string };
  /** Registered by it, and proven; its machine is known. */
  readonly master: TestDevice;
}

/** A setting of linked clones, and an installer of it: the file is made for Linux, as no test has one for Windows at hand. */
export async function makePool(world: DeviceWorld, name: string, findsRecordAgain: boolean): Promise<Pool> {
  const { admin } = world;
  const [setting, file] = await Promise.all([
    admin.ok<InstallerSetting>('POST', `${api}/settings`, {
      ...linuxSetting,
      platform: 'windows',
      clientKind: 'linked-clone',
      name,
      initial: { ...linuxSetting.initial, ...(findsRecordAgain ? { findsRecordAgain } : {}) },
    }),
    admin.ok<InstallerSetting>('POST', `${api}/settings`, { ...linuxSetting, name }),
  ]);
  const request = { packageId: 'linux-run', groupId: 0, expiresInDays: 1, maximumUses: null };
  const { id, url } = await admin.ok<InstallerDownload>('POST', `${api}/settings/${file.id}/downloads`, request);
  const { organizationId, enrolmentToken: installerToken } = configurationIn(await admin.file(url));
  await sql`update installer_downloads set client_kind = 'linked-clone', platform = 'windows', setting_id = ${setting.id}
    where organization_id = ${organizationId} and id = ${id}`.execute(world.server.database.db);
  const shown = { installerToken };
  const master = world.device();
  await master.enrol(shown, { computerName: `MASTER-${name}`, hardwareSerialNumber: '' });
  await prove(master, 'master');
  return { setting, shown, master };
}

async function assertionOf(device: TestDevice, machine: string, successor?: string) {
  const deviceNonce = randomBytes(16).toString('base64url');
  const serverNonce = await device.nonce();
  const more = { mark: null, machine: sha256(machine), ...(successor === undefined ? {} : { successor }) };
  const { id: deviceId, key } = device;
  return makeAssertion({ deviceId, privateKey: key.privateKey, serverNonce, deviceNonce, ...more });
}

/** Shows its machine. @returns `null`, or the code of the refusal */
export async function prove(device: TestDevice, machine: string): Promise<string | null> {
  const assertion = await assertionOf(device, machine);
  const { status, body } = await device.post<Problem>('/device/v1/token', { assertion });
  return status === 200 ? null : body.code;
}

/** The disk of `original` in another machine: its first word is refused, and it parts. */
export async function clone(original: TestDevice, computerName: string): Promise<TestDevice> {
  const { reply, body } = await tryPart(original, computerName);
  if (reply.status !== 200) throw new Error(`not parted: ${reply.status} ${reply.body.code}`);
  return body;
}

/** What `original` holds is shown from a machine of that name. */
export async function tryPart(
  original: TestDevice,
  computerName: string,
): Promise<{ readonly reply: Reply<EnrolAnswer & Problem>; readonly body: TestDevice }> {
  const key = generateSigningKey();
  const successor = sha256(Buffer.from(key.publicKey, 'base64url'));
  const assertion = await assertionOf(original, `machine of ${computerName}`, successor);
  const told = { ...facts, computerName, hardwareSerialNumber: '' };
  const reply = await original.post<EnrolAnswer & Problem>('/device/v1/part', {
    assertion,
    publicKey: key.publicKey,
    facts: told,
  });
  const { deviceId, settings } = reply.body;
  const parted = new TestDevice(original.url, key);
  const { organizationId, trust } = original;
  const { settingsRevision, policyCode } = settings ?? { settingsRevision: 0, policyCode: null };
  Object.assign(parted, { id: deviceId, organizationId, trust, settingsRevision, policyCode });
  // Whoever comes back begins above the numbers that its record has, as an agent does that is told so.
  parted.itemNumber = Date.now();
  if (reply.status === 200) await parted.prove();
  return { reply, body: parted };
}

/** Its last word. */
export const ends = (device: TestDevice, changes: Partial<CheckInRequest> = {}) =>
  device.checkIn({ ...changes, items: [device.event('ended')] });
