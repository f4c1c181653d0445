/** What the screens read, as queries: keys, freshness, and how often a live view asks again. */
import type { DeviceListQuery } from '@sekisho/contracts';
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api } from './client.ts';

/** A live view asks again this often while its tab is visible; sooner while a command is on its way. */
export const liveIntervalMs = 2000;
/** While somebody waits for the first of something to appear. */
export const awaitedIntervalMs = 700;
export const commandIntervalMs = 1000;

export const devicePageSize = 200;

export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: ({ signal }) => api.session(signal),
  staleTime: 60_000,
  retry: false,
});

export const setupStatusQuery = queryOptions({
  queryKey: ['setup'],
  queryFn: ({ signal }) => api.setupStatus(signal),
  retry: false,
});

export const devicePageQuery = (filters: DeviceListQuery, cursor: string | undefined) =>
  queryOptions({
    queryKey: ['devices', 'list', filters, cursor ?? ''],
    queryFn: ({ signal }) =>
      api.devices({ ...filters, limit: devicePageSize, ...(cursor === undefined ? {} : { cursor }) }, signal),
    staleTime: liveIntervalMs,
  });

export const deviceSearchQuery = (keyword: string) =>
  queryOptions({
    queryKey: ['devices', 'search', keyword],
    queryFn: ({ signal }) => api.devices({ keyword, limit: 8 }, signal),
    placeholderData: keepPreviousData,
    staleTime: 5000,
  });

export const deviceQuery = (id: string) =>
  queryOptions({
    queryKey: ['devices', 'one', id],
    queryFn: ({ signal }) => api.device(id, signal),
    refetchInterval: ({ state }) => (state.data?.openCommand ? commandIntervalMs : liveIntervalMs),
  });

export const commandsQuery = (id: string) =>
  queryOptions({
    queryKey: ['devices', 'one', id, 'commands'],
    queryFn: ({ signal }) => api.commands(id, signal),
    refetchInterval: commandIntervalMs,
  });

export const deviceNetworkQuery = (id: string) =>
  queryOptions({
    queryKey: ['devices', 'one', id, 'network'],
    queryFn: ({ signal }) => api.deviceNetwork(id, signal),
    refetchInterval: liveIntervalMs * 5,
  });

export const wipeQuery = (id: string) =>
  queryOptions({
    queryKey: ['devices', 'one', id, 'wipe'],
    queryFn: ({ signal }) => api.wipe(id, signal),
    refetchInterval: ({ state }) => {
      const latest = state.data?.latest ?? null;
      return latest?.state === 'issued' || latest?.state === 'delivered' ? commandIntervalMs : 5 * liveIntervalMs;
    },
  });

export const inventoryQuery = (id: string) =>
  queryOptions({
    queryKey: ['devices', 'one', id, 'inventory'],
    queryFn: ({ signal }) => api.inventory(id, signal),
    refetchInterval: ({ state }) => (state.data?.sections.length === 0 ? awaitedIntervalMs : 15_000),
  });

export const inventoryDifferenceQuery = (id: string, since: string) =>
  queryOptions({
    queryKey: ['devices', 'one', id, 'inventory-difference', since],
    queryFn: ({ signal }) => api.inventoryDifference(id, since, signal),
  });

export const inventoryLeftOutQuery = queryOptions({
  queryKey: ['inventory-left-out'],
  queryFn: ({ signal }) => api.inventoryLeftOut(signal),
});

export const inventoryFiguresQuery = queryOptions({
  queryKey: ['inventory-figures'],
  queryFn: ({ signal }) => api.inventoryFigures(signal),
  refetchInterval: 60_000,
});

/** A title with its versions, by its own number or that of a version. */
export const softwareQuery = (id: number) =>
  queryOptions({ queryKey: ['software', id], queryFn: ({ signal }) => api.oneSoftware(id, signal), retry: false });

export const savedSearchesQuery = queryOptions({
  queryKey: ['saved-searches'],
  queryFn: ({ signal }) => api.savedSearches(signal),
  staleTime: 10_000,
});

export const policiesQuery = queryOptions({
  queryKey: ['policies'],
  queryFn: ({ signal }) => api.policies(signal),
  staleTime: 10_000,
});

export const policyQuery = (code: string) =>
  queryOptions({ queryKey: ['policies', code], queryFn: ({ signal }) => api.policy(code, signal) });

