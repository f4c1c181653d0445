/** System information: what one needs to register devices, the contract, the server, keys for other systems. */
import { ActionIcon, Button, Group, Progress, Skeleton, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import type { SystemInformation } from '@sekisho/contracts';
import { IconEye, IconEyeOff } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api/client.ts';
import { sessionQuery, systemQuery } from '../../api/queries.ts';
import { useWording } from '../../i18n/WordingProvider.tsx';
import { CopyField } from '../../ui/CopyField.tsx';
import { Facts } from '../../ui/Facts.tsx';
import { PageHead } from '../../ui/PageHead.tsx';
import { ProblemAlert } from '../../ui/ProblemAlert.tsx';
import { Section } from '../../ui/Section.tsx';
import { useMay } from '../../ui/use-may.ts';
import { useNotices } from '../../ui/use-notices.ts';
import { usePageTitle } from '../../ui/use-page-title.ts';
import { ApiTokens } from './ApiTokens.tsx';
import { LinkedClones } from './LinkedClones.tsx';
import { Mail } from './Mail.tsx';
import { Retention } from './Retention.tsx';
import { UninstallPassword } from './UninstallPassword.tsx';

export function SystemPage() {
  const { t } = useWording();
  usePageTitle(t('system.title'));
  const may = useMay();
  const { data, error } = useQuery({ ...systemQuery, refetchInterval: 5000 });
  return (
    <>
      <PageHead title={t('system.title')} />
      <Stack maw={1000}>
        {data === undefined &&
          (error === null ? (
            <Skeleton height={320} role="status" aria-label={t('common.loading')} />
          ) : (
            <ProblemAlert error={error} />
          ))}
        {data !== undefined && (
          <>
            <Contract system={data} />
            <Installation system={data} />
            {may('uninstall-password.read') && <UninstallPassword />}
            <Organization system={data} />
            {may('system.read') && <Retention />}
            {may('system.read') && <LinkedClones />}
            <Server system={data} />
          </>
        )}
        {may('system.read') && <Mail />}
        {may('tokens.read') && <ApiTokens />}
      </Stack>
    </>
  );
}

function Contract({ system }: { system: SystemInformation }) {
  const { t } = useWording();
  const [shown, setShown] = useState(false);
  const { contractedDevices, registeredDevices, serialNumber } = system;
  const rest = Math.max(0, contractedDevices - registeredDevices);
  const devices = (count: number) => t('common.devices', { count });
  const used = contractedDevices === 0 ? 100 : (registeredDevices / contractedDevices) * 100;
  return (
    <Section title={t('system.section.contract')}>
      <Stack gap="sm">
        <div>
          <Text size="sm" fw={550} mb={4}>
            {t('system.serialNumber')}
          </Text>
          <CopyField
            value={serialNumber}
            label={t('system.serialNumber')}
            shown={shown ? serialNumber : '•'.repeat(serialNumber.length)}
          >
            <ActionIcon
              onClick={() => setShown(!shown)}
              aria-label={`${t(shown ? 'common.hide' : 'common.show')}: ${t('system.serialNumber')}`}
              aria-pressed={shown}
            >
              {shown ? <IconEyeOff size={17} /> : <IconEye size={17} />}
            </ActionIcon>
          </CopyField>
          <Text size="xs" c="dimmed" mt={4}>
            {t('system.serialNumber.help')}
          </Text>
        </div>
        <Facts
          facts={[
            [t('system.contracted'), devices(contractedDevices)],
            [t('system.registered'), devices(registeredDevices)],
          ]}
        />
        <div>
          <Progress
            value={used}
            color={rest === 0 ? 'shu' : used > 90 ? 'yamabuki' : 'ai'}
            aria-label={t('system.registered.of', {
              contracted: devices(contractedDevices),
              registered: devices(registeredDevices),
            })}
          />
          <Text size="xs" c="dimmed" mt={4}>
            {rest === 0 ? t('system.registered.full') : t('system.registered.rest', { rest: devices(rest) })}
          </Text>
        </div>
      </Stack>
    </Section>
  );
}

function Installation({ system }: { system: SystemInformation }) {
  const { t } = useWording();
  return (
    <Section title={t('system.section.install')}>
      <CopyField value={system.enrolmentCommand} label={t('system.enrolmentCommand')} wrap />
      <Text size="xs" c="dimmed" mt={4}>
        {t('system.enrolmentCommand.help')}
      </Text>
    </Section>
  );
}

function Organization({ system }: { system: SystemInformation }) {
  const { t } = useWording();
  const may = useMay();
  const notices = useNotices();
  const queryClient = useQueryClient();
  const form = useForm({
    initialValues: { organizationName: system.organizationName },
    validateInputOnChange: true,
    validate: { organizationName: (name) => (name.trim() === '' ? t('common.required') : null) },
  });
  const save = useMutation({
    mutationFn: (organizationName: string) => api.patchSystem({ organizationName }),
    onSuccess: (_answer, organizationName) => {
      form.setInitialValues({ organizationName });
      form.reset();
      notices.done(t('system.name.saved'));
      void queryClient.invalidateQueries({ queryKey: systemQuery.queryKey });
      void queryClient.invalidateQueries({ queryKey: sessionQuery.queryKey });
    },
  });
  return (
    <Section title={t('system.section.organization')}>
      <Facts facts={[[t('system.organizationCode'), system.organizationCode]]} />
      <form onSubmit={form.onSubmit(({ organizationName }) => save.mutate(organizationName.trim()))} noValidate>
        <Group align="flex-end" gap="sm" mt="sm">
          <TextInput
            label={t('system.organizationName')}
            maxLength={100}
            w={360}
            maw="100%"
            disabled={!may('system.write')}
            {...form.getInputProps('organizationName')}
          />
          <Button
            type="submit"
            variant="default"
            disabled={!form.isDirty() || !may('system.write')}
            loading={save.isPending}
          >
            {t('common.save')}
          </Button>
        </Group>
        <ProblemAlert error={save.error} />
      </form>
    </Section>
  );
}

function Server({ system }: { system: SystemInformation }) {
  const { t } = useWording();
  return (
    <Section title={t('system.section.server')}>
      <Facts
        facts={[
          [t('system.version'), system.version],
          [t('system.deviceUrl'), system.deviceUrl],
          [t('system.trust'), t('system.trust.value', { version: system.trust.version })],
        ]}
      />
      <Text size="sm" c="dimmed" mt="sm" mb={4}>
        {t('system.trust.hash')}
      </Text>
      <CopyField value={system.trust.hash} label={t('system.trust.hash')} />
    </Section>
  );
}
