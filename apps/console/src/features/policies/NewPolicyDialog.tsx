/** One more policy beside A01–A10; its rules are edited on its own page afterwards. */
import { Button, Group, Modal, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { defaultPolicySettings } from '@sekisho/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { api } from '../../api/client.ts';
import { useWording } from '../../i18n/WordingProvider.tsx';
import { ProblemAlert } from '../../ui/ProblemAlert.tsx';
import { freePolicyCode, isPolicyCode } from './policy-form.ts';

export function NewPolicyDialog({ taken, onClose }: { taken: readonly string[]; onClose: () => void }) {
  const { t } = useWording();
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const form = useForm({
    initialValues: { code: freePolicyCode(taken), name: '' },
    validateInputOnChange: true,
    validate: {
      code: (code) => (isPolicyCode(code) ? null : t('policies.create.code.wrong')),
      name: (name) => (name.trim() === '' ? t('common.required') : null),
    },
  });
  const create = useMutation({
    mutationFn: ({ code, name }: typeof form.values) =>
      api.createPolicy({ code, name: name.trim(), settings: defaultPolicySettings }),
    onSuccess: async ({ code }) => {
      await queryClient.invalidateQueries({ queryKey: ['policies'] });
      await navigate({ to: '/policies/$policyCode', params: { policyCode: code } });
    },
  });
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('policies.create.title')}
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <form onSubmit={form.onSubmit((values) => create.mutate(values))} noValidate>
        <Stack>
          <TextInput
            label={t('policies.create.code')}
            description={t('policies.create.code.help')}
            maxLength={3}
            w={220}
            {...form.getInputProps('code')}
          />
          <TextInput label={t('policy.name')} maxLength={100} data-autofocus {...form.getInputProps('name')} />
          <ProblemAlert error={create.error} />
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={onClose}>
              {t('common.cancel')}
            </Button>
            <Button type="submit" loading={create.isPending}>
              {t('common.create')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
