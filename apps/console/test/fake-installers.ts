/** What the fake API answers about client deployment: packages, settings, downloads. */
import type { InstallerDownload, InstallerPackage, InstallerSetting } from '@sekisho/contracts';
import { inventorySectionChoices } from '@sekisho/contracts';
import * as world from './fake-world.ts';

const builtAt = '2026-11-20T03:12:00Z';

const windowsExe: InstallerPackage = {
  id: 'windows-exe',
  platform: 'windows',
  clientKinds: ['standard', 'linked-clone'],
  extension: '.exe',
  agentVersion: '0.4.0',
  builtAt,
  bytes: 71_303_168,
  architectures: ['x64', 'x86', 'arm64'],
  signed: true,
  missing: null,
};
const nothing = { agentVersion: '', builtAt: null, bytes: null, architectures: [], signed: false };
const linuxDeb: InstallerPackage = {
  ...windowsExe,
  id: 'linux-deb',
  platform: 'linux',
  clientKinds: ['standard'],
  extension: '.deb',
  bytes: 38_797_312,
  architectures: ['x64', 'arm64'],
  signed: false,
};

/** One that lacks a tool, one that nobody has made yet, and others that can be downloaded. */
export const installerPackages: readonly InstallerPackage[] = [
  windowsExe,
  {
    ...windowsExe,
    ...nothing,
    id: 'windows-msi',
    extension: '.msi',
    missing: { tool: 'wixl', debianPackage: 'wixl' },
  },
  { ...windowsExe, ...nothing, id: 'macos-pkg', platform: 'macos', clientKinds: ['standard'], extension: '.pkg' },
  linuxDeb,
  { ...linuxDeb, id: 'linux-rpm', extension: '.rpm' },
  { ...linuxDeb, id: 'linux-run', clientKinds: ['on-demand', 'standalone'], extension: '.run' },
];

const setting = (number: number, some: Partial<InstallerSetting>): InstallerSetting => ({
  id: world.uuid(2000 + number),
  platform: 'windows',
  clientKind: 'standard',
  name: '本社 標準',
  format: 'wizard',
  initial: {
    policyCode: 'A01',
    language: 'ja',
    proxy: { mode: 'system', ipv4: null, ipv6: null, locked: false },
    operationLog: false,
    externalDeviceControl: false,
    trayIcon: true,
    desktopEntry: true,
    uninstallPassword: true,
    restartPrompt: true,
    inventoryAfterInstall: true,
    inventorySections: [...inventorySectionChoices],
  },
  revision: 3,
  createdAt: '2026-11-10T01:00:00Z',
  updatedAt: '2026-11-18T05:24:00Z',
  updatedBy: 'admin',
  ...some,
});

export function makeInstallerSettings(): InstallerSetting[] {
  const first = setting(1, {});
  const proxy = { mode: 'manual', ipv4: { host: 'proxy.example.jp', port: 8080 }, ipv6: null, locked: true } as const;
  return [
    first,
    setting(2, {
      name: '大阪支社 サイレント',
      format: 'silent',
      initial: { ...first.initial, policyCode: 'A02', proxy },
      updatedBy: 'sato',
    }),
    setting(3, { name: 'VDI マスター', clientKind: 'linked-clone' }),
    setting(4, { name: 'Linux 標準', platform: 'linux' }),
  ];
}

const download = (number: number, some: Partial<InstallerDownload>): InstallerDownload => ({
  id: world.uuid(2100 + number),
  settingId: world.uuid(2001),
  settingName: '本社 標準',
  platform: 'windows',
  clientKind: 'standard',
  packageId: 'windows-exe',
  agentVersion: '0.4.0',
  fileName: 'StandardClientWin_本社 標準_SK7Q2M9X4T_1_営業部.exe',
  groupId: 1,
  groupName: '営業部',
  createdAt: '2026-11-21T06:40:00Z',
  createdBy: 'admin',
  expiresAt: '2036-12-21T06:40:00Z',
  uses: 12,
  maximumUses: 120,
  revokedAt: null,
  url: `/api/v1/installers/downloads/${world.uuid(2100 + number)}/file`,
  ...some,
});

export function makeInstallerDownloads(): InstallerDownload[] {
  return [
    download(1, {}),
    download(2, {
      settingId: world.uuid(2004),
      settingName: 'Linux 標準',
      platform: 'linux',
      packageId: 'linux-deb',
      fileName: 'StandardClientLinux_Linux 標準_SK7Q2M9X4T_0.deb',
      groupId: 0,
      groupName: '',
      createdBy: 'sato',
      uses: 3,
      maximumUses: null,
    }),
    download(3, { createdAt: '2026-11-12T02:00:00Z', uses: 120 }),
    download(4, {
      settingId: null,
      settingName: '試験用',
      fileName: 'StandardClientWin64_試験用_SK7Q2M9X4T_2_開発部.exe',
      groupId: 2,
      groupName: '開発部',
      createdAt: '2026-10-02T02:00:00Z',
      expiresAt: '2026-11-01T02:00:00Z',
      uses: 5,
      maximumUses: 10,
    }),
    download(5, {
      fileName: 'StandardClientWin_本社 標準_SK7Q2M9X4T_3_大阪支社.exe',
      groupId: 3,
      groupName: '大阪支社',
      createdAt: '2026-10-01T02:00:00Z',
      uses: 1,
      revokedAt: '2026-10-05T02:00:00Z',
    }),
  ];
}
