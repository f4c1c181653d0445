/** Log-in: by password, with a second step where one is set up, or by a passkey alone. */
import { Alert, Anchor, Button, Divider, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import type { SecondStep, Session } from '@sekisho/contracts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { api } from '../../api/client.ts';
import { sessionQuery, setupStatusQuery } from '../../api/queries.ts';
import { useWording } from '../../i18n/WordingProvider.tsx';
import { FrontPage } from '../../ui/FrontPage.tsx';
import { PasskeyButton } from '../../ui/PasskeyButton.tsx';
import { ProblemAlert } from '../../ui/ProblemAlert.tsx';
import { askPasskey } from '../../ui/passkeys.ts';
import { usePageTitle } from '../../ui/use-page-title.ts';
import { SecondStepForm } from './SecondStepForm.tsx';

const reasons = {
  ended: { text: 'login.ended', color: 'yamabuki' },
  'logged-out': { text: 'login.loggedOut', color: 'ai' },
  'password-set': { text: 'login.passwordSet', color: 'wakatake' },
} as const;

type Wanted = { step: SecondStep; loginId: string };

export function LoginPage() {
  const { t } = useWording();
  usePageTitle(t('login.title'));
  const { why, next } = useSearch({ from: '/login' });
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const [wanted, setWanted] = useState<Wanted>();
  const setup = useQuery(setupStatusQuery);
  const enter = async (session: Session) => {
    queryClient.setQueryData(sessionQuery.queryKey, session);
    await navigate({ href: next ?? '/', replace: true });
  };
  if (setup.data?.needed === true) {
    return (
      <FrontPage title={t('login.notSetUp.title')}>
        <Text>{t('login.notSetUp.text')}</Text>
      </FrontPage>
    );
  }
  if (wanted !== undefined) {
    return (
      <FrontPage title={t('login.step.title')}>
        <SecondStepForm {...wanted} onDone={enter} onBack={() => setWanted(undefined)} />
      </FrontPage>
    );
  }
  const reason = why === undefined ? undefined : reasons[why];
  return (
    <FrontPage title={t('login.title')} lead={t('login.lead')}>
      <Stack>
        {reason !== undefined && (
          <Alert color={reason.color} role="status">
            {t(reason.text)}
          </Alert>
        )}
        <PasswordForm onDone={enter} onWanted={setWanted} />
        <Divider label={t('login.or')} />
        <PasskeyLogin onDone={enter} />
        <Anchor component={Link} to="/forgotten" size="sm" ta="center">
          {t('login.forgotten')}
        </Anchor>
      </Stack>
    </FrontPage>
  );
}

type FormProps = { onDone: (session: Session) => Promise<void>; onWanted: (wanted: Wanted) => void };

function PasswordForm({ onDone, onWanted }: FormProps) {
  const { t } = useWording();
  const required = (value: string) => (value === '' ? t('common.required') : null);
  const form = useForm({
    mode: 'uncontrolled',
    initialValues: { loginId: '', password: '' },
    validate: { loginId: required, password: required },
  });
  const logIn = useMutation({
    mutationFn: api.logIn,
    onSuccess: async (outcome, { loginId }) => {
      if ('ticket' in outcome) onWanted({ step: outcome, loginId });
      else await onDone(outcome);
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

function PasskeyLogin({ onDone }: Pick<FormProps, 'onDone'>) {
  const { t } = useWording();
  const logIn = useMutation({
    mutationFn: async () => {
      const { ticket, options } = await api.askForPasskey();
      return api.logInWithPasskey({ ticket, response: await askPasskey(options) });
    },
    onSuccess: onDone,
  });
  return (
    <Stack gap="xs">
      <PasskeyButton label={t('login.passkey')} pending={logIn.isPending} fullWidth onClick={() => logIn.mutate()} />
      <ProblemAlert error={logIn.error} />
    </Stack>
  );
}
