/** What the device last told of the proxy it was given; nothing where it had no trouble. */
import { Alert } from '@mantine/core';
import type { DeviceDetail } from '@sekisho/contracts';
import { IconPlugConnectedX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { deviceNetworkQuery } from '../../api/queries.ts';
import { useWording } from '../../i18n/WordingProvider.tsx';
import { proxyTroubleText, troublesOf } from './proxy-trouble.ts';

export function NetworkFacts({ device }: { device: DeviceDetail }) {
  const { t, dateTime } = useWording();
  const proxy = useQuery(deviceNetworkQuery(device.id)).data?.proxy ?? null;
  if (proxy === null || proxy.code === null) return null;
  const instead = proxy.instead === 'direct' ? t('device.proxy.direct') : proxy.instead;
  return (
    <Alert color="yamabuki" icon={<IconPlugConnectedX size={18} />} title={t('device.proxy.title')}>
      {troublesOf(proxy).map(({ family, proxy: address, code }) => {
        const trouble = t(proxyTroubleText(code), { proxy: address });
        return <div key={address}>{family === null ? trouble : t(`device.proxy.of.${family}`, { trouble })}</div>;
      })}
      {t('device.proxy.instead', { instead, time: dateTime(proxy.at) })}
    </Alert>
  );
}
