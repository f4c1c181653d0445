/** The devices in view as a list: the map for whoever does not see it, and for whoever looks for a name. */
import { Button, Text, UnstyledButton } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import type { LocatedDevice } from '@sekisho/contracts';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useWording } from '../../i18n/WordingProvider.tsx';
import { Ago } from '../../ui/Ago.tsx';
import { ProblemAlert } from '../../ui/ProblemAlert.tsx';
import type { Box } from './geometry.ts';
import classes from './Map.module.css';
import { locatedDevicesQuery } from './map-queries.ts';
import { usePlaceWords } from './use-place-words.ts';

type Props = { box: Box; selected: string | null; onSelect: (device: LocatedDevice) => void };

export function LocatedDevices({ box, selected, onSelect }: Props) {
  const { t } = useWording();
  const [settled] = useDebouncedValue(box, 300);
  const pages = useInfiniteQuery(locatedDevicesQuery(settled));
  const devices = pages.data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <>
      <ProblemAlert error={pages.error} />
      {pages.isSuccess && devices.length === 0 && (
        <Text size="sm" c="dimmed" px={12} pb={12}>
          {t('map.empty')}
        </Text>
      )}
      {devices.map((device) => (
        <Item key={device.deviceId} device={device} current={device.deviceId === selected} onSelect={onSelect} />
      ))}
      {pages.hasNextPage && (
        <Button m={12} variant="default" loading={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
          {t('common.more')}
        </Button>
      )}
    </>
  );
}

function Item({ device, current, onSelect }: { device: LocatedDevice; current: boolean; onSelect: Props['onSelect'] }) {
  const words = usePlaceWords();
  return (
    <UnstyledButton className={classes['item']} aria-current={current} onClick={() => onSelect(device)}>
      <Text size="sm" fw={600} component="span" display="block">
        {device.computerName}
      </Text>
      <Text size="xs" component="span" display="block">
        {words.where(device)}
      </Text>
      <Text size="xs" c="dimmed" component="span" display="block">
        <Ago at={device.at} /> · {words.exactness(device.accuracyM)}
      </Text>
    </UnstyledButton>
  );
}
