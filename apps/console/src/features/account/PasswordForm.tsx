/** Changes one's own password; every other session ends. */
import { Button, PasswordInput, Stack, Text, Title } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation } from '@tanstack/react-query';
import { api } from '../../api/client.ts';
import { useWording } from '../../i18n/WordingProvider.tsx';
import { PasswordRules } from '../../ui/PasswordRules.tsx';
import { ProblemAlert } from '../../ui/ProblemAlert.tsx';
import { metPasswordRules, passwordRules } from '../../ui/password-rules.ts';
import { useNotices } from '../../ui/use-notices.ts';

export function PasswordForm({ loginId }: { loginId: string }) {
  const { t } = useWording();
  const notices = useNotices();
  const form = useForm({
    initialValues: { currentPassword: '', newPassword: '' },
    clearInputErrorOnChange: true,
    validate: {
      currentPassword: (value) => (value === '' ? t('common.required') : null),
      newPassword: (value) =>
        metPasswordRules(value, loginId).size < passwordRules.length ? t('password.wrong') : null,
    },
  });
  const save = useMutation({
    mutationFn: api.patchMe,
    onSuccess: () => {
      form.reset();
      notices.done(t('administrators.password.saved'));
    },
  });
  const reveal = { 'aria-label': t('common.show') };
  return (
    <form onSubmit={form.onSubmit((values) => save.mutate(values))} noValidate>
      <Stack>
        <Title order={3}>{t('administrators.password.title')}</Title>
        <input type="text" name="username" autoComplete="username" value={loginId} readOnly hidden />
        <PasswordInput
          label={t('administrators.password.current')}
          autoComplete="current-password"
          visibilityToggleButtonProps={reveal}
          {...form.getInputProps('currentPassword')}
        />
        <div>
          <PasswordInput
            label={t('administrators.password.new')}
            autoComplete="new-password"
            maxLength={256}
            visibilityToggleButtonProps={reveal}
            {...form.getInputProps('newPassword')}
          />
          <PasswordRules id="account-password-rules" password={form.values.newPassword} loginId={loginId} />
        </div>
        <Text size="xs" c="dimmed">
          {t('administrators.password.help')}
        </Text>
        <ProblemAlert error={save.error} />
        <Button type="submit" loading={save.isPending} style={{ alignSelf: 'flex-start' }}>
          {t('administrators.password.submit')}
        </Button>
      </Stack>
    </form>
  );
}
