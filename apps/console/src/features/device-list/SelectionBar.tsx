/** What can be done with the selected devices; each action says how many it touches before it runs. */
import { Button, Group, Text } from '@mantine/core';
import { IconLock, IconLockOpen, IconRefresh } from '@tabler/icons-react';
import { useWording } from '../../i18n/WordingProvider.tsx';
import { useMay } from '../../ui/use-may.ts';
import type { BulkKind } from './BulkDialog.tsx';
import classes from './HomePage.module.css';

type Props = {
  selected: number;
  /** All that match, where more match than are selected and their number is known exactly. */
  extendTo: number | undefined;
  extending: boolean;
  onExtend: () => void;
  onClear: () => void;
  onCommand: (kind: BulkKind) => void;
};

export function SelectionBar({ selected, extendTo, extending, onExtend, onClear, onCommand }: Props) {
  const { t } = useWording();
  const may = useMay();
  return (
    <Group className={classes['selection']} gap="sm" role="toolbar" aria-label={t('home.column.select')}>
      <Text fw={600} role="status">
        {t('selection.count', { devices: t('common.devices', { count: selected }) })}
      </Text>
      <Button size="compact-md" color="shu" leftSection={<IconLock size={16} />} onClick={() => onCommand('lock')}>
        {t('selection.lock')}
      </Button>
      <Button
        size="compact-md"
        variant="default"
        leftSection={<IconLockOpen size={16} />}
        onClick={() => onCommand('unlock')}
      >
        {t('selection.unlock')}
      </Button>
      {may('inventory.collect') && (
        <Button
          size="compact-md"
          variant="default"
          leftSection={<IconRefresh size={16} />}
          onClick={() => onCommand('collect')}
        >
          {t('selection.collect')}
        </Button>
      )}
      {extendTo !== undefined && (
        <Button size="compact-md" variant="subtle" loading={extending} onClick={onExtend}>
          {t('selection.extend', { devices: t('common.devices', { count: extendTo }) })}
        </Button>
      )}
      <Button size="compact-md" variant="subtle" color="gray" ml="auto" onClick={onClear}>
        {t('selection.clear')}
      </Button>
    </Group>
  );
}
