/** The places of the console, in the order of the menu; only what exists. */
import {
  IconAdjustments,
  IconDevices,
  IconHistory,
  IconInfoCircle,
  IconRubberStamp,
  IconUserShield,
  IconUsersGroup,
} from '@tabler/icons-react';

export const places = [
  { to: '/', key: 'nav.home', section: 'operate', Icon: IconDevices },
  { to: '/policies', key: 'nav.policies', section: 'operate', Icon: IconAdjustments },
  { to: '/history', key: 'nav.history', section: 'operate', Icon: IconHistory },
  { to: '/approvals', key: 'nav.approvals', section: 'operate', Icon: IconRubberStamp },
  { to: '/groups', key: 'nav.groups', section: 'manage', Icon: IconUsersGroup },
  { to: '/administrators', key: 'nav.administrators', section: 'manage', Icon: IconUserShield },
  { to: '/system', key: 'nav.system', section: 'manage', Icon: IconInfoCircle },
] as const;

export const sections = ['operate', 'manage'] as const;
