/** Opened by a one-time link: a first password for whoever was invited, a new one for whoever forgot it. */
import { Anchor, Button, Loader, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import type { AccountLinkOwner } from '@sekisho/contracts';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { api } from '../../api/client.ts';
import { RequestFailed } from '../../api/problem.ts';
import { useWording } from '../../i18n/WordingProvider.tsx';
import { FrontPage } from '../../ui/FrontPage.tsx';
import { PasswordRules } from '../../ui/PasswordRules.tsx';
import { ProblemAlert } from '../../ui/ProblemAlert.tsx';
import { metPasswordRules, passwordRules } from '../../ui/password-rules.ts';
import { usePageTitle } from '../../ui/use-page-title.ts';

export function AccountLinkPage() {
  const { t } = useWording();
  const [token] = useState(() => /^#token=([\w-]{20,128})$/.exec(window.location.hash)?.[1]);
  const { data, error } = useQuery({
    queryKey: ['account-link', token],
    queryFn: () => {
      if (token === undefined) throw new RequestFailed('account-link-invalid', 0);
      return api.lookAtLink(token);
    },
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const title = data === undefined ? t('link.title.password-reset') : t(`link.title.${data.purpose}`);
  usePageTitle(title);
  if (error !== null) {
    return (
      <FrontPage title={t('link.invalid.title')}>
        <Stack>
          <ProblemAlert error={error} />
          <Anchor component={Link} to="/login" size="sm">
            {t('login.back')}
          </Anchor>
        </Stack>
      </FrontPage>
    );
  }
  return (
    <FrontPage title={title} width={440}>
      {data === undefined || token === undefined ? (
        <Loader aria-label={t('common.loading')} />
      ) : (
        <NewPassword owner={data} token={token} />
      )}
    </FrontPage>
  );
}

function NewPassword({ owner, token }: { owner: AccountLinkOwner; token: string }) {
  const { t } = useWording();
  const navigate = useNavigate();
  const { loginId, purpose, organizationName: organization } = owner;
  const form = useForm({
    initialValues: { newPassword: '' },
    clearInputErrorOnChange: true,
    validate: {
      newPassword: (value) =>
        metPasswordRules(value, loginId).size < passwordRules.length ? t('password.wrong') : null,
    },
  });
  const save = useMutation({
    mutationFn: (newPassword: string) => api.redeemLink({ token, newPassword }),
    onSuccess: () => navigate({ to: '/login', search: { why: 'password-set' }, replace: true }),
  });
  return (
    <form onSubmit={form.onSubmit(({ newPassword }) => save.mutate(newPassword))} noValidate>
      <Stack>
        <Text size="sm">{t(`link.lead.${purpose}`, { organization })}</Text>
        <TextInput label={t('link.loginId')} autoComplete="username" value={loginId} readOnly />
        <div>
          <PasswordInput
            label={t('link.password')}
            autoComplete="new-password"
            maxLength={256}
            autoFocus
            visibilityToggleButtonProps={{ 'aria-label': t('common.show') }}
            {...form.getInputProps('newPassword')}
          />
          <PasswordRules id="link-password-rules" password={form.values.newPassword} loginId={loginId} />
        </div>
        <ProblemAlert error={save.error} />
        <Button type="submit" loading={save.isPending}>
          {t('link.submit')}
        </Button>
      </Stack>
    </form>
  );
}
