/** The pages of client deployment, by their headings: only what can be made here, and what was downloaded. */
import { useQuery } from '@tanstack/react-query';
import { installerPackagesQuery } from '../../api/queries.ts';
import { useWording } from '../../i18n/WordingProvider.tsx';
import { useMay } from '../../ui/use-may.ts';
import { clientWords } from './client-words.ts';
import { clientPlatforms, offeredClients } from './offered-kinds.ts';

/** `name` beneath its heading, `title` by itself. */
export type ClientPage = { to: string; name: string; title: string };

export function useClientPages(): { heading: string; pages: ClientPage[] }[] {
  const wording = useWording();
  const { t } = wording;
  const may = useMay();
  const { data } = useQuery({ ...installerPackagesQuery, enabled: may('installers.read') });
  if (data === undefined) return [];
  const clients = offeredClients(data.items);
  const ofClients = clientPlatforms.map((platform) => ({
    heading: t(`deploy.platform.${platform}`),
    pages: clients
      .filter((client) => client.platform === platform)
      .map((client) => ({
        to: `/client-deployment/${platform}/${client.clientKind}`,
        name: t(`deploy.kind.${client.clientKind}`),
        title: clientWords(client, wording),
      })),
  }));
  const downloads = { to: '/client-deployment/downloads', name: t('deploy.history'), title: t('deploy.history') };
  return [...ofClients, { heading: t('deploy.records'), pages: [downloads] }].filter(({ pages }) => pages.length > 0);
}
