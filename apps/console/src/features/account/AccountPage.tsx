/** One's own account: e-mail, password, second factors. */
import { Alert, Paper, SimpleGrid, Skeleton, Stack, Text } from '@mantine/core';
import { IconShieldLock } from '@tabler/icons-react';
import { useQuery, useSuspenseQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { secondFactorsQuery, sessionQuery } from '../../api/queries.ts';
import { useWording } from '../../i18n/WordingProvider.tsx';
import { PageHead } from '../../ui/PageHead.tsx';
import { ProblemAlert } from '../../ui/ProblemAlert.tsx';
import { Section } from '../../ui/Section.tsx';
import { usePageTitle } from '../../ui/use-page-title.ts';
import { AuthenticatorApp } from './AuthenticatorApp.tsx';
import { EmailForm } from './EmailForm.tsx';
import { Passkeys } from './Passkeys.tsx';
import { PasswordForm } from './PasswordForm.tsx';
import { RecoveryCodes } from './RecoveryCodes.tsx';
import { RecoveryCodesDialog } from './RecoveryCodesDialog.tsx';

export function AccountPage() {
  const { t } = useWording();
  usePageTitle(t('account.title'));
  const { administrator, secondFactor } = useSuspenseQuery(sessionQuery).data;
  const { data, error } = useQuery(secondFactorsQuery);
  const [codes, setCodes] = useState<readonly string[]>();
  const show = (made: readonly string[] | null) => setCodes(made ?? undefined);
  return (
    <>
      <PageHead title={t('account.title')} lead={`${administrator.loginId} · ${t('account.lead')}`} />
      <Stack maw={1000}>
        {secondFactor.required && !secondFactor.present && (
          <Alert color="yamabuki" icon={<IconShieldLock />} title={t('account.required.title')} role="status">
            {t('account.required.text')}
          </Alert>
        )}
        <Section title={t('account.section.factors')}>
          <Stack>
            <Text size="sm" c="dimmed">
              {t('account.factors.lead')}
            </Text>
            {data === undefined &&
              (error === null ? (
                <Skeleton height={120} role="status" aria-label={t('common.loading')} />
              ) : (
                <ProblemAlert error={error} />
              ))}
            {data !== undefined && (
              <>
                <AuthenticatorApp present={data.app} onCodes={show} />
                <Passkeys passkeys={data.passkeys} onCodes={show} />
                {(data.app || data.passkeys.length > 0) && (
                  <RecoveryCodes left={data.recoveryCodesLeft} onCodes={show} />
                )}
              </>
            )}
          </Stack>
        </Section>
        <Section title={t('account.section.basic')}>
          <SimpleGrid cols={{ base: 1, md: 2 }}>
            <Paper p="md">
              <EmailForm email={administrator.email} />
            </Paper>
            <Paper p="md">
              <PasswordForm loginId={administrator.loginId} />
            </Paper>
          </SimpleGrid>
        </Section>
      </Stack>
      {codes !== undefined && (
        <RecoveryCodesDialog codes={codes} loginId={administrator.loginId} onClose={() => setCodes(undefined)} />
      )}
    </>
  );
}
