/** The menu at the left. */
import { Badge, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { openApprovalsQuery } from '../api/queries.ts';
import { useWording } from '../i18n/WordingProvider.tsx';
import { useMay } from '../ui/use-may.ts';
import { places, sections } from './navigation.ts';
import classes from './Shell.module.css';

export function Navigation({ onNavigate }: { onNavigate: () => void }) {
  const { t } = useWording();
  const may = useMay();
  const offered = places.filter(({ permission }) => may(permission));
  const used = sections.filter((section) => offered.some((place) => place.section === section));
  return used.map((section) => (
    <div key={section}>
      <Text className={classes['section']} component="p">
        {t(`nav.section.${section}`)}
      </Text>
      {offered
        .filter((place) => place.section === section)
        .map(({ to, key, Icon }) => (
          <Link
            key={to}
            to={to}
            className={classes['entry']}
            activeOptions={{ exact: to === '/', includeSearch: false }}
            onClick={onNavigate}
          >
            <Icon size={18} stroke={1.7} aria-hidden="true" />
            {t(key)}
            {to === '/approvals' && <OpenApprovals />}
          </Link>
        ))}
    </div>
  ));
}

/** How many requests wait for approval. */
function OpenApprovals() {
  const may = useMay();
  const { data } = useQuery({ ...openApprovalsQuery, enabled: may('approvals.read') });
  const count = data?.items.length ?? 0;
  if (count === 0) return null;
  return (
    <Badge size="sm" color="shu" ml="auto">
      {data?.more === true ? `${count}+` : count}
    </Badge>
  );
}
