/** Which address shows which screen; every screen but the frame is loaded when it is first opened. */
import type { QueryClient } from '@tanstack/react-query';
import { createRoute, createRouter, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { codeOf } from '../api/problem.ts';
import { sessionQuery } from '../api/queries.ts';
import { parseAuditFilters } from '../features/audit/audit-filters.ts';
import { parseDownloadFilters } from '../features/client-deployment/download-filters.ts';
import { parseDeviceFilters } from '../features/device-list/device-filters.ts';
import { parseInventoryView } from '../features/inventory/inventory-view.ts';
import { parseHistoryFilters } from '../features/lock-history/history-filters.ts';
import { parseMapPlace } from '../features/map/map-place.ts';
import { Failure } from './Failure.tsx';
import { accountLinkRoute, forgottenRoute, loginRoute, setupRoute } from './front-routes.ts';
import { NotFound } from './NotFound.tsx';
import { rootRoute } from './root-route.ts';
import { Shell } from './Shell.tsx';

const isId = (text: string): boolean => /^[0-9a-f-]{36}$/.test(text);

/** Everything behind the log-in. Without a session the address is kept and returned to. */
const shellRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'shell',
  component: Shell,
  beforeLoad: async ({ context, location }) => {
    try {
      const { secondFactor } = await context.queryClient.ensureQueryData(sessionQuery);
      const locked = secondFactor.required && !secondFactor.present;
      if (locked && location.pathname !== '/account') throw redirect({ to: '/account', replace: true });
    } catch (error) {
      if (codeOf(error) !== 'authentication-required') throw error;
      throw redirect({ to: '/login', search: location.href === '/' ? {} : { next: location.href }, replace: true });
    }
  },
});

const homeRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/',
  validateSearch: parseDeviceFilters,
  component: lazyRouteComponent(() => import('../features/device-list/HomePage.tsx'), 'HomePage'),
});

const deviceRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/devices/$deviceId',
  component: lazyRouteComponent(() => import('../features/device/DevicePage.tsx'), 'DevicePage'),
});

const mapRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/map',
  validateSearch: parseMapPlace,
  component: lazyRouteComponent(() => import('../features/map/MapPage.tsx'), 'MapPage'),
});

const inventoryRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/inventory',
  validateSearch: parseInventoryView,
  component: lazyRouteComponent(() => import('../features/inventory/InventoryPage.tsx'), 'InventoryPage'),
});

const policiesRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/policies',
  component: lazyRouteComponent(() => import('../features/policies/PoliciesPage.tsx'), 'PoliciesPage'),
});

const policyRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/policies/$policyCode',
  component: lazyRouteComponent(() => import('../features/policies/PolicyPage.tsx'), 'PolicyPage'),
});

const historyRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/history',
  validateSearch: parseHistoryFilters,
  component: lazyRouteComponent(() => import('../features/lock-history/HistoryPage.tsx'), 'HistoryPage'),
});

const approvalsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/approvals',
  component: lazyRouteComponent(() => import('../features/approvals/ApprovalsPage.tsx'), 'ApprovalsPage'),
});

const tasksRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/tasks',
  component: lazyRouteComponent(() => import('../features/tasks/TasksPage.tsx'), 'TasksPage'),
});

const importRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/import',
  validateSearch: (search): { task?: string } => {
    const { task } = search;
    return typeof task === 'string' && isId(task) ? { task } : {};
  },
  component: lazyRouteComponent(() => import('../features/device-csv/ImportPage.tsx'), 'ImportPage'),
});

const inventoryImportRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/inventory-import',
  validateSearch: (search): { task?: string } => {
    const { task } = search;
    return typeof task === 'string' && isId(task) ? { task } : {};
  },
  component: lazyRouteComponent(
    () => import('../features/inventory-import/InventoryImportPage.tsx'),
    'InventoryImportPage',
  ),
});

const deploymentRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/client-deployment',
  component: lazyRouteComponent(() => import('../features/client-deployment/DeploymentLayout.tsx'), 'DeploymentLayout'),
});

const deploymentStartRoute = createRoute({
  getParentRoute: () => deploymentRoute,
  path: '/',
  component: lazyRouteComponent(() => import('../features/client-deployment/StartPage.tsx'), 'StartPage'),
});

