/** Chooses one of the groups, or none: searched by name or id; only the rows in view are drawn, however many there are. */
import { Input, Text, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useId, useMemo, useRef, useState } from 'react';
import { groupsQuery, sessionQuery } from '../../api/queries.ts';
import { useWording } from '../../i18n/WordingProvider.tsx';
import { ProblemAlert } from '../../ui/ProblemAlert.tsx';
import classes from './ClientDeployment.module.css';
import { type GroupChoice, groupChoices } from './group-choices.ts';

const rowHeightPx = 36;

type Props = { chosen: number | undefined; onChoose: (group: GroupChoice) => void };

export function GroupChooser({ chosen, onChoose }: Props) {
  const { t, compare } = useWording();
  const [typed, setTyped] = useState('');
  const groups = useQuery(groupsQuery);
  const session = useQuery(sessionQuery).data;
  const whole = session?.administrator.role === 'organization' ? t('deploy.download.group.whole') : undefined;
  const choices = useMemo(
    () => groupChoices(groups.data?.items ?? [], whole, typed, compare),
    [groups.data, whole, typed, compare],
  );
  return (
    <Input.Wrapper label={t('deploy.download.group')} description={t('deploy.download.lead')} labelElement="div">
      <TextInput
        type="search"
        mt={6}
        mb={8}
        aria-label={t('deploy.download.group.search')}
        placeholder={t('deploy.download.group.search')}
        leftSection={<IconSearch size={16} />}
        maxLength={100}
        data-autofocus
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      <ProblemAlert error={groups.error} />
      <Choices choices={choices} chosen={chosen} onChoose={onChoose} />
    </Input.Wrapper>
  );
}

function Choices({ choices, chosen, onChoose }: Props & { choices: readonly GroupChoice[] }) {
  const { t } = useWording();
  const name = useId();
  const scrollRef = useRef<HTMLDivElement>(null);
  const virtualizer = useVirtualizer({
    count: choices.length,
    getScrollElement: () => scrollRef.current,
    estimateSize: () => rowHeightPx,
    overscan: 10,
    getItemKey: (index) => choices[index]?.id ?? index,
  });
  return (
    <div ref={scrollRef} className={classes['groups']} role="radiogroup" aria-label={t('deploy.download.group')}>
      {choices.length === 0 && (
        <Text size="sm" p="sm" role="status">
          {t('deploy.download.group.none')}
        </Text>
      )}
      <div style={{ height: virtualizer.getTotalSize(), position: 'relative' }}>
        {virtualizer.getVirtualItems().map(({ index, start, size, key }) => {
          const choice = choices[index];
          if (choice === undefined) return null;
          return (
            <label key={key} className={classes['group']} style={{ height: size, transform: `translateY(${start}px)` }}>
              <input type="radio" name={name} checked={choice.id === chosen} onChange={() => onChoose(choice)} />
              <GroupWords choice={choice} />
            </label>
          );
        })}
      </div>
    </div>
  );
}

function GroupWords({ choice: { id, name, devices } }: { choice: GroupChoice }) {
  const { t } = useWording();
  return (
    <>
      <span className={classes['groupName']}>{name}</span>
      {devices !== null && (
        <Text span size="xs" c="dimmed" className="sekisho-numbers">
          {t('deploy.download.group.facts', { id: String(id), devices: t('common.devices', { count: devices }) })}
        </Text>
      )}
    </>
  );
}
