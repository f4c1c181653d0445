/** What the fake API answers about administrators, second factors and mail. */
import type { Administrator } from '@sekisho/contracts';
import * as world from './fake-world.ts';

const administrator = (number: number, some: Partial<Administrator>): Administrator => ({
  id: world.uuid(number),
  loginId: `person-${number}`,
  email: `person-${number}@example.jp`,
  language: 'ja',
  role: 'organization',
  groups: [],
  state: 'active',
  secondFactor: false,
  createdAt: '2026-10-01T00:00:00Z',
  ...some,
});

const [firstGroup, secondGroup] = world.groups;
const namesOf = (...groups: (typeof firstGroup)[]) =>
  groups.flatMap((group) => (group === undefined ? [] : [{ id: group.id, name: group.name }]));

const administrators: readonly Administrator[] = [
  administrator(800, { loginId: 'admin', email: 'admin@example.jp', secondFactor: true }),
  administrator(810, { loginId: 'sato', email: 'sato@example.jp', role: 'group', groups: namesOf(firstGroup) }),
  administrator(811, {
    loginId: 'suzuki',
    email: 'suzuki@example.jp',
    role: 'group',
    groups: namesOf(firstGroup, secondGroup),
    state: 'invited',
  }),
];

const link = { token: 'k7Qm2X9t4HwD8rNpK3v6Yb5CjZf0aD1e2G8lSuQwXyz', expiresAt: '2026-12-05T00:00:00Z' };

const codes = Array.from({ length: 10 }, (_, index) => `7Q2M-9X4T-HWD8-${String(index).padStart(4, '0')}`);

/** Method, path, answer. */
export const peopleRoutes: [method: string, pattern: RegExp, answer: () => unknown][] = [
  ['GET', /^\/administrators$/, () => ({ items: administrators })],
  ['POST', /^\/administrators$/, () => ({ administrator: administrators[2], link })],
  ['POST', /^\/administrators\/[^/]+\/link$/, () => ({ link })],
  ['PATCH', /^\/administrators\/[^/]+$/, () => administrators[0]],
  ['GET', /^\/login-rules$/, () => ({ secondFactorRequired: false })],
  [
    'GET',
    /^\/account\/second-factors$/,
    () => ({
      app: false,
      passkeys: [{ id: world.uuid(820), name: '会社のノート PC', createdAt: '2026-11-01T00:00:00Z', lastUsedAt: null }],
      recoveryCodesLeft: 9,
    }),
  ],
  [
    'POST',
    /^\/account\/app$/,
    () => ({
      secret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP',
      uri: 'otpauth://totp/Sekisho:admin?issuer=Sekisho&secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP',
    }),
  ],
  ['POST', /^\/account\/recovery-codes$/, () => ({ recoveryCodes: codes })],
  ['GET', /^\/mail$/, () => ({ configured: false, host: null, port: null, encryption: null, user: null, from: null })],
  ['GET', /^\/password-reset$/, () => ({ byMail: true })],
  ['POST', /^\/password-reset$/, () => ({})],
  [
    'POST',
    /^\/account-links\/look$/,
    () => ({
      purpose: 'invitation',
      loginId: 'suzuki',
      organizationName: '株式会社関所',
      expiresAt: link.expiresAt,
    }),
  ],
];
