/** After an installer was made: what it is worth, and what to do with it on the device. */
import { Alert, Anchor, Button, Group, Stack, Text } from '@mantine/core';
import type { InstallerDownload } from '@sekisho/contracts';
import { IconKey } from '@tabler/icons-react';
import { useWording } from '../../i18n/WordingProvider.tsx';
import { CopyField } from '../../ui/CopyField.tsx';
import { runCommand } from './package-words.ts';

export function DownloadDone({ download, onClose }: { download: InstallerDownload; onClose: () => void }) {
  const { t, dateTime } = useWording();
  const { packageId, fileName, url, expiresAt } = download;
  const command = runCommand(packageId, fileName);
  return (
    <Stack>
      <div>
        <Text ff="monospace" size="sm">
          {fileName}
        </Text>
        <Anchor href={url} download={fileName} size="sm">
          {t('deploy.done.again')}
        </Anchor>
      </div>
      <div>
        <Text fw={650}>{t('deploy.done.next')}</Text>
        <Text size="sm" mb={6}>
          {t(`deploy.done.run.${packageId}`)}
        </Text>
        {command !== null && <CopyField value={command} label={t('deploy.done.command')} wrap />}
      </div>
      <Alert color="yamabuki" icon={<IconKey />}>
        {t('deploy.done.secret', { date: dateTime(expiresAt) })}
      </Alert>
      <Group justify="flex-end">
        <Button onClick={onClose}>{t('common.close')}</Button>
      </Group>
    </Stack>
  );
}
