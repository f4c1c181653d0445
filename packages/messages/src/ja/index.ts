/** Texts of agent, installer and lock screens in one catalogue; the console loads its own by language, errors are found by code. */
import { agentJa } from './agent.ts';
import { approveJa } from './approve.ts';
import { collectOnceJa } from './collect-once.ts';
import { csvJa } from './csv.ts';
import { installerJa } from './installer.ts';
import { inventoryImportJa } from './inventory-import.ts';
import { lockScreenJa } from './lock-screen.ts';
import { runAsJa } from './run-as.ts';
import { windowJa } from './window.ts';
import { windowsAgentJa } from './windows-agent.ts';
import { windowsClientJa } from './windows-client.ts';
import { windowsInstallerJa } from './windows-installer.ts';

export const messagesJa = {
  ...agentJa,
  ...approveJa,
  ...collectOnceJa,
  ...csvJa,
  ...installerJa,
  ...inventoryImportJa,
  ...lockScreenJa,
  ...runAsJa,
  ...windowJa,
  ...windowsClientJa,
  ...windowsInstallerJa,
  ...windowsAgentJa,
} as const;
