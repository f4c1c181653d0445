/** Saves a file from the server; for whoever may download. */
import { ActionIcon, Tooltip } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useWording } from '../../i18n/WordingProvider.tsx';
import { useMay } from '../../ui/use-may.ts';

export function FetchAction({ url, fileName }: { url: string; fileName: string }) {
  const { t } = useWording();
  const may = useMay();
  if (!may('installers.download')) return null;
  return (
    <Tooltip label={t('client-software.download')}>
      <ActionIcon
        component="a"
        href={url}
        download={fileName}
        aria-label={t('client-software.download.of', { name: fileName })}
      >
        <IconDownload size={17} />
      </ActionIcon>
    </Tooltip>
  );
}
