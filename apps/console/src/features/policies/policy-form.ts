/** The form of a policy as values: its faults by the server's own rules, and what differs from what is saved. Pure. */
import type { PolicySettings } from '@sekisho/contracts';
import type { PolicyChange, Words } from './sections/section.ts';
import { sectionRules } from './sections/section-rules.ts';

export type PolicyValues = { name: string; settings: PolicySettings };

/** The text at each field that would be refused, by the name of the field. */
export function policyFaults(
  { name, settings }: PolicyValues,
  words: Words,
): Readonly<Partial<Record<string, string>>> {
  const faults: Partial<Record<string, string>> = {};
  if (name.trim() === '') faults['name'] = words.t('common.required');
  else if (name.trim().length > 100) faults['name'] = words.t('common.tooLong', { max: 100 });
  for (const rules of sectionRules) Object.assign(faults, rules.faults(settings, words));
  return faults;
}

export function policyChanges(saved: PolicyValues, edited: PolicyValues, words: Words): PolicyChange[] {
  const name: PolicyChange = { field: 'policy.name', from: saved.name, to: edited.name.trim() };
  const ofSections = sectionRules.flatMap((rules) => rules.changes(saved.settings, edited.settings, words));
  return [name, ...ofSections].filter(({ from, to }) => from !== to);
}

export function samePolicy(left: PolicyValues, right: PolicyValues): boolean {
  return left.name === right.name.trim() && JSON.stringify(left.settings) === JSON.stringify(right.settings);
}

const codePattern = /^[A-Z][0-9]{2}$/;

export function isPolicyCode(text: string): boolean {
  return codePattern.test(text);
}

/** The first code nobody uses: A11 after A01–A10. */
export function freePolicyCode(taken: readonly string[]): string {
  for (const letter of 'ABCDEFGHIJKLMNOPQRSTUVWXYZ') {
    for (let number = 1; number < 100; number++) {
      const code = `${letter}${String(number).padStart(2, '0')}`;
      if (!taken.includes(code)) return code;
    }
  }
  return '';
}
