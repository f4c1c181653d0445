/** Every text outside the console in one catalogue; the console loads its own by language. */
import { agentJa } from './agent.ts';
import { errorsJa } from './errors.ts';
import { lockScreenJa } from './lock-screen.ts';

export const messagesJa = { ...agentJa, ...errorsJa, ...lockScreenJa } as const;
