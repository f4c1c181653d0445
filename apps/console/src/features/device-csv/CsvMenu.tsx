/** コンピューター一覧編集: the device list out as CSV, and in again. */
import { Button, Menu } from '@mantine/core';
import type { DeviceListFilter } from '@sekisho/contracts';
import { IconChevronDown, IconDownload, IconTableImport, IconUpload } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { api } from '../../api/client.ts';
import { useWording } from '../../i18n/WordingProvider.tsx';
import { useMay } from '../../ui/use-may.ts';
import { useBeginTask } from '../tasks/use-begin-task.ts';

type Props = { filter: DeviceListFilter; isFiltered: boolean; devices: string };

export function CsvMenu({ filter, isFiltered, devices }: Props) {
  const { t } = useWording();
  const may = useMay();
  const begin = useBeginTask(() => api.exportDevices({ filter }));
  return (
    <Menu position="bottom-end" shadow="md">
      <Menu.Target>
        <Button
          variant="default"
          loading={begin.isPending}
          leftSection={<IconTableImport size={16} />}
          rightSection={<IconChevronDown size={14} />}
        >
          {t('csv.menu')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconDownload size={16} />} onClick={() => begin.mutate()}>
          {t(isFiltered ? 'csv.export.filtered' : 'csv.export', { devices })}
        </Menu.Item>
        {may('devices.import') && (
          <Menu.Item leftSection={<IconUpload size={16} />} component={Link} to="/import">
            {t('csv.import')}
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
