/** The rules of a policy, checked while one edits them. */
import { Button, Group, List, Stack, Text, TextInput } from '@mantine/core';
import type { Policy } from '@sekisho/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { api } from '../../api/client.ts';
import { codeOf } from '../../api/problem.ts';
import { policyQuery } from '../../api/queries.ts';
import { useWording } from '../../i18n/WordingProvider.tsx';
import { ProblemAlert } from '../../ui/ProblemAlert.tsx';
import { Section } from '../../ui/Section.tsx';
import { useAsked } from '../../ui/use-asked.ts';
import { useLeaveGuard } from '../../ui/use-leave-guard.ts';
import { useMay } from '../../ui/use-may.ts';
import { useNotices } from '../../ui/use-notices.ts';
import { WillWait } from '../../ui/WillWait.tsx';
import { DeletePolicy } from './DeletePolicy.tsx';
import classes from './PolicyForm.module.css';
import { type PolicyValues, policyChanges, policyFaults, samePolicy } from './policy-form.ts';
import { policySections } from './sections/section-list.ts';

type Props = {
  base: Policy;
  devices: number;
  onEdited: (edited: boolean) => void;
  onTakeNewest: (newest: Policy) => void;
};

export function PolicyForm({ base, devices, onEdited, onTakeNewest }: Props) {
  const { t } = useWording();
  const notices = useNotices();
  const asked = useAsked();
  const queryClient = useQueryClient();
  const [values, setValues] = useState<PolicyValues>({ name: base.name, settings: base.settings });
  const edited = !samePolicy(base, values);
  useEffect(() => onEdited(edited), [onEdited, edited]);
  const save = useMutation({
    mutationFn: () =>
      api.savePolicy(base.code, { name: values.name.trim(), settings: values.settings, revision: base.revision }),
    onSuccess: (saved) => {
      if ('requestId' in saved) {
        asked(saved);
        onTakeNewest({ ...base });
        return;
      }
      queryClient.setQueryData(policyQuery(base.code).queryKey, saved);
      void queryClient.invalidateQueries({ queryKey: ['policies'] });
      void queryClient.invalidateQueries({ queryKey: ['devices'] });
      notices.done(t('policy.saved', { devices: t('common.devices', { count: saved.devices }) }));
      onTakeNewest(saved);
    },
  });
  const takeNewest = useMutation({
    mutationFn: () => queryClient.fetchQuery({ ...policyQuery(base.code), staleTime: 0 }),
    onSuccess: onTakeNewest,
  });
  useLeaveGuard(edited && !save.isSuccess);
  return (
    <div className={classes['columns']}>
      <Rules base={base} values={values} onChange={setValues} />
      <div className={classes['side']}>
        <Changes base={base} values={values} devices={devices} />
        {edited && <WillWait kind="policy" />}
        <ProblemAlert error={save.error} />
        {codeOf(save.error) === 'policy-changed-meanwhile' && (
          <Button variant="default" loading={takeNewest.isPending} onClick={() => takeNewest.mutate()}>
            {t('policy.meanwhile')}
          </Button>
        )}
        <SaveButtons
          values={values}
          edited={edited}
          saving={save.isPending}
          onSave={() => save.mutate()}
          onDiscard={() => setValues({ name: base.name, settings: base.settings })}
        />
        <DeletePolicy policy={base} devices={devices} />
      </div>
    </div>
  );
}

function SaveButtons(props: {
  values: PolicyValues;
  edited: boolean;
  saving: boolean;
  onSave: () => void;
  onDiscard: () => void;
}) {
  const wording = useWording();
  const may = useMay();
  const sound = Object.keys(policyFaults(props.values, wording)).length === 0;
  return (
    <Group gap="xs">
      <Button
        disabled={!props.edited || !sound || !may('policies.write')}
        loading={props.saving}
        onClick={props.onSave}
      >
        {wording.t('common.save')}
      </Button>
      {props.edited && (
        <Button variant="subtle" color="gray" onClick={props.onDiscard}>
          {wording.t('common.discard')}
        </Button>
      )}
    </Group>
  );
}

function Rules({
  base,
  values,
  onChange,
}: {
  base: Policy;
  values: PolicyValues;
  onChange: (values: PolicyValues) => void;
}) {
  const wording = useWording();
  const { t } = wording;
  const may = useMay();
  const frozen = !may('policies.write');
  const faults = policyFaults(values, wording);
  const { settings } = values;
  return (
    <Stack>
      <Section title={t('policy.name')}>
        <TextInput
          aria-label={t('policy.name')}
          maxLength={100}
          maw={420}
          disabled={frozen}
          value={values.name}
          error={faults['name']}
          onChange={(event) => onChange({ ...values, name: event.currentTarget.value })}
        />
      </Section>
      {policySections.map(({ name, Section: Part }) => (
        <Part
          key={name}
          policy={base}
          settings={settings}
          faults={faults}
          frozen={frozen}
          set={(changed) => onChange({ ...values, settings: { ...settings, ...changed } })}
        />
      ))}
    </Stack>
  );
}

function Changes({ base, values, devices }: { base: Policy; values: PolicyValues; devices: number }) {
  const wording = useWording();
  const { t } = wording;
  const changes = policyChanges(base, values, wording);
  return (
    <Section title={t('policy.changes')}>
      {changes.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t('policy.changes.none')}
        </Text>
      ) : (
        <List size="sm" spacing={6}>
          {changes.map(({ field, from, to }) => (
            <List.Item key={field}>{t('policy.changes.item', { field: t(field), from, to })}</List.Item>
          ))}
        </List>
      )}
      <Text size="sm" mt="sm">
        {devices === 0
          ? t('policy.touches.none')
          : t('policy.touches', { devices: t('common.devices', { count: devices }) })}
      </Text>
      {devices > 0 && (
        <Link to="/" search={{ policy: base.code }} className="sekisho-link">
          {t('policy.devices')}
        </Link>
      )}
    </Section>
  );
}
