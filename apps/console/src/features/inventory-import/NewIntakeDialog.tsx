/** Makes an address for agents of others; its secret, and what is run with it, are shown this once. */
import { NumberInput, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { type AgentIntakeMade, agentIntakeRealm, agentIntakeUser } from '@sekisho/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '../../api/client.ts';
import { agentIntakesQuery } from '../../api/queries.ts';
import { useWording } from '../../i18n/WordingProvider.tsx';
import { CopyField } from '../../ui/CopyField.tsx';
import { CreateOrCancel, ShownOnce, ShownOnceDialog } from '../../ui/ShownOnceDialog.tsx';
import { GroupSelect, useFirstGroup } from './GroupSelect.tsx';

type Values = { name: string; group: string | null; days: number | string };

const longestDays = 3_650;

export function NewIntakeDialog({ onClose }: { onClose: () => void }) {
  const { t } = useWording();
  const queryClient = useQueryClient();
  const make = useMutation({
    mutationFn: ({ name, group, days }: Values) =>
      api.makeAgentIntake({ name: name.trim(), groupId: Number(group), expiresInDays: Number(days) }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: agentIntakesQuery.queryKey }),
  });
  const made = make.data;
  return (
    <ShownOnceDialog
      title={t(made === undefined ? 'intakes.make.title' : 'intakes.made.title')}
      isMade={made !== undefined}
      onClose={onClose}
    >
      {made === undefined ? (
        <IntakeForm
          error={make.error}
          pending={make.isPending}
          onSubmit={(values) => make.mutate(values)}
          onClose={onClose}
        />
      ) : (
        <Made made={made} onClose={onClose} />
      )}
    </ShownOnceDialog>
  );
}

type FormProps = { error: unknown; pending: boolean; onSubmit: (values: Values) => void; onClose: () => void };

function IntakeForm({ error, pending, onSubmit, onClose }: FormProps) {
  const { t } = useWording();
  const group = useFirstGroup();
  const form = useForm<Values>({
    initialValues: { name: '', group, days: 90 },
    validateInputOnChange: true,
    validate: {
      name: (name) => (name.trim() === '' ? t('common.required') : null),
      group: (group) => (group === null ? t('common.required') : null),
      days: (days) =>
        Number.isInteger(days) && Number(days) >= 1 && Number(days) <= longestDays
          ? null
          : t('deploy.download.expires.wrong'),
    },
  });
  return (
    <form onSubmit={form.onSubmit(onSubmit)} noValidate>
      <Stack>
        <TextInput
          label={t('intakes.name')}
          placeholder={t('intakes.name.example')}
          maxLength={100}
          data-autofocus
          {...form.getInputProps('name')}
        />
        <GroupSelect description={t('deploy.download.lead')} {...form.getInputProps('group')} />
        <NumberInput
          label={t('deploy.download.expires')}
          description={t('intakes.expires.help')}
          w={220}
          min={1}
          max={longestDays}
          allowDecimal={false}
          clampBehavior="none"
          {...form.getInputProps('days')}
        />
        <CreateOrCancel error={error} pending={pending} onClose={onClose} />
      </Stack>
    </form>
  );
}

function Made({ made: { url, secret }, onClose }: { made: AgentIntakeMade; onClose: () => void }) {
  const { t } = useWording();
  const access = `--server=${url} --user=${agentIntakeUser} --password=${secret}`;
  const fields = [
    ['intakes.made.url', url],
    ['intakes.made.secret', secret],
    ['intakes.agent.glpi', `glpi-agent ${access}`],
    ['intakes.agent.fusioninventory', `fusioninventory-agent ${access}`],
    ['intakes.agent.ocs', `ocsinventory-agent ${access} --realm=${agentIntakeRealm}`],
  ] as const;
  return (
    <ShownOnce warning={t('intakes.made.text')} closed={t('intakes.made.closed')} onClose={onClose}>
      {fields.map(([label, value]) => (
        <div key={label}>
          <Text size="sm" fw={600} mb={4}>
            {t(label)}
          </Text>
          <CopyField value={value} label={t(label)} wrap />
        </div>
      ))}
      <Text size="sm" c="dimmed">
        {t('intakes.made.hint')}
      </Text>
    </ShownOnce>
  );
}
