/** Approvals: what waits for approvers, who they are, and what needs them. */
import { Skeleton, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { approvalsQuery, openApprovalsQuery } from '../../api/queries.ts';
import { useWording } from '../../i18n/WordingProvider.tsx';
import { PageHead } from '../../ui/PageHead.tsx';
import { ProblemAlert } from '../../ui/ProblemAlert.tsx';
import { Section } from '../../ui/Section.tsx';
import { usePageTitle } from '../../ui/use-page-title.ts';
import { Approvers } from './Approvers.tsx';
import { PastRequests } from './PastRequests.tsx';
import { RequestDialog } from './RequestDialog.tsx';
import { RequestTable } from './RequestTable.tsx';
import { RulesForm } from './RulesForm.tsx';

export function ApprovalsPage() {
  const { t } = useWording();
  usePageTitle(t('approvals.title'));
  const overview = useQuery(approvalsQuery);
  const inbox = useQuery(openApprovalsQuery);
  const [openId, setOpenId] = useState<string>();
  const { data } = overview;
  return (
    <>
      <PageHead title={t('approvals.title')} lead={t('approvals.lead')} />
      <Stack>
        <Section title={t('approvals.inbox')}>
          {inbox.data === undefined &&
            (inbox.error === null ? (
              <Skeleton height={60} role="status" aria-label={t('common.loading')} />
            ) : (
              <ProblemAlert error={inbox.error} />
            ))}
          {inbox.data?.items.length === 0 && <Text size="sm">{t('approvals.inbox.none')}</Text>}
          {inbox.data !== undefined && inbox.data.items.length > 0 && (
            <RequestTable label={t('approvals.inbox')} requests={inbox.data.items} onOpen={setOpenId} />
          )}
        </Section>
        {data === undefined &&
          (overview.error === null ? (
            <Skeleton height={200} role="status" aria-label={t('common.loading')} />
          ) : (
            <ProblemAlert error={overview.error} />
          ))}
        {data !== undefined && (
          <>
            <Approvers overview={data} onAsked={setOpenId} />
            <RulesForm key={data.version} overview={data} onAsked={setOpenId} />
          </>
        )}
        <PastRequests onOpen={setOpenId} />
        <Section title={t('approvals.recovery')}>
          <Text size="sm">{t('approvals.recovery.text')}</Text>
        </Section>
      </Stack>
      {openId !== undefined && data !== undefined && (
        <RequestDialog key={openId} id={openId} overview={data} onClose={() => setOpenId(undefined)} />
      )}
    </>
  );
}
