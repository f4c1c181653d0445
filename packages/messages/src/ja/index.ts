/** Texts of agent, installer and lock screens in one catalogue; the console loads its own by language, errors are found by code. */
import { agentJa } from './agent.ts';
import { installerJa } from './installer.ts';
import { lockScreenJa } from './lock-screen.ts';

export const messagesJa = { ...agentJa, ...installerJa, ...lockScreenJa } as const;