export const groupsQuery = queryOptions({
  queryKey: ['groups'],
  queryFn: ({ signal }) => api.groups(signal),
  staleTime: 10_000,
});

export const installerPackagesQuery = queryOptions({
  queryKey: ['installers', 'packages'],
  queryFn: ({ signal }) => api.installerPackages(signal),
  staleTime: 10_000,
});

export const utilitiesQuery = queryOptions({
  queryKey: ['utilities'],
  queryFn: ({ signal }) => api.utilities(signal),
  // Whoever runs the server may be making them.
  refetchInterval: 10_000,
});

export const addOnSoftwareQuery = queryOptions({
  queryKey: ['add-on-software'],
  queryFn: ({ signal }) => api.addOnSoftware(signal),
});

export const installerSettingsQuery = queryOptions({
  queryKey: ['installers', 'settings'],
  queryFn: ({ signal }) => api.installerSettings(signal),
});

export const systemQuery = queryOptions({
  queryKey: ['system'],
  queryFn: ({ signal }) => api.system(signal),
  staleTime: 10_000,
});

export const retentionQuery = queryOptions({
  queryKey: ['retention'],
  queryFn: ({ signal }) => api.retention(signal),
});

/** @param silentDays what would be due then; `null`: as it is saved */
export const cloneUpkeepQuery = (silentDays: number | null) =>
  queryOptions({
    queryKey: ['clone-upkeep', silentDays],
    queryFn: ({ signal }) => api.cloneUpkeep(silentDays, signal),
  });

export const agentIntakesQuery = queryOptions({
  queryKey: ['agent-intakes'],
  queryFn: ({ signal }) => api.agentIntakes(signal),
  refetchInterval: 15_000,
});

export const apiTokensQuery = queryOptions({
  queryKey: ['api-tokens'],
  queryFn: ({ signal }) => api.apiTokens(signal),
});

export const administratorsQuery = queryOptions({
  queryKey: ['administrators'],
  queryFn: ({ signal }) => api.administrators(signal),
});

/** Approvers and rules; what dialogs say about waiting comes from here. */
export const approvalsQuery = queryOptions({
  queryKey: ['approvals', 'overview'],
  queryFn: ({ signal }) => api.approvals(signal),
  staleTime: 10_000,
});

export const openApprovalsQuery = queryOptions({
  queryKey: ['approvals', 'open'],
  queryFn: ({ signal }) => api.approvalRequests({ state: 'open', limit: 100 }, signal),
  refetchInterval: 10_000,
});

export const approvalRequestQuery = (id: string) =>
  queryOptions({
    queryKey: ['approvals', 'one', id],
    queryFn: ({ signal }) => api.approvalRequest(id, signal),
  });

export const loginRulesQuery = queryOptions({
  queryKey: ['login-rules'],
  queryFn: ({ signal }) => api.loginRules(signal),
});

export const secondFactorsQuery = queryOptions({
  queryKey: ['second-factors'],
  queryFn: ({ signal }) => api.secondFactors(signal),
});

export const mailStatusQuery = queryOptions({
  queryKey: ['mail'],
  queryFn: ({ signal }) => api.mailStatus(signal),
});

export const passwordResetStatusQuery = queryOptions({
  queryKey: ['password-reset'],
  queryFn: ({ signal }) => api.passwordResetStatus(signal),
  retry: false,
});

export const serviceStateQuery = queryOptions({
  queryKey: ['service-state'],
  queryFn: ({ signal }) => api.serviceState(signal),
  refetchInterval: 15_000,
});

const isUnderWay = ({ state }: { state: string }) => ['receiving', 'waiting', 'running'].includes(state);

/** Asked often only while something is at work. */
export const tasksQuery = queryOptions({
  queryKey: ['tasks'],
  queryFn: ({ signal }) => api.tasks(signal),
  refetchInterval: ({ state }) => (state.data?.items.some(isUnderWay) === true ? 1_000 : 15_000),
});

export const taskQuery = (id: string) =>
  queryOptions({
    queryKey: ['tasks', id],
    queryFn: ({ signal }) => api.task(id, signal),
    refetchInterval: ({ state }) => (state.data === undefined || isUnderWay(state.data) ? 500 : false),
  });
