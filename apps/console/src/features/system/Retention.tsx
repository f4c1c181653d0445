/** How long records are kept: timelines, lock history, audit log. Less is asked for only by somebody who has shown who it is. */
import { Button, Group, NumberInput, Stack, Text } from '@mantine/core';
import { useForm } from '@mantine/form';
import { type RetentionSettings, shortestRetention } from '@sekisho/contracts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '../../api/client.ts';
import { retentionQuery } from '../../api/queries.ts';
import { useWording } from '../../i18n/WordingProvider.tsx';
import { ProblemAlert } from '../../ui/ProblemAlert.tsx';
import { useProof } from '../../ui/ProofProvider.tsx';
import { Section } from '../../ui/Section.tsx';
import { useMay } from '../../ui/use-may.ts';
import { useNotices } from '../../ui/use-notices.ts';

const kinds = ['eventDays', 'lockHistoryDays', 'auditDays', 'inventoryChangeDays'] as const;
type Days = Record<keyof RetentionSettings, number | ''>;

const entered = (settings: RetentionSettings): Days => ({
  eventDays: settings.eventDays ?? '',
  lockHistoryDays: settings.lockHistoryDays ?? '',
  auditDays: settings.auditDays ?? '',
  inventoryChangeDays: settings.inventoryChangeDays ?? '',
});
const orNull = (days: number | '') => (days === '' ? null : days);

export function Retention() {
  const { t } = useWording();
  const { data, error } = useQuery(retentionQuery);
  return (
    <Section title={t('system.section.retention')}>
      <Text size="sm" mb="sm">
        {t('system.retention.lead')}
      </Text>
      <ProblemAlert error={error} />
      {data !== undefined && <RetentionForm kept={data} />}
    </Section>
  );
}

function RetentionForm({ kept }: { kept: RetentionSettings }) {
  const { t } = useWording();
  const may = useMay();
  const notices = useNotices();
  const withProof = useProof();
  const queryClient = useQueryClient();
  const isRight = (kind: keyof Days) => (days: number | '') =>
    days === '' || days >= shortestRetention[kind]
      ? null
      : t('system.retention.wrong', { least: shortestRetention[kind] });
  const form = useForm<Days>({
    initialValues: entered(kept),
    validateInputOnChange: true,
    validate: {
      eventDays: isRight('eventDays'),
      lockHistoryDays: isRight('lockHistoryDays'),
      auditDays: isRight('auditDays'),
      inventoryChangeDays: isRight('inventoryChangeDays'),
    },
  });
  const save = useMutation({
    mutationFn: (settings: RetentionSettings) => withProof(() => api.saveRetention(settings)),
    onSuccess: (settings) => {
      queryClient.setQueryData(retentionQuery.queryKey, settings);
      form.setInitialValues(entered(settings));
      form.reset();
      notices.done(t('system.retention.saved'));
    },
  });
  const submit = ({ eventDays, lockHistoryDays, auditDays, inventoryChangeDays }: Days) =>
    save.mutate({
      eventDays: orNull(eventDays),
      lockHistoryDays: orNull(lockHistoryDays),
      auditDays: orNull(auditDays),
      inventoryChangeDays: orNull(inventoryChangeDays),
    });
  return (
    <form onSubmit={form.onSubmit(submit)} noValidate>
      <Stack gap="sm">
        {kinds.map((kind) => (
          <NumberInput
            key={kind}
            label={t(`system.retention.${kind}`)}
            suffix={t('system.retention.unit')}
            placeholder={t('system.retention.forGood')}
            maw={280}
            min={shortestRetention[kind]}
            max={36_500}
            allowDecimal={false}
            allowNegative={false}
            clampBehavior="none"
            disabled={!may('system.write')}
            {...form.getInputProps(kind)}
          />
        ))}
        <Group>
          <Button
            type="submit"
            variant="default"
            disabled={!form.isDirty() || !may('system.write')}
            loading={save.isPending}
          >
            {t('common.save')}
          </Button>
        </Group>
        <ProblemAlert error={save.error} />
      </Stack>
    </form>
  );
}
