/** Numbered steps to something, one below the other. */
import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './Steps.module.css';

export function Steps({ children }: { children: ReactNode }) {
  return <ol className={classes['steps']}>{children}</ol>;
}

export function Step({ title, text, children }: { title: string; text: string; children?: ReactNode }) {
  return (
    <li>
      <Text fw={650}>{title}</Text>
      <Text size="sm" c="dimmed" mb={children === undefined ? 0 : 6}>
        {text}
      </Text>
      {children}
    </li>
  );
}
