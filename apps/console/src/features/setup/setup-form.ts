/** The set-up form as values: what it starts with, what it sends, which text stands at which fault. */
import { SetupRequest } from '@sekisho/contracts';
import type { TextKey } from '../../i18n/wording.ts';
import { emailFault } from '../../ui/email-fault.ts';
import { metPasswordRules, passwordRules } from '../../ui/password-rules.ts';
import { schemaFaults } from '../../ui/schema-faults.ts';

export type SetupValues = {
  organizationName: string;
  contractedDevices: number | string;
  loginId: string;
  password: string;
  email: string;
};

export const emptySetup: SetupValues = {
  organizationName: '',
  contractedDevices: 100,
  loginId: '',
  password: '',
  email: '',
};

export function toSetupRequest(values: SetupValues, token: string, language: 'ja' | 'en'): SetupRequest {
  return {
    token,
    organizationName: values.organizationName.trim(),
    contractedDevices: Number(values.contractedDevices),
    loginId: values.loginId,
    password: values.password,
    email: values.email.trim(),
    language,
  };
}

const wrongText = {
  organizationName: 'common.required',
  contractedDevices: 'setup.contractedDevices.range',
  loginId: 'setup.loginId.wrong',
  password: 'password.wrong',
  email: 'setup.email.wrong',
} as const satisfies Record<keyof SetupValues, TextKey>;

/** The text for each field that the server's schema (or the rules for passwords) would refuse. */
export function setupFaults(values: SetupValues): Partial<Record<keyof SetupValues, TextKey>> {
  const faults = schemaFaults(SetupRequest, toSetupRequest(values, '0'.repeat(16), 'ja'));
  const texts: Partial<Record<keyof SetupValues, TextKey>> = {};
  for (const field of Object.keys(wrongText) as (keyof SetupValues)[]) {
    if (faults.has(`/${field}`)) texts[field] = values[field] === '' ? 'common.required' : wrongText[field];
  }
  if (texts.email === 'setup.email.wrong') texts.email = emailFault(values.email);
  if (metPasswordRules(values.password, values.loginId).size < passwordRules.length)
    texts.password = values.password === '' ? 'common.required' : 'password.wrong';
  return texts;
}

/** The secret of the one-time link `/setup#token=…`. */
export function tokenOf(hash: string): string | undefined {
  const token = new URLSearchParams(hash.replace(/^#/, '')).get('token') ?? '';
  return token.length >= 16 ? token : undefined;
}
