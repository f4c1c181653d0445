/** The SHA-256 of a file in a cell: its beginning to compare by eye, all of it to copy. */
import { Group, Text } from '@mantine/core';
import { useWording } from '../../i18n/WordingProvider.tsx';
import { CopyAction } from '../../ui/CopyField.tsx';
import classes from './ClientSoftware.module.css';

const shownDigits = 12;

export function FileHash({ sha256, of }: { sha256: string; of: string }) {
  const { t } = useWording();
  return (
    <Group gap={2} wrap="nowrap">
      <Text span ff="monospace" size="xs" title={sha256} className={classes['whole']}>
        {sha256.slice(0, shownDigits)}…
      </Text>
      <CopyAction value={sha256} label={t('client-software.hash.of', { name: of })} />
    </Group>
  );
}
