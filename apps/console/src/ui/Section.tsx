/** A titled part of a page. */
import { Group, Paper, type PaperProps, Title } from '@mantine/core';
import { type ReactNode, useId } from 'react';

type Props = PaperProps & { title: ReactNode; aside?: ReactNode; children: ReactNode; className?: string };

export function Section({ title, aside, children, ...paper }: Props) {
  const id = useId();
  return (
    <Paper p="md" component="section" aria-labelledby={id} {...paper}>
      <Group justify="space-between" mb="sm" gap="sm">
        <Title order={2} id={id}>
          {title}
        </Title>
        {aside}
      </Group>
      {children}
    </Paper>
  );
}
