/** Every text outside the console in one catalogue; the console loads its own by language. */
import { agentEn } from './agent.ts';
import { errorsEn } from './errors.ts';
import { lockScreenEn } from './lock-screen.ts';

export const messagesEn = { ...agentEn, ...errorsEn, ...lockScreenEn } as const;
