/** What a wipe erases: folders, files by name, volumes, keys; with the usual ones at hand, and in plain words what goes and what stays. */
import { ActionIcon, Alert, Button, Group, List, Menu, Stack, Switch, Text, TextInput } from '@mantine/core';
import type { WipeTargets } from '@sekisho/contracts';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useWording } from '../../../i18n/WordingProvider.tsx';
import type { TextKey } from '../../../i18n/wording.ts';
import { Section } from '../../../ui/Section.tsx';
import { WipeStays } from '../../../ui/WipeStays.tsx';
import type { SectionProps } from './section.ts';
import { type WipePreset, wipeField, wipePresets, wipePreview, withPreset } from './wipe.ts';

export function WipeSection({ settings, faults, frozen, set }: SectionProps) {
  const { t } = useWording();
  const { wipeTargets } = settings;
  const change = (changed: Partial<WipeTargets>) => set({ wipeTargets: { ...wipeTargets, ...changed } });
  const common = { targets: wipeTargets, faults, frozen, change };
  return (
    <Section
      title={t('policy.section.wipe')}
      aside={frozen ? undefined : <Presets onAdd={(name) => set({ wipeTargets: withPreset(wipeTargets, name) })} />}
    >
      <Stack>
        <Text size="sm" c="dimmed">
          {t('policy.wipe.lead')}
        </Text>
        <PathList {...common} list="folders" label="policy.wipe.folder" placeholder="/home" />
        <PatternList {...common} />
        <PathList {...common} list="volumes" label="policy.wipe.volume" placeholder="/data" />
        <Switch
          label={t('policy.wipe.keys')}
          description={t('policy.wipe.keys.help')}
          checked={wipeTargets.encryptionKeys}
          disabled={frozen}
          onChange={(event) => change({ encryptionKeys: event.currentTarget.checked })}
        />
        <Switch
          label={t('policy.wipe.shutDown')}
          description={wipeTargets.encryptionKeys ? t('policy.wipe.shutDown.always') : undefined}
          checked={wipeTargets.shutDown || wipeTargets.encryptionKeys}
          disabled={frozen || wipeTargets.encryptionKeys}
          onChange={(event) => change({ shutDown: event.currentTarget.checked })}
        />
        <Preview targets={wipeTargets} />
      </Stack>
    </Section>
  );
}

