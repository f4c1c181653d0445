/** Installer settings in a table: what each decides, who changed it last, and what can be done with it. */
import { ActionIcon, Button, Group, Tooltip } from '@mantine/core';
import type { InstallerPackage, InstallerSetting } from '@sekisho/contracts';
import { IconCopy, IconDownload, IconTrash } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { policiesQuery } from '../../api/queries.ts';
import { useWording } from '../../i18n/WordingProvider.tsx';
import { policyLabel } from '../../ui/policy-label.ts';
import { SimpleTable } from '../../ui/SimpleTable.tsx';
import { useMay } from '../../ui/use-may.ts';
import { DeleteSetting } from './DeleteSetting.tsx';
import { DownloadDialog } from './DownloadDialog.tsx';
import { packageState } from './package-words.ts';
import { fieldsOf, type SettingField, valuesOf, valueWords } from './setting-form.ts';
import { TwoLines } from './TwoLines.tsx';

type Props = { settings: readonly InstallerSetting[]; packages: readonly InstallerPackage[] };
type Asking = { what: 'delete' | 'download'; setting: InstallerSetting };

export function SettingTable({ settings, packages }: Props) {
  const wording = useWording();
  const { t, compare, date } = wording;
  const [asking, setAsking] = useState<Asking>();
  const policies = useQuery(policiesQuery).data?.items ?? [];
  const close = () => setAsking(undefined);
  const ready = packages.filter((each) => packageState(each) === 'ready');
  const decides = (field: SettingField) => settings.some(({ clientKind }) => fieldsOf[clientKind].includes(field));
  const columns = (['format', 'policyCode', 'proxy'] as const).filter(decides);
  const policyName = (code: string) => policyLabel(code, policies.find((policy) => policy.code === code)?.name ?? '');
  return (
    <>
      <SimpleTable
        label={t('deploy.settings')}
        minWidth={720}
        head={[
          t('deploy.field.name'),
          ...columns.map((field) => t(`deploy.field.${field}`)),
          t('deploy.settings.column.updated'),
          t('deploy.settings.column.actions'),
        ]}
        rows={[...settings]
          .sort((left, right) => compare(left.name, right.name))
          .map((setting) => ({
            key: setting.id,
            cells: [
              <Link
                key="name"
                to="/client-deployment/$platform/$clientKind/$settingId"
                params={{ ...setting, settingId: setting.id }}
                className="sekisho-link"
              >
                {setting.name}
              </Link>,
              ...columns.map((field) =>
                field === 'policyCode'
                  ? policyName(setting.initial.policyCode)
                  : valueWords(valuesOf(setting), field, wording),
              ),
              <TwoLines key="updated" beneath={setting.updatedBy ?? '—'}>
                {date(setting.updatedAt)}
              </TwoLines>,
              <Actions key="actions" setting={setting} downloadable={ready.length > 0} onAsk={setAsking} />,
            ],
          }))}
      />
      {asking?.what === 'delete' && <DeleteSetting setting={asking.setting} onClose={close} />}
      {asking?.what === 'download' && <DownloadDialog setting={asking.setting} packages={ready} onClose={close} />}
    </>
  );
}

function Actions(props: { setting: InstallerSetting; downloadable: boolean; onAsk: (asking: Asking) => void }) {
  const { setting, downloadable, onAsk } = props;
  const { name } = setting;
  const { t } = useWording();
  const may = useMay();
  return (
    <Group gap={4} wrap="nowrap">
      {may('installers.download') && (
        <Button
          size="compact-sm"
          variant="light"
          leftSection={<IconDownload size={15} />}
          disabled={!downloadable}
          aria-label={t('deploy.download.of', { name })}
          onClick={() => onAsk({ what: 'download', setting })}
        >
          {t('deploy.download')}
        </Button>
      )}
      {may('installers.write') && (
        <>
          <Tooltip label={t('deploy.copy')}>
            <ActionIcon
              renderRoot={(props) => (
                <Link
                  {...props}
                  to="/client-deployment/$platform/$clientKind/new"
                  params={setting}
                  search={{ copy: setting.id }}
                />
              )}
              aria-label={t('deploy.copy.of', { name })}
            >
              <IconCopy size={17} />
            </ActionIcon>
          </Tooltip>
          <Tooltip label={t('common.delete')}>
            <ActionIcon aria-label={t('deploy.delete.of', { name })} onClick={() => onAsk({ what: 'delete', setting })}>
              <IconTrash size={17} />
            </ActionIcon>
          </Tooltip>
        </>
      )}
    </Group>
  );
}
