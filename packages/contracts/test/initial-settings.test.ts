/** What is wrong with initial settings beyond their schema. */
import { describe, expect, it } from 'vitest';
import {
  type InitialSettings,
  type InstallerProxy,
  type InventorySectionChoice,
  initialSettingsFaults,
  inventorySectionChoices,
} from '../src/index.ts';

const all = [...inventorySectionChoices];
const some: InventorySectionChoice[] = ['hardware'];
const endpoint = { host: 'proxy.example.jp', port: 8080 };
const none: InstallerProxy = { mode: 'none', ipv4: null, ipv6: null, locked: false };
const manual: InstallerProxy = { ...none, mode: 'manual' };
const initial: InitialSettings = {
  policyCode: 'A01',
  language: 'ja',
  proxy: none,
  operationLog: false,
  externalDeviceControl: false,
  trayIcon: true,
  desktopEntry: true,
  uninstallPassword: false,
  restartPrompt: false,
  inventoryAfterInstall: true,
  inventorySections: all,
};

describe('initial settings', () => {
  it.each([
    ['no proxy', none, all, 'standard', []],
    ['that of the system', { ...none, mode: 'system' }, all, 'standard', []],
    ['one for IPv4', { ...manual, ipv4: endpoint }, all, 'standard', []],
    ['one for IPv6', { ...manual, ipv6: endpoint }, all, 'on-demand', []],
    ['a proxy without an address', manual, all, 'standard', ['/proxy/ipv4']],
    ['a linked clone with less of its inventory', none, some, 'linked-clone', []],
    ['another with less', none, some, 'standalone', ['/inventorySections']],
    ['everything wrong', manual, some, 'standard', ['/proxy/ipv4', '/inventorySections']],
  ] as const)('%s', (_name, proxy, inventorySections, kind, pointers) => {
    const faults = initialSettingsFaults({ ...initial, proxy, inventorySections: [...inventorySections] }, kind);
    expect(faults.map(({ pointer }) => pointer)).toEqual(pointers);
  });
});
