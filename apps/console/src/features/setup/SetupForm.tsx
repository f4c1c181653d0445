/** Organization and first administrator; each field is checked while one types, with the server's schema. */
import { Button, Fieldset, NumberInput, PasswordInput, Stack, TextInput } from '@mantine/core';
import { type UseFormReturnType, useForm } from '@mantine/form';
import type { SetupAnswer } from '@sekisho/contracts';
import { useMutation } from '@tanstack/react-query';
import { api } from '../../api/client.ts';
import { useWording } from '../../i18n/WordingProvider.tsx';
import { PasswordRules } from '../../ui/PasswordRules.tsx';
import { ProblemAlert } from '../../ui/ProblemAlert.tsx';
import { emptySetup, type SetupValues, setupFaults, toSetupRequest } from './setup-form.ts';

type Props = { token: string; onDone: (answer: SetupAnswer, organizationName: string) => void };

export function SetupForm({ token, onDone }: Props) {
  const { t, language } = useWording();
  const form = useForm<SetupValues>({
    initialValues: emptySetup,
    validateInputOnBlur: true,
    clearInputErrorOnChange: true,
    validate: (values) =>
      Object.fromEntries(Object.entries(setupFaults(values)).map(([field, key]) => [field, t(key)])),
  });
  const setUp = useMutation({
    mutationFn: (values: SetupValues) => api.setUp(toSetupRequest(values, token, language)),
    onSuccess: (answer, values) => onDone(answer, values.organizationName.trim()),
  });
  return (
    <form onSubmit={form.onSubmit((values) => setUp.mutate(values))} noValidate>
      <Stack>
        <Fieldset legend={t('setup.step.organization')}>
          <Stack gap="sm">
            <TextInput
              label={t('setup.organizationName')}
              placeholder={t('setup.organizationName.example')}
              autoComplete="organization"
              maxLength={100}
              autoFocus
              {...form.getInputProps('organizationName')}
            />
            <NumberInput
              label={t('setup.contractedDevices')}
              description={t('setup.contractedDevices.help')}
              min={1}
              max={10_000_000}
              clampBehavior="none"
              allowDecimal={false}
              allowNegative={false}
              thousandSeparator=","
              styles={{ wrapper: { maxWidth: 220 } }}
              hideControls
              {...form.getInputProps('contractedDevices')}
            />
          </Stack>
        </Fieldset>
        <AdministratorFields form={form} />
        <ProblemAlert error={setUp.error} />
        <Button type="submit" loading={setUp.isPending}>
          {t('setup.submit')}
        </Button>
      </Stack>
    </form>
  );
}

function AdministratorFields({ form }: { form: Pick<UseFormReturnType<SetupValues>, 'getInputProps' | 'values'> }) {
  const { t } = useWording();
  return (
    <Fieldset legend={t('setup.step.administrator')}>
      <Stack gap="sm">
        <TextInput
          label={t('setup.loginId')}
          description={t('setup.loginId.help')}
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          maxLength={64}
          {...form.getInputProps('loginId')}
        />
        <TextInput
          label={t('setup.email')}
          type="email"
          autoComplete="email"
          maxLength={254}
          {...form.getInputProps('email')}
        />
        <div>
          <PasswordInput
            label={t('setup.password')}
            autoComplete="new-password"
            maxLength={256}
            visibilityToggleButtonProps={{ 'aria-label': t('common.show') }}
            {...form.getInputProps('password')}
          />
          <PasswordRules id="setup-password-rules" password={form.values.password} loginId={form.values.loginId} />
        </div>
      </Stack>
    </Fieldset>
  );
}
