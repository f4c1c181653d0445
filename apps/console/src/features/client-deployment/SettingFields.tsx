/** The fields of an installer setting, as many as its kind of client has. */
import { Radio, Select, SimpleGrid, Stack, Switch, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { policiesQuery } from '../../api/queries.ts';
import { useWording } from '../../i18n/WordingProvider.tsx';
import type { TextKey } from '../../i18n/wording.ts';
import { ExcludedFunctions } from '../../ui/ExcludedFunctions.tsx';
import { policyLabel } from '../../ui/policy-label.ts';
import { Section } from '../../ui/Section.tsx';
import type { FieldProps } from './field-props.ts';
import { InventoryFields } from './InventoryFields.tsx';
import { ProxyFields } from './ProxyFields.tsx';
import {
  fieldsOf,
  formats,
  type SettingField,
  type SettingValues,
  type SwitchField,
  switches,
} from './setting-form.ts';

export function SettingFields(props: FieldProps) {
  const { t } = useWording();
  const has = (field: SettingField) => fieldsOf[props.clientKind].includes(field);
  const switched = switches.filter(has);
  return (
    <Stack miw={0}>
      <Section title={t(has('format') ? 'deploy.section.basic' : 'deploy.field.name')}>
        <Stack>
          <Name {...props} />
          {has('format') && <Format {...props} />}
        </Stack>
      </Section>
      <Section title={t('deploy.section.initial')}>
        <Stack>
          <Assignment {...props} />
          {switched.map((field) => (
            <Choice key={field} field={field} {...props} />
          ))}
        </Stack>
      </Section>
      {has('proxy') && <ProxyFields {...props} />}
      {has('inventorySections') && <InventoryFields {...props} />}
      <ExcludedFunctions clientKind={props.clientKind} />
    </Stack>
  );
}

function Name({ values, faults, frozen, set }: FieldProps) {
  const { t } = useWording();
  return (
    <TextInput
      label={t('deploy.field.name')}
      description={t('deploy.help.name')}
      maw={460}
      disabled={frozen}
      value={values.name}
      error={faults.name !== undefined && t(faults.name)}
      onChange={(event) => set({ name: event.currentTarget.value })}
    />
  );
}

function Format({ values, frozen, set }: FieldProps) {
  const { t } = useWording();
  return (
    <Radio.Group
      label={t('deploy.field.format')}
      value={values.format}
      onChange={(value) => {
        const format = formats.find((each) => each === value);
        if (format !== undefined) set({ format });
      }}
    >
      <Stack gap={8} mt={6}>
        {formats.map((format) => (
          <Radio
            key={format}
            value={format}
            label={t(`deploy.format.${format}`)}
            description={t(`deploy.format.${format}.help`)}
            disabled={frozen}
          />
        ))}
      </Stack>
    </Radio.Group>
  );
}

function Assignment({ values, faults, frozen, set }: FieldProps) {
  const { t } = useWording();
  const policies = useQuery(policiesQuery).data?.items ?? [];
  return (
    <SimpleGrid cols={{ base: 1, sm: 2 }} maw={620} style={{ alignItems: 'end' }}>
      <Select
        label={t('deploy.field.policyCode')}
        description={t('deploy.help.policyCode')}
        allowDeselect={false}
        searchable={policies.length > 10}
        disabled={frozen}
        data={policies.map(({ code, name }) => ({ value: code, label: policyLabel(code, name) }))}
        value={values.policyCode}
        error={faults.policyCode !== undefined && t(faults.policyCode)}
        onChange={(policyCode) => policyCode !== null && set({ policyCode })}
      />
      <Select
        label={t('deploy.field.language')}
        description={t('deploy.help.language')}
        allowDeselect={false}
        disabled={frozen}
        data={(['ja', 'en'] as const).map((value) => ({ value, label: t(`language.${value}`) }))}
        value={values.language}
        onChange={(language) => language !== null && set({ language: language as SettingValues['language'] })}
      />
    </SimpleGrid>
  );
}

const helps: Partial<Record<SwitchField, TextKey>> = {
  operationLog: 'deploy.help.operationLog',
  externalDeviceControl: 'deploy.help.externalDeviceControl',
  uninstallPassword: 'deploy.help.uninstallPassword',
  findsRecordAgain: 'deploy.help.findsRecordAgain',
};

function Choice({ field, values, frozen, set }: FieldProps & { field: SwitchField }) {
  const { t } = useWording();
  const help = helps[field];
  return (
    <Switch
      label={t(`deploy.field.${field}`)}
      description={help !== undefined && t(help)}
      checked={values[field]}
      disabled={frozen}
      onChange={(event) => set({ [field]: event.currentTarget.checked })}
    />
  );
}
