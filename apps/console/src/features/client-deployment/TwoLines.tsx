/** In a cell: what counts, and what more there is to say of it beneath. */
import { Text } from '@mantine/core';
import type { ReactNode } from 'react';

type Props = { children: ReactNode; beneath: ReactNode; nowrap?: boolean };

export function TwoLines({ children, beneath, nowrap = false }: Props) {
  return (
    <span className="sekisho-numbers" style={nowrap ? { whiteSpace: 'nowrap' } : undefined}>
      {children}
      <Text span display="block" size="xs" c="dimmed">
        {beneath}
      </Text>
    </span>
  );
}
