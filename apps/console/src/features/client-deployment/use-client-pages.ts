/** The pages of client deployment, by their headings: only what can be made here, what is handed out beside it, and what was downloaded. */
import type { ClientPlatform } from '@sekisho/contracts';
import { useQuery } from '@tanstack/react-query';
import { installerPackagesQuery } from '../../api/queries.ts';
import { useWording } from '../../i18n/WordingProvider.tsx';
import { useMay } from '../../ui/use-may.ts';
import { clientWords } from './client-words.ts';
import { clientPlatforms, offeredClients } from './offered-kinds.ts';

/** `name` beneath its heading, `title` by itself. */
export type ClientPage = { to: string; name: string; title: string };

/** As the manual has them. There is no utility for Macs. */
function besideClients(platform: ClientPlatform): ('add-on-software' | 'utilities')[] {
  return platform === 'macos' ? ['add-on-software'] : ['add-on-software', 'utilities'];
}

export function useClientPages(): { heading: string; pages: ClientPage[] }[] {
  const wording = useWording();
  const { t } = wording;
  const may = useMay();
  const { data } = useQuery({ ...installerPackagesQuery, enabled: may('installers.read') });
  if (data === undefined) return [];
  const clients = offeredClients(data.items);
  const ofClients = clientPlatforms.map((platform) => {
    const kinds = clients
      .filter((client) => client.platform === platform)
      .map((client) => ({
        to: `/client-deployment/${platform}/${client.clientKind}`,
        name: t(`deploy.kind.${client.clientKind}`),
        title: clientWords(client, wording),
      }));
    const system = { system: t(`deploy.system.${platform}`) };
    const beside = besideClients(platform).map((page) => ({
      to: `/client-deployment/${platform}/${page}`,
      name: t(`deploy.beside.${page}`),
      title: t(page === 'utilities' ? 'utilities.title' : 'add-on.title', system),
    }));
    return { heading: t(`deploy.platform.${platform}`), pages: kinds.length === 0 ? [] : [...kinds, ...beside] };
  });
  const downloads = { to: '/client-deployment/downloads', name: t('deploy.history'), title: t('deploy.history') };
  return [...ofClients, { heading: t('deploy.records'), pages: [downloads] }].filter(({ pages }) => pages.length > 0);
}
