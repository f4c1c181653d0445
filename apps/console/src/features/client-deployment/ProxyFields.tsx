/** How the client reaches the server at first: without a proxy, as the device is set, or through proxies written down here. */
import { Group, NumberInput, Radio, Stack, Switch, Text, TextInput } from '@mantine/core';
import { useWording } from '../../i18n/WordingProvider.tsx';
import { Section } from '../../ui/Section.tsx';
import classes from './ClientDeployment.module.css';
import type { FieldProps } from './field-props.ts';
import { fieldsOf, proxyModes } from './setting-form.ts';

export function ProxyFields(props: FieldProps) {
  const { clientKind, values, faults, frozen, set } = props;
  const { t } = useWording();
  const { proxy } = values;
  return (
    <Section title={t('deploy.section.proxy')}>
      <Stack>
        <Radio.Group
          label={t('deploy.proxy.mode')}
          value={proxy.mode}
          onChange={(value) => {
            const mode = proxyModes.find((each) => each === value);
            if (mode !== undefined) set({ proxy: { ...proxy, mode } });
          }}
        >
          <Stack gap={6} mt={6}>
            {proxyModes.map((mode) => (
              <Radio key={mode} value={mode} label={t(`deploy.proxy.${mode}`)} disabled={frozen} />
            ))}
          </Stack>
        </Radio.Group>
        {proxy.mode === 'manual' && (
          <>
            <Stack maw={480}>
              <Endpoint family="ipv4" {...props} />
              <Endpoint family="ipv6" {...props} />
            </Stack>
            <Text size="xs" c={faults.proxy === undefined ? 'dimmed' : 'error'} role="status">
              {t(faults.proxy ?? 'deploy.proxy.help')}
            </Text>
          </>
        )}
        {fieldsOf[clientKind].includes('proxyLocked') && (
          <Switch
            label={t('deploy.field.proxyLocked')}
            description={t('deploy.help.proxyLocked')}
            checked={values.proxyLocked}
            disabled={frozen}
            onChange={(event) => set({ proxyLocked: event.currentTarget.checked })}
          />
        )}
      </Stack>
    </Section>
  );
}

function Endpoint({ family, values, faults, frozen, set }: FieldProps & { family: 'ipv4' | 'ipv6' }) {
  const { t } = useWording();
  const { proxy } = values;
  const typed = proxy[family];
  const name = t(`deploy.proxy.${family}`);
  const [host, port] = [faults[`${family}.host`], faults[`${family}.port`]];
  const change = (changed: Partial<typeof typed>) => set({ proxy: { ...proxy, [family]: { ...typed, ...changed } } });
  return (
    <fieldset className={classes['endpoint']}>
      <legend>{name}</legend>
      <Group gap={8} wrap="nowrap" align="flex-start">
        <TextInput
          flex={1}
          miw={0}
          aria-label={t('deploy.proxy.host.of', { family: name })}
          placeholder={family === 'ipv4' ? 'proxy.example.jp' : '2001:db8::8'}
          maxLength={255}
          disabled={frozen}
          value={typed.host}
          error={host !== undefined && t(host)}
          onChange={(event) => change({ host: event.currentTarget.value })}
        />
        <NumberInput
          size="sm"
          w={104}
          aria-label={t('deploy.proxy.port.of', { family: name })}
          placeholder="8080"
          hideControls
          allowNegative={false}
          allowDecimal={false}
          clampBehavior="none"
          disabled={frozen}
          value={typed.port}
          error={port !== undefined && t(port)}
          onChange={(value) => change({ port: value })}
        />
      </Group>
    </fieldset>
  );
}
