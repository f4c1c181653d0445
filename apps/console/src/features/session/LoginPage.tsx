/** Log-in. */
import { Alert, Button, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { api } from '../../api/client.ts';
import { sessionQuery, setupStatusQuery } from '../../api/queries.ts';
import { useWording } from '../../i18n/WordingProvider.tsx';
import { FrontPage } from '../../ui/FrontPage.tsx';
import { ProblemAlert } from '../../ui/ProblemAlert.tsx';
import { usePageTitle } from '../../ui/use-page-title.ts';

export function LoginPage() {
  const { t } = useWording();
  usePageTitle(t('login.title'));
  const { why } = useSearch({ from: '/login' });
  const setup = useQuery(setupStatusQuery);
  if (setup.data?.needed === true) {
    return (
      <FrontPage title={t('login.notSetUp.title')}>
        <Text>{t('login.notSetUp.text')}</Text>
      </FrontPage>
    );
  }
  return (
    <FrontPage title={t('login.title')} lead={t('login.lead')}>
      <Stack>
        {why !== undefined && (
          <Alert color={why === 'ended' ? 'yamabuki' : 'ai'} role="status">
            {t(why === 'ended' ? 'login.ended' : 'login.loggedOut')}
          </Alert>
        )}
        <LoginForm />
      </Stack>
    </FrontPage>
  );
}

function LoginForm() {
  const { t } = useWording();
  const { next } = useSearch({ from: '/login' });
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const required = (value: string) => (value === '' ? t('common.required') : null);
  const form = useForm({
    mode: 'uncontrolled',
    initialValues: { loginId: '', password: '' },
    validate: { loginId: required, password: required },
  });
  const logIn = useMutation({
    mutationFn: api.logIn,
    onSuccess: async (session) => {
      queryClient.setQueryData(sessionQuery.queryKey, session);
      await navigate({ href: next ?? '/', replace: true });
    },
  });
  return (
    <form onSubmit={form.onSubmit((values) => logIn.mutate(values))} noValidate>
      <Stack>
        <ProblemAlert error={logIn.error} />
        <TextInput
          label={t('login.loginId')}
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          data-autofocus
          autoFocus
          key={form.key('loginId')}
          {...form.getInputProps('loginId')}
        />
        <PasswordInput
          label={t('login.password')}
          autoComplete="current-password"
          visibilityToggleButtonProps={{ 'aria-label': t('common.show') }}
          key={form.key('password')}
          {...form.getInputProps('password')}
        />
        <Button type="submit" loading={logIn.isPending} fullWidth mt={4}>
          {t('login.submit')}
        </Button>
      </Stack>
    </form>
  );
}
