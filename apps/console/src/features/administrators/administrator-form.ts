/** What is typed about an administrator: faults while one types, and what is sent. Pure. */
import {
  type Administrator,
  type AdministratorChange,
  AdministratorCreate,
  type AdministratorRole,
} from '@sekisho/contracts';
import type { Language } from '@sekisho/messages';
import type { TextKey } from '../../i18n/wording.ts';
import { emailFault } from '../../ui/email-fault.ts';
import { metPasswordRules, passwordRules } from '../../ui/password-rules.ts';
import { schemaFaults } from '../../ui/schema-faults.ts';

export type AdministratorValues = {
  loginId: string;
  email: string;
  language: Language;
  role: AdministratorRole;
  groupIds: string[];
  welcome: AdministratorCreate['welcome'];
  password: string;
};

export function valuesOf(administrator: Administrator | undefined, language: Language): AdministratorValues {
  return {
    loginId: administrator?.loginId ?? '',
    email: administrator?.email ?? '',
    language: administrator?.language ?? language,
    role: administrator?.role ?? 'group',
    groupIds: (administrator?.groups ?? []).map(({ id }) => String(id)),
    welcome: administrator === undefined ? 'link' : 'password',
    password: '',
  };
}

export type Faults = Partial<Record<keyof AdministratorValues, TextKey>>;

/** @param isNew a new one needs a password where it is told; of another one an empty field keeps the present */
export function administratorFaults(values: AdministratorValues, isNew: boolean): Faults {
  const email = values.email.trim();
  const found = schemaFaults(AdministratorCreate, { ...toCreate(values), password: undefined });
  const faults: Faults = {};
  if (values.loginId === '') faults.loginId = 'common.required';
  else if (isNew && found.has('/loginId')) faults.loginId = 'setup.loginId.wrong';
  if (email === '') faults.email = 'common.required';
  else if (found.has('/email')) faults.email = emailFault(email);
  if (values.role === 'group' && values.groupIds.length === 0) faults.groupIds = 'administrators.groups.wrong';
  const wanted = isNew ? values.welcome === 'password' : values.password !== '';
  if (wanted && metPasswordRules(values.password, values.loginId).size < passwordRules.length)
    faults.password = 'password.wrong';
  return faults;
}

const groupIdsOf = ({ role, groupIds }: AdministratorValues) => (role === 'group' ? groupIds.map(Number) : []);

export function toCreate(values: AdministratorValues): AdministratorCreate {
  const { loginId, email, language, role, welcome, password } = values;
  return {
    loginId,
    email: email.trim(),
    language,
    role,
    groupIds: groupIdsOf(values),
    welcome,
    ...(welcome === 'password' ? { password } : {}),
  };
}

/** Only what differs, so that nobody's session ends without need. */
export function toChange(values: AdministratorValues, before: Administrator): AdministratorChange {
  const groupIds = groupIdsOf(values);
  const sameGroups = groupIds.length === before.groups.length && before.groups.every(({ id }) => groupIds.includes(id));
  return {
    ...(values.email.trim() === before.email ? {} : { email: values.email.trim() }),
    ...(values.language === before.language ? {} : { language: values.language }),
    ...(values.role === before.role ? {} : { role: values.role }),
    ...(sameGroups ? {} : { groupIds }),
    ...(values.password === '' ? {} : { password: values.password }),
  };
}
