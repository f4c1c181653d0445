/** Texts of agent, installer and lock screens in one catalogue; the console loads its own by language, errors are found by code. */
import { agentEn } from './agent.ts';
import { approveEn } from './approve.ts';
import { collectOnceEn } from './collect-once.ts';
import { csvEn } from './csv.ts';
import { installerEn } from './installer.ts';
import { inventoryImportEn } from './inventory-import.ts';
import { lockScreenEn } from './lock-screen.ts';
import { runAsEn } from './run-as.ts';
import { windowEn } from './window.ts';
import { windowsAgentEn } from './windows-agent.ts';
import { windowsClientEn } from './windows-client.ts';
import { windowsInstallerEn } from './windows-installer.ts';

export const messagesEn = {
  ...agentEn,
  ...approveEn,
  ...collectOnceEn,
  ...csvEn,
  ...installerEn,
  ...inventoryImportEn,
  ...lockScreenEn,
  ...runAsEn,
  ...windowEn,
  ...windowsClientEn,
  ...windowsInstallerEn,
  ...windowsAgentEn,
} as const;
