/** System information, the command that registers a device, the contracted number. */
import type { SystemInformation } from '@sekisho/contracts';
import { contractedDevices } from '@sekisho/server/wiring';
import { describe, expect, it } from 'vitest';
import { addOrganization, startWorld, type World } from './console-client.ts';
import { DeviceClient } from './device-client.ts';

const information = (world: World) => world.admin.ok<SystemInformation>('GET', '/api/v1/system');
const change = (world: World, number: string, organization?: string) =>
  contractedDevices(world.server.platform, {
    positionals: [number],
    flags: new Map(organization === undefined ? [] : [['--organization', organization]]),
  });

describe('system information', () => {
  it('tells serial number, licences, addresses and trust', async () => {
    await using world = await startWorld();
    const system = await information(world);
    expect(system).toMatchObject({ contractedDevices: 10, registeredDevices: 0, version: '0.0.0-test' });
    expect(system.trust).toMatchObject({ version: 1, hash: expect.stringMatching(/^[0-9a-f]{64}$/) });
    await DeviceClient.register(world.server.url, system.serialNumber.toLowerCase().replaceAll('-', ' '));
    expect(await information(world)).toMatchObject({ registeredDevices: 1 });
  });

  it('has a command that pins our own certificate', async () => {
    await using world = await startWorld();
    const { deviceUrl, enrolmentCommand, serialNumber } = await information(world);
    const pin = world.server.platform.tls.publicKeyPin;
    expect(enrolmentCommand).toBe(
      `curl -fsSk --pinnedpubkey 'sha256//${pin}' ${deviceUrl}/install.sh | sh -s -- --serial ${serialNumber}`,
    );
    expect(deviceUrl).toMatch(/^https:\/\/[^/]+:\d+$/);
    expect(deviceUrl).not.toContain('localhost');
  });

  it('leaves the certificate to a proxy that stands in front', async () => {
    await using world = await startWorld({ settings: { publicUrl: 'https://sekisho.example.jp', tlsPort: 0 } });
    const { enrolmentCommand, serialNumber } = await information(world);
    expect(enrolmentCommand).toBe(
      `curl -fsS https://sekisho.example.jp/install.sh | sh -s -- --serial ${serialNumber}`,
    );
  });

  it('lets the organization be renamed, but not to nothing', async () => {
    await using world = await startWorld();
    const renamed = await world.admin.ok<SystemInformation>('PATCH', '/api/v1/system', {
      organizationName: ' 新社名 ',
    });
    expect(renamed.organizationName).toBe('新社名');
    for (const language of ['ja', 'en'] as const) {
      const refused = await world.admin.refusal('PATCH', '/api/v1/system', { organizationName: '　' }, language);
      expect(refused).toEqual({ status: 400, code: 'name-blank', fields: ['/organizationName'] });
    }
    expect(await world.admin.ok('PATCH', '/api/v1/system', {})).toEqual(renamed);
  });
});

describe('the contracted number', () => {
  it('is changed by the operator, not below what is registered', async () => {
    await using world = await startWorld();
    const { organizationCode, serialNumber } = await information(world);
    for (let index = 0; index < 2; index += 1) await DeviceClient.register(world.server.url, serialNumber);
    expect(await change(world, '2')).toEqual([`Organization ${organizationCode}: 10 → 2 contracted devices`]);
    expect(await information(world)).toMatchObject({ contractedDevices: 2, registeredDevices: 2 });
    await expect(change(world, '1')).rejects.toThrow('More devices than that are registered');
    await expect(change(world, 'many')).rejects.toThrow('one whole number');
    await expect(change(world, '0')).rejects.toThrow('one whole number');
    await expect(change(world, '5', 'NOBODY')).rejects.toThrow('There is no organization NOBODY');
  });

  it('wants to know whose, where there are several', async () => {
    await using world = await startWorld();
    const { organizationCode } = await information(world);
    const other = await addOrganization(world.server, 'other-admin');
    await expect(change(world, '20')).rejects.toThrow('--organization CODE');
    await change(world, '20', organizationCode);
    expect(await other.ok('GET', '/api/v1/system')).toMatchObject({ contractedDevices: 10 });
  });
});
