/** `permissions`: what the system lets people decide about the agent, one by one: how it stands, why it is wanted, where it is granted (I17). */
import { type Permission, type PermissionName, permissionNames, unusedPermissions } from '../permissions.ts';
import type { CommandContext } from './context.ts';
import { exitCodes } from './exit-codes.ts';
import { screenFaultLines } from './status-command.ts';

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
  const told = isRunning ? await machine.askAgent({ do: 'status' }) : null;
  const status = told?.did === 'status' ? told.status : null;
  const screenFaults = status?.screenFaults ?? [];
  if (options.flag('json')) output.out(JSON.stringify({ running: isRunning, permissions, screenFaults }, null, 2));
  else {
    for (const permission of permissions) for (const line of linesOf(context, permission)) output.out(line);
    // Not a permission, but seen by the same person with the same question: why does it not do what it should?
    for (const line of status === null ? [] : screenFaultLines(context, status)) output.out(line);
  }
  return isRunning ? exitCodes.done : exitCodes.notRunning;
}
