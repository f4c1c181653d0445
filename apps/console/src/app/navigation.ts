/** The places of the console, in the order of the menu; only what exists, each for whoever may see it. */
import {
  IconActivity,
  IconAdjustments,
  IconChartBar,
  IconDevices,
  IconFileImport,
  IconHistory,
  IconInfoCircle,
  IconListCheck,
  IconMap2,
  IconPackages,
  IconRefresh,
  IconRubberStamp,
  IconUserShield,
  IconUsersGroup,
} from '@tabler/icons-react';

export const places = [
  { to: '/', key: 'nav.home', permission: 'devices.read', section: 'operate', Icon: IconDevices },
  { to: '/map', key: 'nav.map', permission: 'locations.read', section: 'operate', Icon: IconMap2 },
  { to: '/inventory', key: 'nav.inventory', permission: 'inventory.read', section: 'operate', Icon: IconChartBar },
  { to: '/policies', key: 'nav.policies', permission: 'policies.read', section: 'operate', Icon: IconAdjustments },
  {
    to: '/client-deployment',
    key: 'nav.clientDeployment',
    permission: 'installers.read',
    section: 'operate',
    Icon: IconPackages,
  },
  {
    to: '/inventory-import',
    key: 'nav.inventoryImport',
    permission: 'devices.import',
    section: 'operate',
    Icon: IconFileImport,
  },
  { to: '/history', key: 'nav.history', permission: 'history.read', section: 'operate', Icon: IconHistory },
  { to: '/approvals', key: 'nav.approvals', permission: 'approvals.read', section: 'operate', Icon: IconRubberStamp },
  { to: '/groups', key: 'nav.groups', permission: 'groups.read', section: 'manage', Icon: IconUsersGroup },
  {
    to: '/administrators',
    key: 'nav.administrators',
    permission: 'administrators.read',
    section: 'manage',
    Icon: IconUserShield,
  },
  { to: '/audit', key: 'nav.audit', permission: 'audit.read', section: 'manage', Icon: IconListCheck },
  { to: '/system', key: 'nav.system', permission: 'system.read', section: 'manage', Icon: IconInfoCircle },
  { to: '/agent-updates', key: 'nav.agentUpdates', permission: 'system.read', section: 'manage', Icon: IconRefresh },
  { to: '/service-state', key: 'nav.serviceState', permission: 'metrics.read', section: 'manage', Icon: IconActivity },
] as const;

export const sections = ['operate', 'manage'] as const;
