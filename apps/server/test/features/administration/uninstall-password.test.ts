/** The uninstall password (N20): one per organization, shown on request, carried to devices as a verifier, issued anew. */
import type {
  AuditAction,
  DevicePolicy,
  PolicyList,
  UninstallPassword,
  UninstallPasswordIssued,
} from '@sekisho/contracts';
import { eventually } from '@sekisho/testkit/eventually';
import { checkUninstallPassword } from '@sekisho/trust';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { startDeviceWorld } from '../devices/device-world.ts';
import { addOrganization, type ConsoleClient, startWorld } from './console-client.ts';

const reveal = (client: ConsoleClient) =>
  client.ok<UninstallPassword>('POST', '/api/v1/system/uninstall-password/reveal');
const issue = (client: ConsoleClient) =>
  client.ok<UninstallPasswordIssued>('POST', '/api/v1/system/uninstall-password/issue');
const policies = async (client: ConsoleClient) => (await client.ok<PolicyList>('GET', '/api/v1/policies')).items;

test('every organization has its own, sealed, and each look is told to the audit log', async () => {
  await using world = await startWorld();
  const { db } = world.server.platform;
  const first = await reveal(world.admin);
  expect(first.password).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}$/);
  expect(await reveal(world.admin)).toEqual(first);
  const other = await addOrganization(world.server, 'other-admin');
  expect((await reveal(other)).password).not.toBe(first.password);
  const stored = await sql<{ sealed: Buffer; verifier: string }>`
    select sealed, verifier::text from uninstall_passwords`.execute(db);
  for (const { sealed, verifier } of stored.rows) {
    expect(sealed.includes(first.password)).toBe(false);
    expect(verifier).not.toContain(first.password);
  }
  const audited = await sql<{ action: AuditAction; detail: string }>`
    select action, detail::text from audit_log where action like 'uninstall-password.%'`.execute(db);
  expect(audited.rows.map(({ action }) => action)).toEqual(Array(3).fill('uninstall-password.viewed'));
  expect(JSON.stringify(audited.rows)).not.toContain(first.password);
});

test('issued anew: every policy is signed anew under one number, and a device fetches the new verifier', async () => {
  await using world = await startDeviceWorld();
  const device = world.device();
  await device.join(world.serialNumber);
  const held = async (): Promise<DevicePolicy | null> => {
    const { settings } = await device.checkIn();
    return settings === undefined ? null : (JSON.parse(settings.policy.text) as DevicePolicy);
  };
  await held();
  const old = await reveal(world.admin);
  const before = await policies(world.admin);
  const { issuedAt } = await issue(world.admin);
  const now = await reveal(world.admin);
  expect(now).toMatchObject({ issuedAt });
  expect(now.password).not.toBe(old.password);
  const after = await policies(world.admin);
  const [first] = after;
  expect(new Set(after.map(({ revision }) => revision)).size).toBe(1);
  expect(first?.revision).toBeGreaterThan(Math.max(...before.map(({ revision }) => revision)));
  expect(after.map(({ code, name, settings }) => ({ code, name, settings }))).toEqual(
    before.map(({ code, name, settings }) => ({ code, name, settings })),
  );
  // The news reaches the process that answers devices by its bus.
  const policy = await eventually(held, (each) => each !== null && each.revision === first?.revision);
  const uninstall = policy?.settings.uninstall;
  if (uninstall === undefined) throw new Error('the device got no verifier');
  expect(await checkUninstallPassword(uninstall, now.password.toLowerCase().replaceAll('-', ' '))).toBe(true);
  expect(await checkUninstallPassword(uninstall, old.password)).toBe(false);
});

test('an organization of an earlier release gets one at the next start, and its policies carry it', async () => {
  await using world = await startDeviceWorld();
  await sql`delete from uninstall_passwords`.execute(world.server.platform.db);
  expect(await world.admin.refusal('POST', '/api/v1/system/uninstall-password/reveal')).toMatchObject({ status: 404 });
  const [before] = await policies(world.admin);
  await world.another();
  const { password } = await reveal(world.admin);
  expect(password).toHaveLength(19);
  const [after] = await policies(world.admin);
  expect(after?.revision).toBeGreaterThan(before?.revision ?? 0);
});
