/** `uninstall`: takes the agent away, by the organization's password; never while the device is locked. */
import { asksForPassword } from '../agent-config.ts';
import type { UninstallVerdict } from '../uninstall.rules.ts';
import type { CommandContext } from './context.ts';
import { exitCodes } from './exit-codes.ts';
import { modeOf } from './stored-mode.ts';
import { createUninstallGuard } from './uninstall-guard.ts';

/** The running agent knows best; where none runs, what is stored counts. */
async function askVerdict({ machine }: CommandContext, password: string | null): Promise<UninstallVerdict> {
  const answer = await machine.askAgent({ do: 'may-uninstall', password });
  if (answer?.did === 'may-uninstall') return answer.verdict;
  if (!machine.hasState()) return 'allowed';
  const store = machine.openStore();
  try {
    const stored = store.load();
    const known = stored.settings?.policy.settings.uninstall ?? null;
    const verifier = asksForPassword(await machine.readConfig()) ? known : null;
    return await createUninstallGuard(() => undefined).ask({ mode: modeOf(stored), verifier, password });
  } finally {
    store.close();
  }
}

/** As silent installations have it: from a file or standard input, never among the arguments, where others could read it. */
async function givenPassword({ machine, options }: CommandContext): Promise<string | null> {
  const file = options.text('password-file');
  if (file !== null) return (await machine.readFile(file))?.trim() ?? '';
  return options.flag('password-stdin') ? (await machine.readStandardInput()).trim() : null;
}

const refusals = {
  locked: exitCodes.locked,
  'password-needed': exitCodes.passwordNeeded,
  'password-wrong': exitCodes.passwordWrong,
} as const satisfies Record<Exclude<UninstallVerdict, 'allowed'>, number>;

type Permission =
  | { readonly code: typeof exitCodes.done; readonly password: string | null }
  | { readonly code: number };

/** Allowed by this password, or by none; or the code of what stands against it. */
async function mayUninstall(context: CommandContext): Promise<Permission> {
  const { machine, output, t } = context;
  let password = await givenPassword(context);
  let verdict = await askVerdict(context, password);
  if (verdict === 'password-needed') {
    password = await machine.askPassword(t('agent.uninstall-password'));
    if (password !== null) verdict = await askVerdict(context, password);
  }
  if (verdict === 'allowed') return { code: exitCodes.done, password };
  output.error(t(`agent.uninstall-refused-${verdict}`));
  return { code: refusals[verdict] };
}

/** With `--check` it only says whether it may be; with `--keep-files` what is left is for the installer that called. */
export async function uninstallCommand(context: CommandContext): Promise<number> {
  const { machine, output, options, t } = context;
  const permission = await mayUninstall(context);
  if (!('password' in permission) || options.flag('check')) return permission.code;
  if (!options.flag('yes')) {
    const answer = await machine.confirm(t('agent.uninstall-confirm'));
    if (answer !== true) {
      output.error(t(answer === null ? 'agent.uninstall-needs-yes' : 'agent.uninstall-cancelled'));
      return exitCodes.failed;
    }
  }
  await machine.askAgent({ do: 'say-goodbye' });
  if (options.flag('keep-files')) return exitCodes.done;
  await machine.removeAgent(permission.password);
  output.out(t('agent.uninstalled'));
  output.out(t('agent.uninstall-deregister'));
  return exitCodes.done;
}
