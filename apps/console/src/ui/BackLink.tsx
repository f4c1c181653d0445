/** The way back to the list a page belongs to. */
import { IconChevronLeft } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import classes from './BackLink.module.css';

export function BackLink({ children }: { children: ReactNode }) {
  return (
    <span className={classes['back']}>
      <IconChevronLeft size={15} aria-hidden="true" />
      {children}
    </span>
  );
}
