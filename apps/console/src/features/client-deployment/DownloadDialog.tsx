/** グループ選択: for whom an installer is made, how long it works and for how many; then the browser downloads it. */
import {
  Button,
  Group,
  Input,
  Modal,
  NumberInput,
  SegmentedControl,
  Select,
  SimpleGrid,
  Stack,
  Text,
} from '@mantine/core';
import {
  type ClientArchitecture,
  type InstallerPackage,
  type InstallerPackageId,
  type InstallerSetting,
  installerFileName,
} from '@sekisho/contracts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api/client.ts';
import { sessionQuery } from '../../api/queries.ts';
import { useWording } from '../../i18n/WordingProvider.tsx';
import { ProblemAlert } from '../../ui/ProblemAlert.tsx';
import { saveFrom } from '../../ui/save-file.ts';
import { DownloadDone } from './DownloadDone.tsx';
import {
  type DownloadValues,
  downloadFaults,
  nameable,
  namedArchitecture,
  newDownload,
  toDownloadCreate,
} from './download-form.ts';
import { GroupChooser } from './GroupChooser.tsx';
import type { GroupChoice } from './group-choices.ts';
import { architectureWord } from './package-words.ts';

/** `packages`: those that can be downloaded, at least one. */
type Props = { setting: InstallerSetting; packages: readonly InstallerPackage[]; onClose: () => void };

export function DownloadDialog({ setting, packages, onClose }: Props) {
  const { t } = useWording();
  const queryClient = useQueryClient();
  const make = useMutation({
    mutationFn: (values: DownloadValues) => api.createInstallerDownload(setting.id, toDownloadCreate(values)),
    onSuccess: ({ url, fileName }) => {
      saveFrom(url, fileName);
      void queryClient.invalidateQueries({ queryKey: ['installers', 'downloads'] });
    },
  });
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={t(make.data === undefined ? 'deploy.download.title' : 'deploy.done.title')}
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      {make.data === undefined ? (
        <Choose
          setting={setting}
          packages={packages}
          error={make.error}
          pending={make.isPending}
          onSubmit={(values) => make.mutate(values)}
          onClose={onClose}
        />
      ) : (
        <DownloadDone download={make.data} onClose={onClose} />
      )}
    </Modal>
  );
}

type ChooseProps = Props & { error: unknown; pending: boolean; onSubmit: (values: DownloadValues) => void };

function Choose({ setting, packages, error, pending, onSubmit, onClose }: ChooseProps) {
  const { t } = useWording();
  const [values, setValues] = useState(() => newDownload(packages[0]?.id ?? 'linux-deb'));
  const [group, setGroup] = useState<GroupChoice>();
  const set = (changed: Partial<DownloadValues>) => setValues({ ...values, ...changed });
  const offered = packages.find(({ id }) => id === values.packageId);
  const named = nameable(offered?.architectures ?? []);
  const isSound = group !== undefined && Object.keys(downloadFaults(values)).length === 0;
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (isSound) onSubmit(values);
      }}
    >
      <Stack>
        <Text size="sm">{t('deploy.download.setting', { name: setting.name })}</Text>
        {packages.length > 1 && <WhichPackage packages={packages} values={values} set={set} />}
        <GroupChooser
          chosen={group?.id}
          onChoose={(choice) => {
            setGroup(choice);
            set({ groupId: choice.id });
          }}
        />
        <Limits values={values} set={set} />
        {named.length > 1 && <NamedFor named={named} values={values} set={set} />}
        <FileName setting={setting} offered={offered} architecture={values.architecture} group={group} />
        <ProblemAlert error={error} />
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onClose}>
            {t('common.cancel')}
          </Button>
          <Button type="submit" disabled={!isSound} loading={pending}>
            {t('deploy.download.submit')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

type Change = { values: DownloadValues; set: (changed: Partial<DownloadValues>) => void };
function WhichPackage({ packages, values, set }: Change & Pick<Props, 'packages'>) {
  const { t } = useWording();
  return (
    <Select
      label={t('deploy.download.package')}
      allowDeselect={false}
      data={packages.map(({ id }) => ({
        value: id,
        label: t(`deploy.package.${id}`),
      }))}
      value={values.packageId}
      onChange={(id) => id !== null && set({ packageId: id as InstallerPackageId, architecture: null })}
    />
  );
}

/** Several architectures are in one file; its name can speak of one of them. */
function NamedFor({ named, values, set }: Change & { named: readonly ClientArchitecture[] }) {
  const { t } = useWording();
  return (
    <Input.Wrapper
      label={t('deploy.download.architecture')}
      description={t('deploy.download.architecture.help')}
      labelElement="div"
    >
      <SegmentedControl
        mt={6}
        aria-label={t('deploy.download.architecture')}
        data={[
          { value: '', label: t('deploy.download.architecture.any') },
          ...named.map((each) => ({ value: each, label: architectureWord(each) })),
        ]}
        value={values.architecture ?? ''}
        onChange={(each) => set({ architecture: each === '' ? null : (each as ClientArchitecture) })}
      />
    </Input.Wrapper>
  );
}

function Limits({ values, set }: Change) {
  const { t } = useWording();
  const faults = downloadFaults(values);
  const numbers = { clampBehavior: 'none', allowNegative: false, allowDecimal: false, size: 'sm' } as const;
  return (
    <SimpleGrid cols={{ base: 1, xs: 2 }}>
      <NumberInput
        {...numbers}
        label={t('deploy.download.expires')}
        description={t('deploy.download.expires.help')}
        value={values.days}
        error={faults.days !== undefined && t(faults.days)}
        onChange={(days) => set({ days })}
      />
      <NumberInput
        {...numbers}
        label={t('deploy.download.maximum')}
        description={t('deploy.download.maximum.help')}
        placeholder={t('deploy.download.maximum.any')}
        value={values.maximum}
        error={faults.maximum !== undefined && t(faults.maximum)}
        onChange={(maximum) => set({ maximum })}
      />
    </SimpleGrid>
  );
}

type NameProps = {
  setting: InstallerSetting;
  offered: InstallerPackage | undefined;
  architecture: ClientArchitecture | null;
  group: GroupChoice | undefined;
};

function FileName({ setting, offered, architecture, group }: NameProps) {
  const { t } = useWording();
  const session = useQuery(sessionQuery).data;
  const { platform, clientKind, name } = setting;
  return (
    <div role="status">
      <Text size="sm" fw={500}>
        {t('deploy.download.fileName')}
      </Text>
      {group === undefined || offered === undefined || session === undefined ? (
        <Text size="sm" c="dimmed">
          {t('deploy.download.fileName.choose')}
        </Text>
      ) : (
        <Text size="sm" ff="monospace">
          {installerFileName({
            platform,
            architecture: namedArchitecture(architecture, offered.architectures),
            clientKind,
            settingName: name,
            organizationCode: session.organization.code,
            groupId: group.id,
            groupName: group.id === 0 ? '' : group.name,
            extension: offered.extension,
          })}
        </Text>
      )}
    </div>
  );
}
