/** Changes in words: software that came, went and was updated; hardware, disks, network before and after. */
import { Badge, Stack } from '@mantine/core';
import type { FactChange, InventoryChanges, SoftwareChange } from '@sekisho/contracts';
import { useWording } from '../../../i18n/WordingProvider.tsx';
import type { TextKey } from '../../../i18n/wording.ts';
import { SimpleTable } from '../../../ui/SimpleTable.tsx';
import { type FactValue, kindOf, shownAs } from './change-words.ts';

const colors = { added: 'wakatake', removed: 'shu', updated: 'ai' } as const;

export function ChangeTables({ changes: { software, facts } }: { changes: InventoryChanges }) {
  return (
    <Stack gap="sm">
      {software.length > 0 && <SoftwareTable software={software} />}
      {facts.length > 0 && <FactTable facts={facts} />}
    </Stack>
  );
}

function SoftwareTable({ software }: { software: readonly SoftwareChange[] }) {
  const { t } = useWording();
  return (
    <SimpleTable
      label={t('changes.software')}
      head={[t('changes.kind'), t('software.name'), t('changes.before'), t('changes.after'), t('software.publisher')]}
      rows={software.map((change) => {
        const kind = kindOf(change);
        return {
          key: JSON.stringify([change.name, change.publisher]),
          cells: [
            <Badge key="kind" color={colors[kind]} miw="max-content">
              {t(`changes.software.${kind}`)}
            </Badge>,
            change.name,
            change.removed.join(', '),
            change.added.join(', '),
            change.publisher,
          ],
        };
      })}
    />
  );
}

function FactTable({ facts }: { facts: readonly FactChange[] }) {
  const { t, bytes, dateTime } = useWording();
  const words = { bytes, dateTime, yes: t('changes.yes'), no: t('changes.no') };
  const shown = (field: string, value: FactValue) => shownAs(field, value, words);
  return (
    <SimpleTable
      label={t('changes.facts')}
      head={[t('changes.what'), t('changes.kind'), t('changes.before'), t('changes.after')]}
      rows={facts.map(({ thing, name, field, before, after }) => ({
        key: JSON.stringify([thing, name, field]),
        cells: [
          [t(`changes.thing.${thing}`), name].filter(Boolean).join(' '),
          t(`changes.field.${field}` as TextKey),
          shown(field, before),
          shown(field, after),
        ],
      }))}
    />
  );
}
