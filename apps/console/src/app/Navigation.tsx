/** The menu at the left. */
import { Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useWording } from '../i18n/WordingProvider.tsx';
import { places, sections } from './navigation.ts';
import classes from './Shell.module.css';

export function Navigation({ onNavigate }: { onNavigate: () => void }) {
  const { t } = useWording();
  return sections.map((section) => (
    <div key={section}>
      <Text className={classes['section']} component="p">
        {t(`nav.section.${section}`)}
      </Text>
      {places
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
          </Link>
        ))}
    </div>
  ));
}
