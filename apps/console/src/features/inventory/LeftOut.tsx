/** Says of a section how many devices are counted as they were, because their policies collect it no longer. */
import { Alert } from '@mantine/core';
import type { InventorySectionChoice } from '@sekisho/contracts';
import { useQuery } from '@tanstack/react-query';
import { inventoryLeftOutQuery } from '../../api/queries.ts';
import { useWording } from '../../i18n/WordingProvider.tsx';

export function LeftOut({ sections }: { sections: readonly InventorySectionChoice[] }) {
  const { t } = useWording();
  const { data } = useQuery(inventoryLeftOutQuery);
  return data?.items
    .filter(({ section }) => sections.includes(section))
    .map(({ section, devices, policies }) => (
      <Alert key={section} color="yamabuki" py={8}>
        {t('fleet.leftOut', {
          section: t(`deploy.sections.${section}`),
          devices: t('common.devices', { count: devices }),
          policies: policies.map(({ code, name }) => `${code} ${name}`).join(', '),
        })}
      </Alert>
    ));
}
