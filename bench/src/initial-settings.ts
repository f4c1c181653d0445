/** What an administrator chooses for the installers that benches make. */
import { type InitialSettings, inventorySectionChoices } from '@sekisho/contracts';

export const initialSettings: InitialSettings = {
  policyCode: 'A01',
  language: 'ja',
  proxy: { mode: 'none', ipv4: null, ipv6: null, locked: false },
  operationLog: false,
  externalDeviceControl: false,
  trayIcon: true,
  desktopEntry: true,
  uninstallPassword: true,
  restartPrompt: false,
  inventoryAfterInstall: true,
  inventorySections: [...inventorySectionChoices],
};
