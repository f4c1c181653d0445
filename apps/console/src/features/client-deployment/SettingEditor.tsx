/** The form of an installer setting: checked while one types, registered after a question. */
import { Alert, Button, Group, List, Text } from '@mantine/core';
import type { InstallerSetting } from '@sekisho/contracts';
import { IconUsers } from '@tabler/icons-react';
import { useState } from 'react';
import { codeOf } from '../../api/problem.ts';
import { useWording } from '../../i18n/WordingProvider.tsx';
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx';
import { ProblemAlert } from '../../ui/ProblemAlert.tsx';
import { Section } from '../../ui/Section.tsx';
import { useLeaveGuard } from '../../ui/use-leave-guard.ts';
import { useMay } from '../../ui/use-may.ts';
import classes from './ClientDeployment.module.css';
import type { Client } from './offered-kinds.ts';
import { Packages } from './Packages.tsx';
import { SettingFields } from './SettingFields.tsx';
import { SettingSummary } from './SettingSummary.tsx';
import { changedFields, fieldsOf, type SettingValues, settingFaults, valuesOf, valueWords } from './setting-form.ts';
import { type Meanwhile, useRegisterSetting } from './use-register-setting.ts';

type Props = { client: Client; saved: InstallerSetting | undefined; begin: SettingValues };

export function SettingEditor({ client, saved, begin }: Props) {
  const may = useMay();
  const [base, setBase] = useState(saved);
  const [values, setValues] = useState(begin);
  const [asking, setAsking] = useState(false);
  const from = base === undefined ? undefined : valuesOf(base);
  const edited = from === undefined || changedFields(from, values).length > 0;
  // A newer one is taken by itself only as long as nothing was edited.
  if (!edited && base !== undefined && saved !== undefined && saved.revision > base.revision) {
    setBase(saved);
    setValues(valuesOf(saved));
  }
  const { register, meanwhile } = useRegisterSetting({
    client,
    base,
    values,
    onBase: (newest, merged) => {
      setBase(newest);
      setValues(merged);
    },
  });
  const faults = settingFaults(values, client.clientKind);
  const isTaken = codeOf(register.error) === 'installer-setting-name-taken' && register.variables?.name === values.name;
  if (isTaken) faults.name = 'deploy.name.taken';
  const discard = from !== undefined && edited ? () => setValues(from) : undefined;
  useLeaveGuard(edited && (base !== undefined || changedFields(begin, values).length > 0) && !register.isPending);
  return (
    <div className={classes['setting']}>
      <SettingFields
        clientKind={client.clientKind}
        values={values}
        faults={faults}
        frozen={!may('installers.write')}
        set={(changed) => setValues({ ...values, ...changed })}
      />
      <div className={classes['side']}>
        <Register
          from={from}
          values={values}
          meanwhile={meanwhile}
          error={isTaken ? null : register.error}
          disabled={!edited || Object.keys(faults).length > 0 || !may('installers.write')}
          onRegister={() => setAsking(true)}
          onDiscard={discard}
        />
        <Packages client={client} setting={base} edited={edited} />
      </div>
      {asking && (
        <Confirm
          client={client}
          values={values}
          pending={register.isPending}
          onConfirm={() => register.mutate(values, { onSettled: () => setAsking(false) })}
          onClose={() => setAsking(false)}
        />
      )}
    </div>
  );
}

type RegisterProps = {
  from: SettingValues | undefined;
  values: SettingValues;
  meanwhile: Meanwhile | undefined;
  error: unknown;
  disabled: boolean;
  onRegister: () => void;
  onDiscard: (() => void) | undefined;
};

function Register({ from, values, meanwhile, error, disabled, onRegister, onDiscard }: RegisterProps) {
  const { t } = useWording();
  return (
    <Section title={t('deploy.register')}>
      {from === undefined ? (
        <Text size="sm" c="dimmed">
          {t('deploy.register.first')}
        </Text>
      ) : (
        <Changes from={from} to={values} />
      )}
      {meanwhile === undefined ? <ProblemAlert error={error} /> : <Overtaken meanwhile={meanwhile} />}
      <Group gap="xs" mt="sm">
        <Button disabled={disabled} onClick={onRegister}>
          {t('deploy.register')}
        </Button>
        {onDiscard !== undefined && (
          <Button variant="subtle" color="gray" onClick={onDiscard}>
            {t('common.discard')}
          </Button>
        )}
      </Group>
    </Section>
  );
}

function Changes({ from, to }: { from: SettingValues; to: SettingValues }) {
  const wording = useWording();
  const { t } = wording;
  const fields = changedFields(from, to);
  return (
    <>
      {fields.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t('deploy.changes.none')}
        </Text>
      ) : (
        <List size="sm" spacing={6} aria-label={t('deploy.changes')}>
          {fields.map((field) => (
            <List.Item key={field}>
              {t('deploy.changes.item', {
                field: t(`deploy.field.${field}`),
                from: valueWords(from, field, wording),
                to: valueWords(to, field, wording),
              })}
            </List.Item>
          ))}
        </List>
      )}
      <Text size="xs" c="dimmed" mt="sm">
        {t('deploy.existing')}
      </Text>
    </>
  );
}

/** What somebody else did meanwhile; what was typed here stands in the form as it was. */
function Overtaken({ meanwhile }: { meanwhile: Meanwhile }) {
  const { t } = useWording();
  if (meanwhile.what === 'deleted')
    return (
      <Alert color="yamabuki" icon={<IconUsers />} role="alert" mt="sm">
        {t('deploy.meanwhile.deleted')}
      </Alert>
    );
  const { by, theirs, fields } = meanwhile;
  return (
    <Alert color="yamabuki" icon={<IconUsers />} title={t('deploy.meanwhile.title')} role="alert" mt="sm">
      <Text size="sm">{t('deploy.meanwhile.text')}</Text>
      <Text size="sm" fw={550} mt="xs">
        {by === null ? t('deploy.meanwhile.byNobody') : t('deploy.meanwhile.by', { name: by })}
      </Text>
      <SettingSummary fields={fields} values={theirs} />
    </Alert>
  );
}

type ConfirmProps = {
  client: Client;
  values: SettingValues;
  pending: boolean;
  onConfirm: () => void;
  onClose: () => void;
};

function Confirm({ client, values, pending, onConfirm, onClose }: ConfirmProps) {
  const { t } = useWording();
  return (
    <ConfirmDialog
      title={t('deploy.register.title')}
      text={<SettingSummary fields={fieldsOf[client.clientKind]} values={values} />}
      confirm={t('common.yes')}
      cancel={t('common.no')}
      color="ai"
      error={null}
      pending={pending}
      onConfirm={onConfirm}
      onClose={onClose}
    />
  );
}
