/** Changes one's own e-mail address. */
import { Button, Stack, TextInput, Title } from '@mantine/core';
import { useForm } from '@mantine/form';
import { AdministratorPatch } from '@sekisho/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '../../api/client.ts';
import { administratorsQuery, sessionQuery } from '../../api/queries.ts';
import { useWording } from '../../i18n/WordingProvider.tsx';
import { emailFault } from '../../ui/email-fault.ts';
import { ProblemAlert } from '../../ui/ProblemAlert.tsx';
import { useProof } from '../../ui/ProofProvider.tsx';
import { schemaFaults } from '../../ui/schema-faults.ts';
import { useNotices } from '../../ui/use-notices.ts';

export function EmailForm({ email }: { email: string }) {
  const { t } = useWording();
  const notices = useNotices();
  const withProof = useProof();
  const queryClient = useQueryClient();
  const form = useForm({
    initialValues: { email },
    validateInputOnBlur: true,
    clearInputErrorOnChange: true,
    validate: {
      email: (typed) =>
        schemaFaults(AdministratorPatch, { email: typed.trim() }).has('/email') ? t(emailFault(typed)) : null,
    },
  });
  const save = useMutation({
    mutationFn: (typed: string) => withProof(() => api.patchMe({ email: typed })),
    onSuccess: (_answer, typed) => {
      form.setInitialValues({ email: typed });
      form.setValues({ email: typed });
      notices.done(t('administrators.email.saved'));
      void queryClient.invalidateQueries({ queryKey: sessionQuery.queryKey });
      void queryClient.invalidateQueries({ queryKey: administratorsQuery.queryKey });
    },
  });
  return (
    <form onSubmit={form.onSubmit(({ email: typed }) => save.mutate(typed.trim()))} noValidate>
      <Stack>
        <Title order={3}>{t('administrators.email.title')}</Title>
        <TextInput
          type="email"
          label={t('setup.email')}
          autoComplete="email"
          maxLength={254}
          {...form.getInputProps('email')}
        />
        <ProblemAlert error={save.error} />
        <Button type="submit" disabled={!form.isDirty()} loading={save.isPending} style={{ alignSelf: 'flex-start' }}>
          {t('common.save')}
        </Button>
      </Stack>
    </form>
  );
}
