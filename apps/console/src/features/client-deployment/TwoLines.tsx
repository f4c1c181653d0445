/** In a cell: what counts, and what more there is to say of it beneath. */
import { Text } from '@mantine/core';
import type { ReactNode } from 'react';

export function TwoLines({ children, beneath }: { children: ReactNode; beneath: ReactNode }) {
  return (
    <span className="sekisho-numbers">
      {children}
      <Text span display="block" size="xs" c="dimmed">
        {beneath}
      </Text>
    </span>
  );
}
