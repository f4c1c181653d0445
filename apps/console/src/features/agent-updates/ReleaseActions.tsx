/** What can be done to a release: rolled out, once it is whole and while no other is; deleted. */
import { ActionIcon, Button, Group, Text, Tooltip } from '@mantine/core';
import type { Release } from '@sekisho/contracts';
import { IconTrash } from '@tabler/icons-react';
import { useWording } from '../../i18n/WordingProvider.tsx';
import { useMay } from '../../ui/use-may.ts';

type Props = {
  release: Release;
  /** No rollout is under way. */
  isFree: boolean;
  onStart: () => void;
  onDelete: () => void;
};

export function ReleaseActions({ release: { version, missing }, isFree, onStart, onDelete }: Props) {
  const { t } = useWording();
  const mayWrite = useMay()('system.write');
  return (
    <Group gap="xs" wrap="nowrap" justify="space-between">
      {missing.length > 0 && <Text size="sm">{t('updates.incomplete', { count: missing.length })}</Text>}
      {missing.length === 0 && isFree && mayWrite && (
        <Button size="xs" variant="default" onClick={onStart}>
          {t('updates.start')}
        </Button>
      )}
      {mayWrite && (
        <Tooltip label={t('common.delete')}>
          <ActionIcon ml="auto" onClick={onDelete} aria-label={t('updates.delete', { version })}>
            <IconTrash size={17} />
          </ActionIcon>
        </Tooltip>
      )}
    </Group>
  );
}
