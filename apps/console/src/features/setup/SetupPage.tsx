/** Set-up by the one-time link: organization, first administrator, then the recovery key. */
import { Anchor, Loader, Text } from '@mantine/core';
import type { SetupAnswer } from '@sekisho/contracts';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { setupStatusQuery } from '../../api/queries.ts';
import { useWording } from '../../i18n/WordingProvider.tsx';
import { FrontPage } from '../../ui/FrontPage.tsx';
import { ProblemAlert } from '../../ui/ProblemAlert.tsx';
import { usePageTitle } from '../../ui/use-page-title.ts';
import { RecoveryKey } from './RecoveryKey.tsx';
import { SetupForm } from './SetupForm.tsx';
import { tokenOf } from './setup-form.ts';

export function SetupPage() {
  const { t } = useWording();
  usePageTitle(t('setup.title'));
  const [token] = useState(() => tokenOf(window.location.hash));
  const [done, setDone] = useState<{ answer: SetupAnswer; organizationName: string }>();
  const status = useQuery({ ...setupStatusQuery, enabled: done === undefined });

  if (done !== undefined) {
    return (
      <FrontPage title={t('setup.done.title')} width={560}>
        <RecoveryKey answer={done.answer} organizationName={done.organizationName} />
      </FrontPage>
    );
  }
  if (status.isPending) {
    return (
      <FrontPage title={t('setup.title')}>
        <Loader aria-label={t('common.loading')} />
      </FrontPage>
    );
  }
  if (status.isError) {
    return (
      <FrontPage title={t('setup.title')}>
        <ProblemAlert error={status.error} />
      </FrontPage>
    );
  }
  if (!status.data.needed) {
    return (
      <FrontPage title={t('setup.already.title')}>
        <Text mb="sm">{t('setup.already.text')}</Text>
        <Anchor component={Link} to="/login" underline="always">
          {t('login.title')}
        </Anchor>
      </FrontPage>
    );
  }
  if (token === undefined) {
    return (
      <FrontPage title={t('setup.noToken.title')}>
        <Text>{t('setup.noToken.text')}</Text>
      </FrontPage>
    );
  }
  return (
    <FrontPage title={t('setup.title')} lead={t('setup.lead')} width={560}>
      <SetupForm token={token} onDone={(answer, organizationName) => setDone({ answer, organizationName })} />
    </FrontPage>
  );
}
