/** A forgotten login id or password: a link by mail, or, where there is none, whom to ask. */
import { Alert, Anchor, Button, List, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { api } from '../../api/client.ts';
import { passwordResetStatusQuery } from '../../api/queries.ts';
import { useWording } from '../../i18n/WordingProvider.tsx';
import { CopyField } from '../../ui/CopyField.tsx';
import { FrontPage } from '../../ui/FrontPage.tsx';
import { ProblemAlert } from '../../ui/ProblemAlert.tsx';
import { usePageTitle } from '../../ui/use-page-title.ts';

export function ForgottenPage() {
  const { t } = useWording();
  usePageTitle(t('forgotten.title'));
  const { data, error } = useQuery(passwordResetStatusQuery);
  return (
    <FrontPage title={t(data?.byMail === false ? 'forgotten.noMail.title' : 'forgotten.title')} width={460}>
      <Stack>
        <ProblemAlert error={error} />
        {data?.byMail === true && <ByMail />}
        {data?.byMail === false && <WithoutMail />}
        <Anchor component={Link} to="/login" size="sm">
          {t('login.back')}
        </Anchor>
      </Stack>
    </FrontPage>
  );
}

function ByMail() {
  const { t } = useWording();
  const [who, setWho] = useState('');
  const ask = useMutation({ mutationFn: api.requestPasswordReset });
  if (ask.isSuccess) {
    return (
      <Alert color="wakatake" title={t('forgotten.sent.title')} role="status">
        <Text size="sm">{t('forgotten.sent.text')}</Text>
        <Text size="sm" mt="xs">
          {t('forgotten.sent.none')}
        </Text>
      </Alert>
    );
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (who.trim() !== '') ask.mutate(who.trim());
      }}
      noValidate
    >
      <Stack>
        <Text size="sm">{t('forgotten.lead')}</Text>
        <TextInput
          label={t('forgotten.who')}
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          maxLength={254}
          autoFocus
          value={who}
          onChange={(event) => setWho(event.currentTarget.value)}
        />
        <ProblemAlert error={ask.error} />
        <Button type="submit" loading={ask.isPending} disabled={who.trim() === ''}>
          {t('forgotten.submit')}
        </Button>
      </Stack>
    </form>
  );
}

function WithoutMail() {
  const { t } = useWording();
  return (
    <Stack gap="sm">
      <Text size="sm">{t('forgotten.noMail.text')}</Text>
      <List size="sm" spacing="xs">
        <List.Item>{t('forgotten.noMail.group')}</List.Item>
        <List.Item>{t('forgotten.noMail.operator')}</List.Item>
      </List>
      <CopyField value="npm start -- account-link LOGIN-ID" label={t('forgotten.noMail.operator')} />
    </Stack>
  );
}
