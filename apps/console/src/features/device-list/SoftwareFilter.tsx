/** The condition on software, which comes from the list of software; here it is named, and taken away. */
import { Pill } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { codeOf } from '../../api/problem.ts';
import { softwareQuery } from '../../api/queries.ts';
import { useWording } from '../../i18n/WordingProvider.tsx';

export function SoftwareFilter({ software, onClear }: { software: number; onClear: () => void }) {
  const { t } = useWording();
  const { data, error } = useQuery(softwareQuery(software));
  const gone = codeOf(error) === 'software-not-found';
  const name = data?.title.name ?? '…';
  const version = data?.version ?? null;
  return (
    <Pill
      size="md"
      withRemoveButton
      onRemove={onClear}
      removeButtonProps={{ 'aria-label': t('home.filter.software.clear'), 'aria-hidden': false, tabIndex: 0 }}
    >
      {gone
        ? t('home.filter.software.gone')
        : version === null
          ? t('home.filter.software', { name })
          : t('home.filter.software.version', { name, version })}
    </Pill>
  );
}
