/** `status`: asks the running agent; where none runs, tells what is stored. */
import type { AgentStatus } from '@sekisho/agent-core';
import { screen } from '@sekisho/lock';
import { type InstalledClient, wishesNotDone } from '../agent-config.ts';
import type { InstallerStatus, ProxyStatus } from '../client/client-protocol.ts';
import type { PermissionName } from '../permissions.ts';
import { type CommandContext, explainFailure, explainInstaller } from './context.ts';
import { exitCodes } from './exit-codes.ts';
import { proxyLines } from './proxy-command.ts';
import { storedLock } from './stored-mode.ts';

/** What `--json` prints. */
interface Report {
  readonly registered: boolean;
  readonly running: boolean;
  readonly server: string | null;
  readonly status: AgentStatus | null;
  /** Known only to a running agent. */
  readonly proxy: ProxyStatus | null;
  readonly installed: InstalledClient | null;
  readonly installer: InstallerStatus | null;
  /** Without which the agent does less than it should, and which people can grant. */
  readonly missingPermissions: readonly PermissionName[];
}

/** The others are granted to nobody but apps, or nothing needs them yet. */
const grantable: readonly PermissionName[] = ['full-disk-access'];

async function readMissing({ machine }: CommandContext): Promise<PermissionName[]> {
  if (machine.readPermissions === undefined) return [];
  const answer = await machine.askAgent({ do: 'permissions', names: grantable });
  const told = answer?.did === 'permissions' ? answer.permissions : [];
  return told.filter(({ state }) => state === 'missing').map(({ name }) => name);
}

/** The stored half of a status: nothing about connections. */
function readStored({ machine }: CommandContext): AgentStatus | null {
  if (!machine.hasState()) return null;
  const store = machine.openStore();
  try {
    const stored = store.load();
    const lock = storedLock(stored);
    if (stored.identity === null || lock === null) return null;
    return {
      deviceId: stored.identity.deviceId,
      organizationName: stored.identity.organizationName,
      mode: lock.mode,
      screen: screen(lock),
      screenShown: false,
      screenFaults: [],
      releasedUntil: lock.release?.until ?? null,
      settingsRevision: stored.settings?.settingsRevision ?? 0,
      policyCode: stored.settings?.policyCode ?? null,
      now: 0,
      lastCheckInAt: lock.lastCheckIn,
      lastInventoryAt: stored.inventory?.sentAt ?? null,
      lastFailure: null,
      nextCheckInInMs: null,
      live: 'off',
      waitingItems: store.itemCount(),
    };
  } finally {
    store.close();
  }
}

export function statusLines(context: CommandContext, report: Report): string[] {
  const { server, running, status, proxy, missingPermissions } = report;
  const { t, language } = context;
  if (status === null) return [t('agent.not-enrolled'), ...installerLines(context, report)];
  const format = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'medium' });
  const time = (ms: number | null) => (ms === null ? t('agent.status.never') : format.format(ms));
  const { nextCheckInInMs, releasedUntil, lastFailure } = status;
  return [
    ...(running ? [] : [t('agent.not-running-state')]),
    t('agent.status.server', { server: server ?? '' }),
    t('agent.status.organization', { organization: status.organizationName }),
    t('agent.status.device', { deviceId: status.deviceId }),
    t('agent.status.policy', { policy: status.policyCode ?? '' }),
    t('agent.status.mode', { mode: t(`agent.mode.${status.mode}`) }),
    ...(releasedUntil === null ? [] : [t('agent.status.released-until', { time: time(releasedUntil) })]),
    t('agent.status.last-check-in', { time: time(status.lastCheckInAt) }),
    t('agent.status.last-inventory', { time: time(status.lastInventoryAt) }),
    ...(nextCheckInInMs === null
      ? []
      : [t('agent.status.next-check-in', { time: time(status.now + nextCheckInInMs) })]),
    ...(lastFailure === null ? [] : [t('agent.status.last-failure', { reason: explainFailure(context, lastFailure) })]),
    ...(running ? [t('agent.status.live', { state: t(`agent.status.live.${status.live}`) })] : []),
    ...(proxy === null ? [] : proxyLines(context, proxy)),
    t('agent.status.queue', { count: status.waitingItems }),
    ...screenFaultLines(context, status),
    ...installerLines(context, report),
    ...missingPermissions.map((name) => t('agent.status.permission-missing', { name: t(`agent.permission.${name}`) })),
  ];
}

/** What could not be done though it was asked for. */
export function screenFaultLines({ t }: Pick<CommandContext, 't'>, { screenFaults }: AgentStatus): string[] {
  return screenFaults.map((fault) => t('agent.status.screen-fault', { what: t(`agent.screen-fault.${fault}`) }));
}

function installerLines(context: CommandContext, { installed, installer }: Report): string[] {
  const { t } = context;
  const notDone =
    installed === null
      ? []
      : wishesNotDone(installed, context.machine.hasTrayIcon === true).map((wish) => t(`agent.wish.${wish}`));
  return [
    ...(installer === null ? [] : [explainInstaller(context, installer)]),
    ...(installed === null
      ? []
      : [
          t('agent.status.installed', {
            setting: installed.settingName,
            kind: t(`agent.client-kind.${installed.clientKind}`),
          }),
        ]),
    ...(notDone.length === 0 ? [] : [t('agent.status.wishes-not-done', { what: notDone.join(', ') })]),
  ];
}

export async function statusCommand(context: CommandContext): Promise<number> {
  const { machine, output, options } = context;
  const answer = await machine.askAgent({ do: 'status' });
  const running = answer !== null && answer.did === 'status';
  const status = running ? answer.status : readStored(context);
  const config = await machine.readConfig();
  const report: Report = {
    registered: status !== null,
    running,
    server: config?.server ?? null,
    status,
    proxy: running ? answer.proxy : null,
    installed: config?.installed ?? null,
    installer: running ? answer.installer : null,
    missingPermissions: running ? await readMissing(context) : [],
  };
  if (options.flag('json')) output.out(JSON.stringify(report, null, 2));
  else for (const line of statusLines(context, report)) output.out(line);
  if (status === null) return exitCodes.notEnrolled;
  return running ? exitCodes.done : exitCodes.notRunning;
}
