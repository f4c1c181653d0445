/** One installer setting, new or registered: its form, and its downloads beside. */
import { Alert, Skeleton, Stack, Title } from '@mantine/core';
import type { InstallerSetting } from '@sekisho/contracts';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams, useSearch } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { installerSettingsQuery, policiesQuery } from '../../api/queries.ts';
import { NotFound } from '../../app/NotFound.tsx';
import { useWording } from '../../i18n/WordingProvider.tsx';
import { BackLink } from '../../ui/BackLink.tsx';
import { ProblemAlert } from '../../ui/ProblemAlert.tsx';
import { usePageTitle } from '../../ui/use-page-title.ts';
import { clientWords } from './client-words.ts';
import { type Client, clientOf } from './offered-kinds.ts';
import { SettingEditor } from './SettingEditor.tsx';
import { newSetting, valuesOf } from './setting-form.ts';
import { freeName } from './setting-name.ts';

export function NewSettingPage() {
  const client = clientOf(useParams({ from: '/shell/client-deployment/$platform/$clientKind/new' }));
  const { copy } = useSearch({ from: '/shell/client-deployment/$platform/$clientKind/new' });
  const { t } = useWording();
  usePageTitle(t('deploy.setting.new'));
  if (client === undefined) return <NotFound />;
  return (
    <Frame client={client} title={t('deploy.setting.new')}>
      {(settings) => <New client={client} settings={settings} copy={copy} />}
    </Frame>
  );
}

type NewProps = { client: Client; settings: readonly InstallerSetting[]; copy: string | undefined };

function New({ client, settings, copy }: NewProps) {
  const wording = useWording();
  const { t, language } = wording;
  const policies = useQuery(policiesQuery);
  if (policies.data === undefined)
    return policies.error === null ? <Skeleton height={320} /> : <ProblemAlert error={policies.error} />;
  const others = settings
    .filter(({ platform, clientKind }) => platform === client.platform && clientKind === client.clientKind)
    .map(({ name }) => name);
  const source = settings.find(({ id }) => id === copy);
  const begin =
    source === undefined
      ? newSetting(freeName(clientWords(client, wording), others), policies.data.items[0]?.code ?? '', language)
      : { ...valuesOf(source), name: freeName(t('deploy.setting.copyName', { name: source.name }), others) };
  return <SettingEditor client={client} saved={undefined} begin={begin} />;
}

export function SettingPage() {
  const params = useParams({ from: '/shell/client-deployment/$platform/$clientKind/$settingId' });
  const client = clientOf(params);
  if (client === undefined) return <NotFound />;
  return <Registered key={params.settingId} client={client} settingId={params.settingId} />;
}

function Registered({ client, settingId }: { client: Client; settingId: string }) {
  const { t } = useWording();
  const { data } = useQuery({ ...installerSettingsQuery, refetchInterval: 5000 });
  const setting = data?.items.find(({ id }) => id === settingId);
  usePageTitle(setting?.name ?? t('deploy.settings'));
  const [opened, setOpened] = useState(setting);
  // What one began to edit stays on the page, also when somebody deletes it meanwhile.
  if (opened === undefined && setting !== undefined) setOpened(setting);
  return (
    <Frame client={client} title={setting?.name ?? opened?.name ?? t('deploy.settings')}>
      {() =>
        opened === undefined ? (
          <Alert color="yamabuki">{t('deploy.setting.gone')}</Alert>
        ) : (
          <SettingEditor client={client} saved={setting ?? opened} begin={valuesOf(opened)} />
        )
      }
    </Frame>
  );
}

type FrameProps = {
  client: Client;
  title: string;
  children: (settings: readonly InstallerSetting[]) => ReactNode;
};

function Frame({ client, title, children }: FrameProps) {
  const wording = useWording();
  const { data, error } = useQuery(installerSettingsQuery);
  return (
    <Stack gap="sm">
      <Link to="/client-deployment/$platform/$clientKind" params={client} className="sekisho-link">
        <BackLink>{clientWords(client, wording)}</BackLink>
      </Link>
      {data === undefined &&
        (error === null ? (
          <Skeleton height={320} role="status" aria-label={wording.t('common.loading')} />
        ) : (
          <ProblemAlert error={error} />
        ))}
      {data !== undefined && (
        <>
          <Title order={1}>{title}</Title>
          {children(data.items)}
        </>
      )}
    </Stack>
  );
}
