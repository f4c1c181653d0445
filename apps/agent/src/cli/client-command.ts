/** `status`, `check-in` and `enrol` for somebody without administrator rights: asked of the running agent, as the window does. */
import type { ClientAnswer, ClientRequest } from '../client/client-protocol.ts';
import { type CommandContext, explainClientFailure } from './context.ts';
import { exitCodes } from './exit-codes.ts';
import { statusLines } from './status-command.ts';

export const clientCommands = ['status', 'check-in', 'enrol'] as const;
export type ClientCommand = (typeof clientCommands)[number];

function requestOf(command: ClientCommand, serialNumber: string): ClientRequest {
  if (command === 'status') return { do: 'status' };
  return command === 'check-in' ? { do: 'connect' } : { do: 'register', serialNumber };
}

function say(command: ClientCommand, context: CommandContext, { status }: Extract<ClientAnswer, { ok: true }>): void {
  const { output, options, language, t } = context;
  const { device, server, proxy, installed, installer } = status;
  const known = { registered: device !== null, running: true, server, status: device, proxy, installed, installer };
  // Permissions are for administrators to grant, and told to them.
  const report = { ...known, missingPermissions: [] };
  if (options.flag('json')) {
    output.out(JSON.stringify(report, null, 2));
    return;
  }
  if (command === 'status') for (const line of statusLines(context, report)) output.out(line);
  if (device === null) return;
  const { organizationName, deviceId, now } = device;
  if (command === 'enrol') output.out(t('agent.enrolled', { organization: organizationName, deviceId }));
  if (command === 'check-in') {
    const format = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'medium' });
    output.out(t('agent.checked-in', { serverTime: format.format(now) }));
  }
}

export async function clientCommand(command: ClientCommand, context: CommandContext): Promise<number> {
  const { machine, output, options, t } = context;
  const serialNumber = options.text('serial')?.trim() ?? '';
  const more = (['server', 'ca', 'trust-hash', 'proxy'] as const).some((name) => options.text(name) !== null);
  if (command === 'enrol' && more) {
    output.error(t(machine.texts.needsAdministrator));
    return exitCodes.needsRoot;
  }
  if (command === 'enrol' && serialNumber === '') {
    output.error(t('agent.option-missing', { option: '--serial' }));
    return exitCodes.usage;
  }
  const answer = await machine.askAsClient(requestOf(command, serialNumber));
  if (answer === null) {
    output.error(t('agent.not-running'));
    return exitCodes.notRunning;
  }
  if (!answer.ok) {
    output.error(explainClientFailure(context, answer.failure));
    return answer.failure === 'unregistered' ? exitCodes.notEnrolled : exitCodes.failed;
  }
  say(command, context, answer);
  return answer.status.device === null ? exitCodes.notEnrolled : exitCodes.done;
}
