/** Whether the agent may be taken away (N20). */
import type { UninstallVerifier } from '@sekisho/contracts';
import type { LockMode } from '@sekisho/lock';
import { checkUninstallPassword } from '@sekisho/trust';

export type UninstallVerdict = 'allowed' | 'locked' | 'password-needed' | 'password-wrong';

export interface UninstallFacts {
  /** `null`: not registered. */
  readonly mode: LockMode | null;
  /** `null`: the policy held knows no password. */
  readonly verifier: UninstallVerifier | null;
  /** `null`: none was given. */
  readonly password: string | null;
}

/** A locked device stays whatever the password; a release that runs opens the screen, not the lock. One that is no longer managed needs none. */
export async function uninstallVerdict({ mode, verifier, password }: UninstallFacts): Promise<UninstallVerdict> {
  if (mode === null || mode === 'deregistered') return 'allowed';
  if (mode !== 'unlocked') return 'locked';
  if (verifier === null) return 'allowed';
  if (password === null) return 'password-needed';
  return (await checkUninstallPassword(verifier, password)) ? 'allowed' : 'password-wrong';
}
