/** `permissions`: what the system lets people decide about the agent, one by one: how it stands, why it is wanted, where it is granted (I17). */
import { type Permission, type PermissionName, permissionNames, unusedPermissions } from '../permissions.ts';
import type { CommandContext } from './context.ts';
import { exitCodes } from './exit-codes.ts';

function linesOf({ t }: CommandContext, { name, state }: Permission): string[] {
  return [
    `${t(`agent.permission.${name}`)}: ${t(`agent.permission-state.${state}`)}`,
    `  ${t(`agent.permission.${name}.why`)}`,
    ...(state === 'missing' || state === 'unknown' ? [`  ${t(`agent.permission.${name}.where`)}`] : []),
  ];
}

/** What is known while no agent runs: that it does not run. */
function withoutAgent(name: PermissionName): Permission {
  if (unusedPermissions.includes(name)) return { name, state: 'not-used' };
  return { name, state: name === 'background' ? 'missing' : 'unknown' };
}

/** The running agent alone knows: those of the command line are the terminal's. */
export async function permissionsCommand(context: CommandContext): Promise<number> {
  const { machine, output, options, t } = context;
  if (machine.readPermissions === undefined) {
    output.out(t('agent.permissions-none'));
    return exitCodes.done;
  }
  const answer = await machine.askAgent({ do: 'permissions', names: permissionNames });
  const isRunning = answer?.did === 'permissions';
  const permissions = isRunning ? answer.permissions : permissionNames.map(withoutAgent);
  if (options.flag('json')) output.out(JSON.stringify({ running: isRunning, permissions }, null, 2));
  else for (const permission of permissions) for (const line of linesOf(context, permission)) output.out(line);
  return isRunning ? exitCodes.done : exitCodes.notRunning;
}
