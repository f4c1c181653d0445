/** The organization's rule: a second factor of everybody, or of whoever wants one. */
import { Anchor, Skeleton, Stack, Switch, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { api } from '../../api/client.ts';
import { loginRulesQuery, sessionQuery } from '../../api/queries.ts';
import { useWording } from '../../i18n/WordingProvider.tsx';
import { ProblemAlert } from '../../ui/ProblemAlert.tsx';
import { useProof } from '../../ui/ProofProvider.tsx';
import { Section } from '../../ui/Section.tsx';
import { useMay } from '../../ui/use-may.ts';
import { useNotices } from '../../ui/use-notices.ts';

export function LoginRule() {
  const { t } = useWording();
  const may = useMay();
  const notices = useNotices();
  const withProof = useProof();
  const queryClient = useQueryClient();
  const { secondFactor } = useSuspenseQuery(sessionQuery).data;
  const { data, error } = useQuery(loginRulesQuery);
  const save = useMutation({
    mutationFn: (secondFactorRequired: boolean) => withProof(() => api.setLoginRules({ secondFactorRequired })),
    onSuccess: (rules) => {
      queryClient.setQueryData(loginRulesQuery.queryKey, rules);
      void queryClient.invalidateQueries({ queryKey: sessionQuery.queryKey });
      notices.done(t(rules.secondFactorRequired ? 'administrators.rule.on' : 'administrators.rule.off'));
    },
  });
  return (
    <Section title={t('account.section.factors')}>
      {data === undefined && error === null && <Skeleton height={40} role="status" aria-label={t('common.loading')} />}
      <Stack gap="sm">
        {data !== undefined && (
          <Switch
            label={t('administrators.rule')}
            description={t('administrators.rule.help')}
            checked={data.secondFactorRequired}
            disabled={!may('administrators.write') || save.isPending || !secondFactor.present}
            onChange={(event) => save.mutate(event.currentTarget.checked)}
          />
        )}
        {!secondFactor.present && (
          <Text size="sm">
            {t('administrators.rule.own')}{' '}
            <Anchor component={Link} to="/account" size="sm" underline="always">
              {t('account.title')}
            </Anchor>
          </Text>
        )}
        <ProblemAlert error={error ?? save.error} />
      </Stack>
    </Section>
  );
}
