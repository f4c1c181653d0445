/** One policy: its rules as a person thinks, what changed against what is saved, how many devices it touches. */
import { Skeleton, Stack, Title } from '@mantine/core';
import type { Policy } from '@sekisho/contracts';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { policyQuery } from '../../api/queries.ts';
import { useWording } from '../../i18n/WordingProvider.tsx';
import { BackLink } from '../../ui/BackLink.tsx';
import { ProblemAlert } from '../../ui/ProblemAlert.tsx';
import { policyLabel } from '../../ui/policy-label.ts';
import { usePageTitle } from '../../ui/use-page-title.ts';
import { PolicyForm } from './PolicyForm.tsx';

export function PolicyPage() {
  const { t } = useWording();
  const { policyCode } = useParams({ from: '/shell/policies/$policyCode' });
  usePageTitle(`${policyCode} ${t('policies.title')}`);
  const { data, error, isPending } = useQuery({ ...policyQuery(policyCode), refetchInterval: 5000 });
  return (
    <Stack gap="sm">
      <Link to="/policies" className="sekisho-link">
        <BackLink>{t('policy.breadcrumb')}</BackLink>
      </Link>
      {isPending && <Skeleton height={320} role="status" aria-label={t('common.loading')} />}
      {data === undefined && error !== null && <ProblemAlert error={error} />}
      {data !== undefined && <Loaded key={policyCode} policy={data} />}
    </Stack>
  );
}

/** What one edits is the version one has loaded; a newer one is taken only on request, or when nothing was edited. */
function Loaded({ policy }: { policy: Policy }) {
  const [base, setBase] = useState(policy);
  const [edited, setEdited] = useState(false);
  if (!edited && policy.revision > base.revision) setBase(policy);
  return (
    <>
      <Title order={1}>{policyLabel(base.code, base.name)}</Title>
      <PolicyForm
        key={base.revision}
        base={base}
        devices={policy.devices}
        onEdited={setEdited}
        onTakeNewest={(newest) => {
          setEdited(false);
          setBase(newest);
        }}
      />
    </>
  );
}
