/** What the fake API answers about approvals: one approver, rules, and one request of each kind, with bytes that fit what they say. */
import type { ApprovalRequest, ApprovalRequestDetail, ApprovalsOverview, TrustSet } from '@sekisho/contracts';
import { makeBatch } from '@sekisho/trust';
import * as world from './fake-world.ts';

const organization = world.session.organization.id;
const home = { origin: 'https://sekisho.example', rpId: 'sekisho.example' };
const keyId = 'c9f90c1c10fbfca5c9f90c1c10fbfca5';
const wipeRule = { kind: 'wipe', approvals: 2, maxDevices: 10 };

const trustSet: TrustSet = {
  organization,
  version: 3,
  previous: 'a'.repeat(64),
  issuedAt: 1_795_000_000_000,
  rules: [wipeRule],
  signers: [
    { keyId: 'd'.repeat(32), role: 'server', algorithm: 'ES256', publicKey: 'AAAA' },
    { keyId, role: 'approver', algorithm: 'ES256', publicKey: 'BBBB', use: 'passkey', name: '佐藤のノート PC' },
  ],
  console: home,
};

const overview: ApprovalsOverview = {
  version: 3,
  hash: 'b'.repeat(64),
  approvers: [{ keyId, name: '佐藤のノート PC', use: 'passkey', holder: 'sato', own: false, credentialId: 'AAAA' }],
  rules: [wipeRule],
  console: home,
  passkeysAt: home,
  trustSet: JSON.stringify(trustSet),
  uninformed: { devices: 3, isExact: true },
};

const request = (number: number, some: Partial<ApprovalRequest>): ApprovalRequest => ({
  id: world.uuid(number),
  kind: 'wipe',
  state: 'open',
  askedBy: 'sato',
  askedAt: '2026-11-27T02:00:00Z',
  expiresAt: '2026-12-04T02:00:00Z',
  closedAt: null,
  closedBy: null,
  count: 1,
  names: ['tokyo-pc-001'],
  approvals: 2,
  approvedBy: [{ keyId, name: '佐藤のノート PC' }],
  ...some,
});

const open = [request(900, {}), request(901, { kind: 'trust-set', names: [], count: 0, approvals: 2, approvedBy: [] })];
const ended = [
  request(910, {
    kind: 'policy',
    state: 'approved',
    askedBy: null,
    names: ['設定 A01'],
    closedAt: '2026-11-26T02:00:00Z',
  }),
  request(911, { kind: 'deregistration', state: 'outdated', closedAt: '2026-11-25T02:00:00Z' }),
];

const intent = {
  id: world.uuid(920),
  organization,
  devices: [world.uuid(2)],
  kind: 'wipe',
  parameters: {
    targets: { folders: ['/home'], patterns: [], volumes: [], encryptionKeys: true, shutDown: true },
    policyCode: 'A01',
    policyRevision: 3,
  },
  issuedAt: 1_795_000_000_000,
  notAfter: 1_797_000_000_000,
};
const statements = [
  {
    subject: JSON.stringify({ computerName: 'tokyo-pc-001', hardwareSerialNumber: 'PF3ABCDE' }),
    text: JSON.stringify(intent),
  },
];
const nextSet = { ...trustSet, version: 4, rules: [{ ...wipeRule, approvals: 1 }] };

function detail(id: string | undefined): ApprovalRequestDetail {
  const [wipe, change] = open as [ApprovalRequest, ApprovalRequest];
  if (id === change.id)
    return { ...change, domain: 'trust-set', text: JSON.stringify(nextSet), statements: [], present: [] };
  const { text } = makeBatch({ organization, kind: 'wipe' }, statements);
  return { ...wipe, domain: 'batch', text, statements, present: [] };
}

type Call = { query: URLSearchParams; ids: string[] };

export const approvalRoutes: [string, RegExp, (state: unknown, call: Call) => unknown][] = [
  ['GET', /^\/approvals$/, () => overview],
  [
    'GET',
    /^\/approval-requests$/,
    (_state, { query }) => ({ items: query.get('state') === 'open' ? open : ended, more: false }),
  ],
  ['GET', /^\/approval-requests\/([^/]+)$/, (_state, { ids: [id] }) => detail(id)],
];
