/** Adds an administrator, or changes one; the login id is chosen once. */
import { Button, Group, Modal, MultiSelect, PasswordInput, Radio, Select, Stack, Text, TextInput } from '@mantine/core';
import { type UseFormReturnType, useForm } from '@mantine/form';
import type { Administrator } from '@sekisho/contracts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '../../api/client.ts';
import { administratorsQuery, groupsQuery, mailStatusQuery } from '../../api/queries.ts';
import { useWording } from '../../i18n/WordingProvider.tsx';
import { PasswordRules } from '../../ui/PasswordRules.tsx';
import { ProblemAlert } from '../../ui/ProblemAlert.tsx';
import { useProof } from '../../ui/ProofProvider.tsx';
import { useNotices } from '../../ui/use-notices.ts';
import { type AdministratorValues, administratorFaults, toChange, toCreate, valuesOf } from './administrator-form.ts';
import { LinkField } from './LinkDialog.tsx';

type Props = { administrator: Administrator | undefined; onClose: () => void };
type Form = UseFormReturnType<AdministratorValues>;

export function AdministratorDialog({ administrator, onClose }: Props) {
  const { t } = useWording();
  const save = useSave(administrator, onClose);
  const made = save.data;
  const title =
    administrator === undefined
      ? t('administrators.create.title')
      : t('administrators.edit.title', { loginId: administrator.loginId });
  return (
    <Modal opened onClose={onClose} size="lg" title={title} closeButtonProps={{ 'aria-label': t('common.close') }}>
      {made?.link ? (
        <Stack>
          <LinkField loginId={made.loginId} link={made.link} />
          <Group justify="flex-end">
            <Button onClick={onClose}>{t('common.close')}</Button>
          </Group>
        </Stack>
      ) : (
        <AdministratorForm administrator={administrator} save={save} onClose={onClose} />
      )}
    </Modal>
  );
}

/** A link to be handed over keeps the dialog open. */
function useSave(administrator: Administrator | undefined, onClose: () => void) {
  const { t } = useWording();
  const notices = useNotices();
  const queryClient = useQueryClient();
  const withProof = useProof();
  return useMutation({
    mutationFn: async (values: AdministratorValues) => {
      const { loginId } = values;
      if (administrator === undefined) {
        const { link } = await withProof(() => api.createAdministrator(toCreate(values)));
        return {
          loginId,
          link,
          done: values.welcome === 'mail' ? 'administrators.invited' : 'administrators.created',
        } as const;
      }
      await withProof(() => api.changeAdministrator(administrator.id, toChange(values, administrator)));
      return { loginId, link: null, done: 'administrators.saved' } as const;
    },
    onSuccess: ({ loginId, link, done }) => {
      void queryClient.invalidateQueries({ queryKey: administratorsQuery.queryKey });
      notices.done(t(done, { loginId }));
      if (link === null) onClose();
    },
  });
}

type FormProps = Props & { save: ReturnType<typeof useSave> };

function AdministratorForm({ administrator, save, onClose }: FormProps) {
  const { t, language } = useWording();
  const isNew = administrator === undefined;
  const form = useForm<AdministratorValues>({
    initialValues: valuesOf(administrator, language),
    validateInputOnBlur: true,
    clearInputErrorOnChange: true,
    validate: (values) =>
      Object.fromEntries(Object.entries(administratorFaults(values, isNew)).map(([field, key]) => [field, t(key)])),
  });
  return (
    <form onSubmit={form.onSubmit((values) => save.mutate(values))} noValidate>
      <Stack>
        <TextInput
          label={t('administrators.column.loginId')}
          description={t(isNew ? 'administrators.loginId.help' : 'administrators.loginId.fixed')}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          maxLength={64}
          readOnly={!isNew}
          data-autofocus={isNew || undefined}
          {...form.getInputProps('loginId')}
        />
        <TextInput
          label={t('setup.email')}
          type="email"
          autoComplete="off"
          maxLength={254}
          {...form.getInputProps('email')}
        />
        <Select
          label={t('administrators.language')}
          w={220}
          allowDeselect={false}
          data={(['ja', 'en'] as const).map((value) => ({ value, label: t(`administrators.language.${value}`) }))}
          {...form.getInputProps('language')}
        />
        <RoleFields form={form} />
        {isNew ? <WelcomeFields form={form} /> : <PasswordField form={form} optional />}
        {!isNew && (
          <Text size="xs" c="dimmed">
            {t('administrators.rightsEnd')}
          </Text>
        )}
        <ProblemAlert error={save.error} />
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onClose}>
            {t('common.cancel')}
          </Button>
          <Button type="submit" loading={save.isPending} disabled={!isNew && !form.isDirty()}>
            {t(isNew ? 'administrators.add' : 'common.save')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function RoleFields({ form }: { form: Form }) {
  const { t, compare } = useWording();
  const groups = useQuery(groupsQuery).data?.items ?? [];
  const sorted = [...groups].sort((left, right) => compare(left.name, right.name));
  return (
    <>
      <Radio.Group label={t('administrators.role')} {...form.getInputProps('role')}>
        <Stack gap={8} mt={6}>
          {(['group', 'organization'] as const).map((role) => (
            <Radio
              key={role}
              value={role}
              label={t(`administrators.role.${role}`)}
              description={t(`administrators.role.${role}.help`)}
            />
          ))}
        </Stack>
      </Radio.Group>
      {form.values.role === 'group' && (
        <MultiSelect
          label={t('administrators.groups')}
          description={groups.length === 0 ? t('administrators.groups.empty') : undefined}
          searchable
          data={sorted.map(({ id, name }) => ({ value: String(id), label: name }))}
          {...form.getInputProps('groupIds')}
        />
      )}
    </>
  );
}

function WelcomeFields({ form }: { form: Form }) {
  const { t } = useWording();
  const byMail = useQuery(mailStatusQuery).data?.configured === true;
  return (
    <>
      <Radio.Group label={t('administrators.welcome')} {...form.getInputProps('welcome')}>
        <Stack gap={8} mt={6}>
          <Radio
            value="mail"
            disabled={!byMail}
            label={t(byMail ? 'administrators.welcome.mail' : 'administrators.welcome.mail.none')}
          />
          <Radio value="link" label={t('administrators.welcome.link')} />
          <Radio value="password" label={t('administrators.welcome.password')} />
        </Stack>
      </Radio.Group>
      {form.values.welcome === 'password' && <PasswordField form={form} />}
    </>
  );
}

function PasswordField({ form, optional = false }: { form: Form; optional?: boolean }) {
  const { t } = useWording();
  const { password, loginId } = form.values;
  return (
    <div>
      <PasswordInput
        label={t('administrators.password')}
        description={optional ? t('administrators.password.optional') : undefined}
        autoComplete="new-password"
        maxLength={256}
        visibilityToggleButtonProps={{ 'aria-label': t('common.show') }}
        {...form.getInputProps('password')}
      />
      {(!optional || password !== '') && (
        <PasswordRules id="administrator-password-rules" password={password} loginId={loginId} />
      )}
    </div>
  );
}
