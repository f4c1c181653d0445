/** Why the server would refuse a file, before it is sent. Pure. */
import { AddOnSoftwareCreate, addOnMaxBytes } from '@sekisho/contracts';
import { Check } from 'typebox/value';

export type FileFault = 'empty' | 'too-large' | 'name';

export function fileFault({ name, size }: Pick<File, 'name' | 'size'>): FileFault | null {
  if (size === 0) return 'empty';
  if (size > addOnMaxBytes) return 'too-large';
  return Check(AddOnSoftwareCreate.properties.fileName, name) ? null : 'name';
}
