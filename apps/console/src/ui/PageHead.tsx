/** Name of a page, what it is for, and what can be added to it. */
import { Group, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';

export function PageHead({ title, lead, children }: { title: string; lead?: string; children?: ReactNode }) {
  return (
    <Group justify="space-between" align="flex-end" mb="md" gap="sm">
      <div>
        <Title order={1}>{title}</Title>
        {lead !== undefined && (
          <Text size="sm" c="dimmed">
            {lead}
          </Text>
        )}
      </div>
      <Group gap={8}>{children}</Group>
    </Group>
  );
}
