/** What every part of the form of an installer setting is given. */
import type { ClientKind } from '@sekisho/contracts';
import type { Faults, SettingValues } from './setting-form.ts';

export type FieldProps = {
  clientKind: ClientKind;
  values: SettingValues;
  faults: Faults;
  /** The reader may not change settings. */
  frozen: boolean;
  set: (changed: Partial<SettingValues>) => void;
};
