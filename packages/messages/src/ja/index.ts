/** Texts of agent and lock screens in one catalogue; the console loads its own by language, errors are found by code. */
import { agentJa } from './agent.ts';
import { lockScreenJa } from './lock-screen.ts';

export const messagesJa = { ...agentJa, ...lockScreenJa } as const;
