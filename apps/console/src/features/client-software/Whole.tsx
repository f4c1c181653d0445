/** In a cell: what is not to be broken over lines. */
import type { ReactNode } from 'react';
import classes from './ClientSoftware.module.css';

export function Whole({ children }: { children: ReactNode }) {
  return <span className={classes['whole']}>{children}</span>;
}