const installerSettingsRoute = createRoute({
  getParentRoute: () => deploymentRoute,
  path: '/$platform/$clientKind',
  component: lazyRouteComponent(() => import('../features/client-deployment/SettingsPage.tsx'), 'SettingsPage'),
});

const newInstallerSettingRoute = createRoute({
  getParentRoute: () => deploymentRoute,
  path: '/$platform/$clientKind/new',
  validateSearch: (search): { copy?: string } => {
    const { copy } = search;
    return typeof copy === 'string' && isId(copy) ? { copy } : {};
  },
  component: lazyRouteComponent(() => import('../features/client-deployment/SettingPage.tsx'), 'NewSettingPage'),
});

const installerSettingRoute = createRoute({
  getParentRoute: () => deploymentRoute,
  path: '/$platform/$clientKind/$settingId',
  component: lazyRouteComponent(() => import('../features/client-deployment/SettingPage.tsx'), 'SettingPage'),
});

const addOnSoftwareRoute = createRoute({
  getParentRoute: () => deploymentRoute,
  path: '/$platform/add-on-software',
  component: lazyRouteComponent(() => import('../features/client-software/AddOnSoftwarePage.tsx'), 'AddOnSoftwarePage'),
});

const utilitiesRoute = createRoute({
  getParentRoute: () => deploymentRoute,
  path: '/$platform/utilities',
  component: lazyRouteComponent(() => import('../features/client-software/UtilitiesPage.tsx'), 'UtilitiesPage'),
});

const installerDownloadsRoute = createRoute({
  getParentRoute: () => deploymentRoute,
  path: '/downloads',
  validateSearch: parseDownloadFilters,
  component: lazyRouteComponent(() => import('../features/client-deployment/DownloadsPage.tsx'), 'DownloadsPage'),
});

const auditRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/audit',
  validateSearch: parseAuditFilters,
  component: lazyRouteComponent(() => import('../features/audit/AuditPage.tsx'), 'AuditPage'),
});

const groupsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/groups',
  component: lazyRouteComponent(() => import('../features/groups/GroupsPage.tsx'), 'GroupsPage'),
});

const systemRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/system',
  component: lazyRouteComponent(() => import('../features/system/SystemPage.tsx'), 'SystemPage'),
});

const agentUpdatesRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/agent-updates',
  component: lazyRouteComponent(() => import('../features/agent-updates/AgentUpdatesPage.tsx'), 'AgentUpdatesPage'),
});

const serviceStateRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/service-state',
  component: lazyRouteComponent(() => import('../features/service-state/ServiceStatePage.tsx'), 'ServiceStatePage'),
});

const administratorsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/administrators',
  component: lazyRouteComponent(
    () => import('../features/administrators/AdministratorsPage.tsx'),
    'AdministratorsPage',
  ),
});

const accountRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/account',
  component: lazyRouteComponent(() => import('../features/account/AccountPage.tsx'), 'AccountPage'),
});

const routeTree = rootRoute.addChildren([
  loginRoute,
  setupRoute,
  forgottenRoute,
  accountLinkRoute,
  shellRoute.addChildren([
    homeRoute,
    deviceRoute,
    mapRoute,
    inventoryRoute,
    policiesRoute,
    policyRoute,
    historyRoute,
    approvalsRoute,
    tasksRoute,
    importRoute,
    inventoryImportRoute,
    deploymentRoute.addChildren([
      deploymentStartRoute,
      installerSettingsRoute,
      newInstallerSettingRoute,
      installerSettingRoute,
      addOnSoftwareRoute,
      utilitiesRoute,
      installerDownloadsRoute,
    ]),
    auditRoute,
    groupsRoute,
    systemRoute,
    agentUpdatesRoute,
    serviceStateRoute,
    administratorsRoute,
    accountRoute,
  ]),
]);

export function createConsoleRouter(queryClient: QueryClient) {
  return createRouter({
    routeTree,
    context: { queryClient },
    defaultPreload: 'intent',
    defaultErrorComponent: Failure,
    defaultNotFoundComponent: NotFound,
    scrollRestoration: true,
  });
}

export type ConsoleRouter = ReturnType<typeof createConsoleRouter>;

declare module '@tanstack/react-router' {
  interface Register {
    router: ConsoleRouter;
  }
}
