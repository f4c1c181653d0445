/** Values of an installer setting as a person reads them: one a line, and what is on or off together. */
import { useQuery } from '@tanstack/react-query';
import { policiesQuery } from '../../api/queries.ts';
import { useWording } from '../../i18n/WordingProvider.tsx';
import { type Fact, Facts } from '../../ui/Facts.tsx';
import { policyLabel } from '../../ui/policy-label.ts';
import { type SettingField, type SettingValues, valueWords } from './setting-form.ts';

export function SettingSummary({ fields, values }: { fields: readonly SettingField[]; values: SettingValues }) {
  const wording = useWording();
  const { t } = wording;
  const policies = useQuery(policiesQuery).data?.items ?? [];
  const policy = policies.find(({ code }) => code === values.policyCode);
  const told = fields.filter((field) => typeof values[field] !== 'boolean');
  const that = (isOn: boolean) =>
    fields
      .filter((field) => values[field] === isOn)
      .map((field) => <div key={field}>{t(`deploy.field.${field}`)}</div>);
  const [on, off] = [that(true), that(false)];
  const facts: Fact[] = told.map((field) => [
    t(`deploy.field.${field}`),
    field === 'policyCode' && policy !== undefined
      ? policyLabel(policy.code, policy.name)
      : valueWords(values, field, wording),
  ]);
  return (
    <Facts
      facts={[
        ...facts,
        [t('deploy.summary.on'), on.length === 0 ? null : on],
        [t('deploy.summary.off'), off.length === 0 ? null : off],
      ]}
    />
  );
}
