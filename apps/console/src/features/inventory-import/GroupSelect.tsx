/** Chooses the group that devices of other agents go into; none is for those alone who administer the whole organization. */
import { Select, type SelectProps, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { groupsQuery, sessionQuery } from '../../api/queries.ts';
import { useWording } from '../../i18n/WordingProvider.tsx';
import { ProblemAlert } from '../../ui/ProblemAlert.tsx';

/** As a value: no group. */
export const noGroup = '0';

/** What stands there before anybody has chosen. */
export function useFirstGroup(): string | null {
  return useQuery(sessionQuery).data?.administrator.role === 'organization' ? noGroup : null;
}

export function GroupSelect(props: Omit<SelectProps, 'data'>) {
  const { t, compare } = useWording();
  const groups = useQuery(groupsQuery);
  const isWhole = useFirstGroup() === noGroup;
  const sorted = [...(groups.data?.items ?? [])].sort((left, right) => compare(left.name, right.name));
  const whole = { value: noGroup, label: t('deploy.download.group.whole') };
  return (
    <Stack gap="xs">
      <Select
        label={t('deploy.download.group')}
        searchable
        allowDeselect={false}
        {...props}
        data={[...(isWhole ? [whole] : []), ...sorted.map(({ id, name }) => ({ value: String(id), label: name }))]}
      />
      <ProblemAlert error={groups.error} />
    </Stack>
  );
}
