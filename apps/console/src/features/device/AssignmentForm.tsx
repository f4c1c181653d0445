/** What a person sets on a device: policy, group, user name, note. */
import { Button, Group, Select, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { type UseFormReturnType, useForm } from '@mantine/form';
import type { DeviceDetail, DevicePatch } from '@sekisho/contracts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { api } from '../../api/client.ts';
import { deviceQuery, groupsQuery, policiesQuery } from '../../api/queries.ts';
import { useWording } from '../../i18n/WordingProvider.tsx';
import { ProblemAlert } from '../../ui/ProblemAlert.tsx';
import { policyLabel } from '../../ui/policy-label.ts';
import { Section } from '../../ui/Section.tsx';
import { useMay } from '../../ui/use-may.ts';
import { useNotices } from '../../ui/use-notices.ts';
import { noteMaxWidth, noteWidth } from './note-width.ts';

type Values = { policyCode: string; groupId: string; userName: string; note: string };

const userNameMax = 20;

function valuesOf({ policyCode, group, userName, note }: DeviceDetail): Values {
  return { policyCode, groupId: group === null ? '' : String(group.id), userName, note };
}

/** Only what differs, so that two people who change two things do not undo each other. */
export function assignmentPatch(before: Values, after: Values): DevicePatch {
  const patch: DevicePatch = {};
  if (after.policyCode !== before.policyCode) patch.policyCode = after.policyCode;
  if (after.groupId !== before.groupId) patch.groupId = after.groupId === '' ? null : Number(after.groupId);
  if (after.userName !== before.userName) patch.userName = after.userName;
  if (after.note !== before.note) patch.note = after.note;
  return patch;
}

export function AssignmentForm({ device }: { device: DeviceDetail }) {
  const { t } = useWording();
  const may = useMay();
  const notices = useNotices();
  const queryClient = useQueryClient();
  const saved = valuesOf(device);
  const form = useForm<Values>({
    initialValues: saved,
    validateInputOnChange: true,
    validate: {
      userName: (value) => (Array.from(value).length > userNameMax ? t('common.tooLong', { max: userNameMax }) : null),
      note: (value) => (noteWidth(value) > noteMaxWidth ? t('assignment.note.tooLong') : null),
    },
  });
  const savedKey = JSON.stringify(saved);
  // Somebody else's save appears here too, unless one is typing.
  // biome-ignore lint/correctness/useExhaustiveDependencies: `saved` is new at every refresh; its content is what counts
  useEffect(() => {
    if (form.isDirty()) return;
    form.setInitialValues(saved);
    form.setValues(saved);
  }, [savedKey]);
  const save = useMutation({
    mutationFn: (values: Values) => api.patchDevice(device.id, assignmentPatch(form.getInitialValues(), values)),
    onSuccess: (answer, values) => {
      form.setInitialValues(values);
      form.resetDirty(values);
      if (answer !== undefined) queryClient.setQueryData(deviceQuery(device.id).queryKey, answer);
      void queryClient.invalidateQueries({ queryKey: ['devices'] });
      notices.done(t('assignment.saved'));
    },
  });
  const frozen = !may('devices.write') || device.lockMode === 'deregistered';
  return (
    <Section title={t('assignment.title')}>
      <form onSubmit={form.onSubmit((values) => save.mutate(values))} noValidate>
        <Stack gap="sm">
          <AssignmentSelects form={form} disabled={frozen} />
          <TextInput
            label={t('assignment.userName')}
            description={t('assignment.userName.help')}
            disabled={frozen}
            {...form.getInputProps('userName')}
          />
          <div>
            <Textarea
              label={t('assignment.note')}
              autosize
              minRows={2}
              maxRows={8}
              disabled={frozen}
              {...form.getInputProps('note')}
            />
            <Text size="xs" c="dimmed" ta="end" mt={2}>
              {t('assignment.note.count', { used: noteWidth(form.values.note), max: noteMaxWidth })}
            </Text>
          </div>
          <ProblemAlert error={save.error} />
          <Group gap="xs">
            <Button type="submit" disabled={frozen || !form.isDirty()} loading={save.isPending}>
              {t('common.save')}
            </Button>
            {form.isDirty() && (
              <Button variant="subtle" color="gray" onClick={form.reset}>
                {t('common.discard')}
              </Button>
            )}
          </Group>
        </Stack>
      </form>
    </Section>
  );
}

function AssignmentSelects({
  form,
  disabled,
}: {
  form: Pick<UseFormReturnType<Values>, 'getInputProps'>;
  disabled: boolean;
}) {
  const { t, compare } = useWording();
  const groups = useQuery(groupsQuery).data?.items ?? [];
  const policies = useQuery(policiesQuery).data?.items ?? [];
  const groupChoices = groups
    .map(({ id, name }) => ({ value: String(id), label: name }))
    .sort((left, right) => compare(left.label, right.label));
  return (
    <>
      <Select
        label={t('assignment.policy')}
        allowDeselect={false}
        disabled={disabled}
        data={policies.map(({ code, name }) => ({ value: code, label: policyLabel(code, name) }))}
        {...form.getInputProps('policyCode')}
      />
      <Select
        label={t('assignment.group')}
        allowDeselect={false}
        searchable={groups.length > 8}
        disabled={disabled}
        data={[{ value: '', label: t('assignment.group.none') }, ...groupChoices]}
        {...form.getInputProps('groupId')}
      />
    </>
  );
}