function Presets({ onAdd }: { onAdd: (name: WipePreset) => void }) {
  const { t } = useWording();
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" size="compact-sm" leftSection={<IconPlus size={15} />}>
          {t('policy.wipe.presets')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {(Object.keys(wipePresets) as WipePreset[]).map((name) => (
          <Menu.Item key={name} onClick={() => onAdd(name)}>
            {t(`policy.wipe.preset.${name}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

type ListProps = {
  targets: WipeTargets;
  faults: SectionProps['faults'];
  frozen: boolean;
  change: (changed: Partial<WipeTargets>) => void;
};

function Rows(props: {
  list: 'folders' | 'patterns' | 'volumes';
  frozen: boolean;
  onAdd: () => void;
  children: ReactNode;
}) {
  const { t } = useWording();
  const { list, frozen, onAdd, children } = props;
  return (
    <Stack gap={6} role="group" aria-label={t(`policy.wipe.${list}`)}>
      <div>
        <Text size="sm" fw={500}>
          {t(`policy.wipe.${list}`)}
        </Text>
        <Text size="xs" c="dimmed">
          {t(`policy.wipe.${list}.help`)}
        </Text>
      </div>
      {children}
      {!frozen && (
        <Button
          variant="subtle"
          size="compact-sm"
          leftSection={<IconPlus size={15} />}
          onClick={onAdd}
          style={{ alignSelf: 'start' }}
        >
          {t(`policy.wipe.add.${list}`)}
        </Button>
      )}
    </Stack>
  );
}

function RemoveButton({ name, frozen, onRemove }: { name: string; frozen: boolean; onRemove: () => void }) {
  const { t } = useWording();
  if (frozen) return null;
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      size={34}
      aria-label={t('policy.wipe.remove', { name })}
      onClick={onRemove}
    >
      <IconTrash size={17} />
    </ActionIcon>
  );
}

function PathList(props: ListProps & { list: 'folders' | 'volumes'; label: TextKey; placeholder: string }) {
  const { t } = useWording();
  const { targets, faults, frozen, change, list, label, placeholder } = props;
  const paths = targets[list];
  const put = (index: number, path: string) => change({ [list]: paths.with(index, path) });
  return (
    <Rows list={list} frozen={frozen} onAdd={() => change({ [list]: [...paths, ''] })}>
      {paths.map((path, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a row is its place; its value changes with every key pressed
        <Group key={index} gap={6} align="start" wrap="nowrap">
          <TextInput
            aria-label={t(label, { number: index + 1 })}
            flex={1}
            maw={520}
            ff="monospace"
            placeholder={placeholder}
            maxLength={1024}
            disabled={frozen}
            spellCheck={false}
            value={path}
            error={faults[wipeField(`${list}/${index}`)]}
            onChange={(event) => put(index, event.currentTarget.value)}
          />
          <RemoveButton
            name={path === '' ? t(label, { number: index + 1 }) : path}
            frozen={frozen}
            onRemove={() => change({ [list]: paths.toSpliced(index, 1) })}
          />
        </Group>
      ))}
    </Rows>
  );
}

function PatternList({ targets, faults, frozen, change }: ListProps) {
  const { t } = useWording();
  const { patterns } = targets;
  const put = (index: number, changed: Partial<WipeTargets['patterns'][number]>) =>
    change({ patterns: patterns.map((each, at) => (at === index ? { ...each, ...changed } : each)) });
  const folderOfLast = patterns.at(-1)?.folder ?? '';
  return (
    <Rows
      list="patterns"
      frozen={frozen}
      onAdd={() => change({ patterns: [...patterns, { folder: folderOfLast, pattern: '' }] })}
    >
      {patterns.map(({ folder, pattern }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a row is its place; its value changes with every key pressed
        <Group key={index} gap={6} align="start" wrap="nowrap">
          <TextInput
            aria-label={t('policy.wipe.patternFolder', { number: index + 1 })}
            flex={2}
            maw={340}
            ff="monospace"
            placeholder="/home"
            maxLength={1024}
            disabled={frozen}
            spellCheck={false}
            value={folder}
            error={faults[wipeField(`patterns/${index}/folder`)]}
            onChange={(event) => put(index, { folder: event.currentTarget.value })}
          />
          <TextInput
            aria-label={t('policy.wipe.pattern', { number: index + 1 })}
            flex={1}
            maw={174}
            ff="monospace"
            placeholder="*.xlsx"
            maxLength={255}
            disabled={frozen}
            spellCheck={false}
            value={pattern}
            error={faults[wipeField(`patterns/${index}/pattern`)] ?? faults[wipeField(`patterns/${index}`)]}
            onChange={(event) => put(index, { pattern: event.currentTarget.value })}
          />
          <RemoveButton
            name={pattern === '' ? t('policy.wipe.pattern', { number: index + 1 }) : `${folder} ${pattern}`}
            frozen={frozen}
            onRemove={() => change({ patterns: patterns.toSpliced(index, 1) })}
          />
        </Group>
      ))}
    </Rows>
  );
}

function Preview({ targets }: { targets: WipeTargets }) {
  const wording = useWording();
  const { t } = wording;
  const parts = wipePreview(targets, wording);
  return (
    <Alert color={parts.length === 0 ? 'gray' : 'yamabuki'} title={t('policy.wipe.preview')}>
      {parts.length === 0 && <Text size="sm">{t('policy.wipe.preview.none')}</Text>}
      <Stack gap="xs">
        {parts.map(({ on, lines }) => (
          <div key={on}>
            <Text size="sm" fw={600}>
              {t(`wipe.on.${on}`)}
            </Text>
            <List size="sm">
              {lines.map((line) => (
                <List.Item key={line}>{line}</List.Item>
              ))}
            </List>
          </div>
        ))}
        {parts.length > 0 && <WipeStays />}
      </Stack>
    </Alert>
  );
}
