/** After how many silent days linked clones are removed by night: which would go, before it is saved, and how many went last. */
import { Alert, Button, Group, List, NumberInput, Stack, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { type CloneUpkeep, shortestSilentDays } from '@sekisho/contracts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { api } from '../../api/client.ts';
import { cloneUpkeepQuery } from '../../api/queries.ts';
import { useWording } from '../../i18n/WordingProvider.tsx';
import { ProblemAlert } from '../../ui/ProblemAlert.tsx';
import { useProof } from '../../ui/ProofProvider.tsx';
import { Section } from '../../ui/Section.tsx';
import { useMay } from '../../ui/use-may.ts';
import { useNotices } from '../../ui/use-notices.ts';

const longestSilentDays = 3_650;
const typingMs = 300;

export function LinkedClones() {
  const { t } = useWording();
  const { data, error } = useQuery(cloneUpkeepQuery(null));
  return (
    <Section title={t('system.clones.title')}>
      <Text size="sm" mb="sm">
        {t('system.clones.lead')}
      </Text>
      <ProblemAlert error={error} />
      {data !== undefined && <UpkeepForm key={data.silentDays} saved={data} />}
    </Section>
  );
}

function UpkeepForm({ saved }: { saved: CloneUpkeep }) {
  const { t, dateTime } = useWording();
  const may = useMay();
  const notices = useNotices();
  const withProof = useProof();
  const queryClient = useQueryClient();
  const [typed, setTyped] = useState<number | string>(saved.silentDays ?? '');
  const silentDays = typed === '' ? null : Number(typed);
  const isRight =
    silentDays === null ||
    (Number.isInteger(silentDays) && silentDays >= shortestSilentDays && silentDays <= longestSilentDays);
  const save = useMutation({
    mutationFn: () => withProof(() => api.saveCloneUpkeep({ silentDays })),
    onSuccess: () => {
      notices.done(t('system.clones.saved'));
      return queryClient.invalidateQueries({ queryKey: ['clone-upkeep'] });
    },
  });
  return (
    <Stack gap="sm">
      <NumberInput
        label={t('system.clones.silentDays')}
        suffix={t('system.retention.unit')}
        placeholder={t('system.clones.never')}
        maw={280}
        min={shortestSilentDays}
        max={longestSilentDays}
        allowDecimal={false}
        allowNegative={false}
        clampBehavior="none"
        disabled={!may('system.write')}
        value={typed}
        error={isRight ? null : t('system.clones.wrong', { least: shortestSilentDays, most: longestSilentDays })}
        onChange={setTyped}
      />
      {saved.needsApproval && <Alert color="yamabuki">{t('system.clones.needsApproval')}</Alert>}
      {isRight && silentDays !== null && !saved.needsApproval && <Due silentDays={silentDays} />}
      {saved.lastRun !== null && (
        <Text size="sm" c="dimmed">
          {t('system.clones.lastRun', { date: dateTime(saved.lastRun.at), count: saved.lastRun.removed })}
        </Text>
      )}
      <Group>
        <Button
          variant="default"
          disabled={!isRight || silentDays === saved.silentDays || !may('system.write')}
          loading={save.isPending}
          onClick={() => save.mutate()}
        >
          {t('common.save')}
        </Button>
      </Group>
      <ProblemAlert error={save.error} />
    </Stack>
  );
}

/** Those that would go tonight. */
function Due({ silentDays }: { silentDays: number }) {
  const { t, dateTime } = useWording();
  const [asked] = useDebouncedValue(silentDays, typingMs);
  const { data, error } = useQuery(cloneUpkeepQuery(asked));
  if (data === undefined) return <ProblemAlert error={error} />;
  const { devices, named } = data.due;
  return (
    <div aria-live="polite">
      <Text size="sm">{t('system.clones.due', { count: devices })}</Text>
      <List size="sm" spacing={2}>
        {named.map(({ id, computerName, heardAt }) => (
          <List.Item key={id}>
            <Link to="/devices/$deviceId" params={{ deviceId: id }} className="sekisho-link">
              {computerName}
            </Link>{' '}
            {t('system.clones.heardAt', { date: dateTime(heardAt) })}
          </List.Item>
        ))}
      </List>
      {devices > named.length && (
        <Text size="sm" c="dimmed">
          {t('system.clones.more', { count: devices - named.length })}
        </Text>
      )}
    </div>
  );
}
