/** The columns of the list: what stands in each, how wide it is, which are shown to begin with. */
import { Text, Tooltip } from '@mantine/core';
import type { DeviceSummary } from '@sekisho/contracts';
import { IconCircleFilled } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Wording } from '../../i18n/wording.ts';
import { Ago } from '../../ui/Ago.tsx';
import { modelLabel } from '../../ui/model-label.ts';
import { StateBadge } from '../../ui/StateBadge.tsx';
import classes from './DeviceTable.module.css';

export type ColumnId =
  | 'state'
  | 'computerName'
  | 'userName'
  | 'group'
  | 'policyCode'
  | 'logonUser'
  | 'os'
  | 'model'
  | 'hardwareSerialNumber'
  | 'addresses'
  | 'agentVersion'
  | 'lastSeenAt'
  | 'registeredAt'
  | 'note';

type Column = {
  id: ColumnId;
  /** A track of the grid: what it needs at least, and its share of what is left. */
  track: string;
  minWidth: number;
  initially: boolean;
  cell: (device: DeviceSummary, wording: Wording) => ReactNode;
};

function StateCell({ device, wording }: { device: DeviceSummary; wording: Wording }) {
  const { t, time } = wording;
  const { state, pending, openCommand, releasedUntil, online } = device;
  return (
    <span className={classes['state']}>
      <StateBadge state={state} />
      {releasedUntil !== null && (
        <Text span fz={12} c="dimmed">
          {t('state.released.until', { time: time(releasedUntil) })}
        </Text>
      )}
      {openCommand !== null ? (
        <Text span className={classes['pendingText']}>
          {t(`state.open.${openCommand}`)}
        </Text>
      ) : (
        pending &&
        state !== 'pending' && (
          <Text span className={classes['pendingText']}>
            {t('state.pending')}
          </Text>
        )
      )}
      {online && state !== 'online' && (
        <Tooltip label={t('state.online')}>
          <IconCircleFilled size={8} className={classes['onlineDot']} role="img" aria-label={t('state.online')} />
        </Tooltip>
      )}
    </span>
  );
}

export const deviceColumns: readonly Column[] = [
  {
    id: 'state',
    track: 'minmax(228px, 1.1fr)',
    minWidth: 228,
    initially: true,
    cell: (device, wording) => <StateCell device={device} wording={wording} />,
  },
  {
    id: 'computerName',
    track: 'minmax(150px, 1.2fr)',
    minWidth: 150,
    initially: true,
    cell: ({ id, computerName }) => (
      <Link to="/devices/$deviceId" params={{ deviceId: id }} className="sekisho-link">
        {computerName}
      </Link>
    ),
  },
  { id: 'userName', track: 'minmax(110px, 1fr)', minWidth: 110, initially: true, cell: ({ userName }) => userName },
  {
    id: 'group',
    track: 'minmax(110px, 1fr)',
    minWidth: 110,
    initially: true,
    cell: ({ group }, { t }) => group?.name ?? <span className={classes['faint']}>{t('home.filter.group.none')}</span>,
  },
  {
    id: 'policyCode',
    track: 'minmax(110px, 0.9fr)',
    minWidth: 110,
    initially: true,
    cell: ({ policyCode, policyName }) => (policyName === policyCode ? policyCode : `${policyCode} ${policyName}`),
  },
  {
    id: 'lastSeenAt',
    track: 'minmax(120px, 0.8fr)',
    minWidth: 120,
    initially: true,
    cell: ({ lastSeenAt }) => <Ago at={lastSeenAt} />,
  },
  {
    id: 'logonUser',
    track: 'minmax(120px, 0.8fr)',
    minWidth: 120,
    initially: true,
    cell: ({ logonUser }) => logonUser ?? '',
  },
  {
    id: 'os',
    track: 'minmax(150px, 1fr)',
    minWidth: 150,
    initially: true,
    cell: ({ osName, osVersion }) => (osName.includes(osVersion) ? osName : `${osName} ${osVersion}`),
  },
  {
    id: 'model',
    track: 'minmax(140px, 1fr)',
    minWidth: 140,
    initially: false,
    cell: modelLabel,
  },
  {
    id: 'hardwareSerialNumber',
    track: 'minmax(130px, 0.8fr)',
    minWidth: 130,
    initially: false,
    cell: ({ hardwareSerialNumber }) => hardwareSerialNumber,
  },
  {
    id: 'addresses',
    track: 'minmax(130px, 0.9fr)',
    minWidth: 130,
    initially: true,
    cell: ({ addresses }) => addresses.join(', '),
  },
  {
    id: 'agentVersion',
    track: 'minmax(100px, 0.6fr)',
    minWidth: 100,
    initially: false,
    cell: ({ agentVersion }) => agentVersion,
  },
  {
    id: 'registeredAt',
    track: 'minmax(120px, 0.7fr)',
    minWidth: 120,
    initially: false,
    cell: ({ registeredAt }, { date }) => date(registeredAt),
  },
  { id: 'note', track: 'minmax(160px, 1.2fr)', minWidth: 160, initially: false, cell: ({ note }) => note },
];
