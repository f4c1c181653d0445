/** What a linked clone collects: all of it, or some sections. */
import { Checkbox, Radio, SimpleGrid, Stack } from '@mantine/core';
import { type InventorySectionChoice, inventorySectionChoices } from '@sekisho/contracts';
import { useState } from 'react';
import { useWording } from '../../i18n/WordingProvider.tsx';
import { Section } from '../../ui/Section.tsx';
import type { FieldProps } from './field-props.ts';

export function InventoryFields({ values, faults, frozen, set }: FieldProps) {
  const { t } = useWording();
  const isWhole = values.inventorySections.length === inventorySectionChoices.length;
  const [choosing, setChoosing] = useState(!isWhole);
  return (
    <Section title={t('deploy.section.inventory')}>
      <Stack>
        <Radio.Group
          aria-label={t('deploy.section.inventory')}
          value={choosing || !isWhole ? 'some' : 'all'}
          onChange={(value) => {
            setChoosing(value === 'some');
            if (value === 'all') set({ inventorySections: [...inventorySectionChoices] });
          }}
        >
          <Stack gap={6}>
            <Radio value="all" label={t('deploy.sections.choose.all')} disabled={frozen} />
            <Radio value="some" label={t('deploy.sections.choose.some')} disabled={frozen} />
          </Stack>
        </Radio.Group>
        {(choosing || !isWhole) && (
          <Checkbox.Group
            aria-label={t('deploy.field.inventorySections')}
            value={values.inventorySections}
            error={faults.inventorySections !== undefined && t(faults.inventorySections)}
            onChange={(chosen) =>
              // In the order of the list, so that the same choice is the same value.
              set({
                inventorySections: inventorySectionChoices.filter((each: InventorySectionChoice) =>
                  chosen.includes(each),
                ),
              })
            }
          >
            <SimpleGrid cols={{ base: 1, xs: 2, sm: 3 }} spacing={10} mb={6}>
              {inventorySectionChoices.map((section) => (
                <Checkbox key={section} value={section} label={t(`deploy.sections.${section}`)} disabled={frozen} />
              ))}
            </SimpleGrid>
          </Checkbox.Group>
        )}
      </Stack>
    </Section>
  );
}
