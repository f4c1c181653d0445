/** The frame before the log-in: the mark, one card, the two switches. */
import { Group, Paper, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './FrontPage.module.css';
import { Mark } from './Mark.tsx';
import { LanguageSwitch, SchemeSwitch } from './Switches.tsx';

export function FrontPage({
  title,
  lead,
  width = 400,
  children,
}: {
  title: string;
  lead?: string;
  width?: number;
  children: ReactNode;
}) {
  return (
    <div className={classes['ground']}>
      <Group component="header" justify="flex-end" gap={6} p="sm">
        <LanguageSwitch />
        <SchemeSwitch />
      </Group>
      <main className={classes['middle']}>
        <Stack gap="lg" w="100%" maw={width}>
          <Stack gap={6}>
            <Group gap={10}>
              <Mark size={34} />
              <Text fw={750} fz={22}>
                Sekisho
              </Text>
            </Group>
            {lead !== undefined && <Text c="dimmed">{lead}</Text>}
          </Stack>
          <Paper p="lg" shadow="sm" component="section" aria-labelledby="front-title">
            <Title order={1} id="front-title" mb="md">
              {title}
            </Title>
            {children}
          </Paper>
        </Stack>
      </main>
    </div>
  );
}
