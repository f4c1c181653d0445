/** Through which proxy devices reach the server; a wrong one never cuts them off, which is said here. */
import { Radio, Stack, Switch, Text, TextInput } from '@mantine/core';
import { useWording } from '../../../i18n/WordingProvider.tsx';
import { Section } from '../../../ui/Section.tsx';
import { bypassMaxLength, modeText, proxyModes } from './proxy.ts';
import type { SectionProps } from './section.ts';

export function ProxySection({ settings, faults, frozen, set }: SectionProps) {
  const { t } = useWording();
  const { proxy } = settings;
  const change = (changed: Partial<typeof proxy>) => set({ proxy: { ...proxy, ...changed } });
  return (
    <Section title={t('policy.section.proxy')}>
      <Stack>
        <Radio.Group
          label={t('policy.proxy.mode')}
          value={proxy.mode}
          onChange={(value) => {
            const mode = proxyModes.find((name) => name === value);
            if (mode !== undefined) change({ mode });
          }}
        >
          <Stack gap={6} mt={6}>
            {proxyModes.map((mode) => (
              <Radio key={mode} value={mode} label={t(modeText(mode))} disabled={frozen} />
            ))}
          </Stack>
        </Radio.Group>
        {proxy.mode === 'manual' && (
          <>
            <TextInput
              label={t('policy.proxy.url')}
              description={t('policy.proxy.url.help')}
              maxLength={300}
              maw={420}
              disabled={frozen}
              value={proxy.url}
              error={faults['proxyUrl']}
              onChange={(event) => change({ url: event.currentTarget.value.trim() })}
            />
            <TextInput
              label={t('policy.proxy.urlIpv6')}
              description={t('policy.proxy.urlIpv6.help')}
              maxLength={300}
              maw={420}
              disabled={frozen}
              value={proxy.urlIpv6 ?? ''}
              error={faults['proxyUrlIpv6']}
              onChange={(event) => change({ urlIpv6: event.currentTarget.value.trim() })}
            />
            <TextInput
              label={t('policy.proxy.bypass')}
              description={t('policy.proxy.bypass.help')}
              maxLength={bypassMaxLength}
              disabled={frozen}
              value={proxy.bypass}
              error={faults['proxyBypass']}
              onChange={(event) => change({ bypass: event.currentTarget.value })}
            />
          </>
        )}
        <Switch
          label={t('policy.proxy.locked')}
          description={t('policy.proxy.locked.help')}
          checked={proxy.locked}
          disabled={frozen}
          onChange={(event) => change({ locked: event.currentTarget.checked })}
        />
        <Text size="xs" c="dimmed">
          {t('policy.proxy.safety')}
        </Text>
      </Stack>
    </Section>
  );
}
