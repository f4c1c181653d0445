/** What an installer of these tests carries. */
import type { InstallerConfiguration } from '@sekisho/contracts';

export const installerConfiguration: InstallerConfiguration = {
  version: 1,
  platform: 'windows',
  clientKind: 'standard',
  format: 'wizard',
  settingName: 'スタンダードクライアント',
  organizationCode: 'ABCDEFGHJK',
  organizationId: '0197a1b2-0000-7000-8000-000000000000',
  groupId: 12,
  groupName: '営業部',
  serverUrl: 'https://sekisho.example.jp:8443',
  rootPem: null,
  trustHash: '0123456789abcdef'.repeat(4),
  enrolmentToken: 'an-enrolment-token-of-a-test',
  expiresAt: 1_800_000_000_000,
  importKey: null,
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
    inventorySections: ['hardware', 'software'],
  },
};
