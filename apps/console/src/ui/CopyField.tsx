/** A value to be copied, in a type that tells every character apart. */
import { ActionIcon, Box, CopyButton, Group, Tooltip } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useWording } from '../i18n/WordingProvider.tsx';
import classes from './CopyField.module.css';

type Props = { value: string; label: string; shown?: ReactNode; wrap?: boolean; children?: ReactNode };

export function CopyField({ value, label, shown = value, wrap = false, children }: Props) {
  return (
    <Group className={classes['field']} gap={4} wrap="nowrap" justify="space-between">
      {/* A long command scrolls; a region that scrolls must be reachable by keyboard. */}
      <Box
        component="code"
        className={classes['value']}
        data-wrap={wrap || undefined}
        tabIndex={0}
        role="textbox"
        aria-readonly
        aria-label={label}
      >
        {wrap && typeof shown === 'string' ? <Words text={shown} /> : shown}
      </Box>
      <Group gap={2} wrap="nowrap">
        {children}
        <CopyAction value={value} label={label} />
      </Group>
    </Group>
  );
}

/** Breaks between words, and within one only where it is longer than a line: not after each hyphen of an option. */
function Words({ text }: { text: string }) {
  return text.split(/(\s+)/).map((part, index) =>
    part.trim() === '' ? (
      part
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: words never move
      <span key={index} className={classes['word']}>
        {part}
      </span>
    ),
  );
}

export function CopyAction({ value, label }: { value: string; label: string }) {
  const { t } = useWording();
  return (
    <CopyButton value={value} timeout={2000}>
      {({ copied, copy }) => (
        <Tooltip label={t(copied ? 'common.copied' : 'common.copy')}>
          <ActionIcon
            onClick={copy}
            color={copied ? 'wakatake' : 'gray'}
            aria-label={`${t(copied ? 'common.copied' : 'common.copy')}: ${label}`}
          >
            {copied ? <IconCheck size={17} /> : <IconCopy size={17} />}
          </ActionIcon>
        </Tooltip>
      )}
    </CopyButton>
  );
}
