/** Which acts need how many approvals, and how many devices at once. */
import { Button, Group, NumberInput, Stack, Switch, Text } from '@mantine/core';
import {
  type ApprovableKind,
  type ApprovalsOverview,
  approvableKinds,
  maxApprovalStatements,
  type TrustChange,
} from '@sekisho/contracts';
import { useState } from 'react';
import { useWording } from '../../i18n/WordingProvider.tsx';
import { ProblemAlert } from '../../ui/ProblemAlert.tsx';
import { Section } from '../../ui/Section.tsx';
import { useLeaveGuard } from '../../ui/use-leave-guard.ts';
import { useMay } from '../../ui/use-may.ts';
import { useTrustChange } from './use-trust-change.ts';

type Rules = NonNullable<TrustChange['rules']>;
type Rule = Rules[number];

const firstRule = (kind: ApprovableKind): Rule => ({
  kind,
  approvals: 1,
  maxDevices: kind === 'policy' ? maxApprovalStatements : 10,
});

/** Persons, not keys: one who holds two counts once. */
function countPersons({ approvers }: ApprovalsOverview): number {
  return new Set(approvers.map(({ holder, keyId }) => holder ?? keyId)).size;
}

export function RulesForm({
  overview,
  onAsked,
}: {
  overview: ApprovalsOverview;
  onAsked: (requestId: string) => void;
}) {
  const { t } = useWording();
  const may = useMay();
  const saved = overview.rules as Rules;
  const [rules, setRules] = useState<Rules>(saved);
  const change = useTrustChange((requestId) => requestId !== null && onAsked(requestId));
  const persons = countPersons(overview);
  const frozen = persons === 0 || !may('approvals.write');
  const order = (list: Rules) => JSON.stringify(approvableKinds.map((kind) => list.find((rule) => rule.kind === kind)));
  const edited = order(rules) !== order(saved);
  const sound = rules.every(({ approvals, maxDevices }) => approvals <= persons && approvals >= 1 && maxDevices >= 1);
  const isTakingAll = saved.length > 0 && rules.length === 0;
  useLeaveGuard(edited && !change.isSuccess);
  return (
    <Section title={t('approvals.rules')}>
      <Text size="sm" c="dimmed" mb="sm">
        {t(persons === 0 ? 'approvals.rules.needApprovers' : 'approvals.rules.lead')}
      </Text>
      <Stack gap="md">
        {approvableKinds.map((kind) => (
          <RuleRow
            key={kind}
            kind={kind}
            rule={rules.find((rule) => rule.kind === kind)}
            persons={persons}
            frozen={frozen}
            onChange={(rule) =>
              setRules([...rules.filter((other) => other.kind !== kind), ...(rule === undefined ? [] : [rule])])
            }
          />
        ))}
        {isTakingAll && <Text size="sm">{t('approvals.rules.kept')}</Text>}
        <ProblemAlert error={change.error} />
        <Button
          style={{ alignSelf: 'flex-start' }}
          disabled={frozen || !edited || !sound || isTakingAll}
          loading={change.isPending}
          onClick={() => change.mutate({ rules })}
        >
          {t('approvals.rules.save')}
        </Button>
      </Stack>
    </Section>
  );
}

type RowProps = {
  kind: ApprovableKind;
  rule: Rule | undefined;
  persons: number;
  frozen: boolean;
  onChange: (rule: Rule | undefined) => void;
};

function RuleRow({ kind, rule, persons, frozen, onChange }: RowProps) {
  const { t } = useWording();
  const number = (value: string | number) => (typeof value === 'number' ? Math.floor(value) : 0);
  return (
    <div>
      <Switch
        label={t(`approvals.rules.kind.${kind}`)}
        disabled={frozen}
        checked={rule !== undefined}
        onChange={(event) => onChange(event.currentTarget.checked ? firstRule(kind) : undefined)}
      />
      {rule !== undefined && (
        <Group mt="xs" ml={46} align="flex-start">
          <NumberInput
            w={170}
            label={t('approvals.rules.approvals')}
            disabled={frozen}
            min={1}
            max={8}
            error={rule.approvals > persons ? t('approvals.rules.tooFew', { count: persons }) : undefined}
            value={rule.approvals}
            onChange={(approvals) => onChange({ ...rule, approvals: number(approvals) })}
          />
          {kind !== 'policy' && (
            <NumberInput
              w={170}
              label={t('approvals.rules.maxDevices')}
              disabled={frozen}
              min={1}
              max={maxApprovalStatements}
              value={rule.maxDevices}
              onChange={(maxDevices) => onChange({ ...rule, maxDevices: number(maxDevices) })}
            />
          )}
        </Group>
      )}
    </div>
  );
}
