/** What one section of a policy's page is: pure rules, and the part of the form that shows them. */
import type { Policy, PolicySettings } from '@sekisho/contracts';
import type { ComponentType } from 'react';
import type { TextKey, Wording } from '../../../i18n/wording.ts';

/** `from` and `to` as a person reads them. */
export type PolicyChange = { field: TextKey; from: string; to: string };
export type Words = Pick<Wording, 't' | 'duration'>;

export type SectionRules = {
  /** The text at each field that would be refused, by the name of the field. */
  faults: (settings: PolicySettings, words: Words) => Partial<Record<string, string>>;
  /** Candidates: those whose ends read the same are left out. */
  changes: (saved: PolicySettings, edited: PolicySettings, words: Words) => PolicyChange[];
};

export type SectionProps = {
  /** As it is saved. */
  policy: Policy;
  settings: PolicySettings;
  /** Of the whole form. */
  faults: Readonly<Partial<Record<string, string>>>;
  /** The reader may not change policies. */
  frozen: boolean;
  set: (changed: Partial<PolicySettings>) => void;
};

export type PolicySection = { name: string; Section: ComponentType<SectionProps> };

export const onOrOff = ({ t }: Words, enabled: boolean): string => t(enabled ? 'policy.on' : 'policy.off');
export const lengthOf = ({ duration }: Words, valueMs: number): string =>
  Number.isFinite(valueMs) ? duration(valueMs) : '—';
