/** Approvals as the console and `sekisho approve` see them: /api/v1/approvals and /api/v1/approval-requests. */
import { type Static, Type } from 'typebox';
import { Base64Url, Nullable, OneOf, Sha256Hex, Signature, SignedText, Timestamp, Uuid } from '../primitives.ts';
import { ApprovalRule, Signer } from '../trust.ts';

/** What an organization can put under approval. */
export const approvableKinds = ['wipe', 'deregistration', 'policy'] as const;
export type ApprovableKind = (typeof approvableKinds)[number];

export const approvalRequestKinds = [...approvableKinds, 'trust-set'] as const;
export type ApprovalRequestKind = (typeof approvalRequestKinds)[number];
const ApprovalRequestKind = OneOf(approvalRequestKinds);

/** `outdated`: what it was based on has changed, so it could not be carried out any more. */
export const approvalRequestStates = ['open', 'approved', 'refused', 'expired', 'outdated'] as const;
export type ApprovalRequestState = (typeof approvalRequestStates)[number];
const ApprovalRequestState = OneOf(approvalRequestStates);

/** How many statements one request may hold, whatever the rule says. */
export const maxApprovalStatements = 1000;

/** Where passkeys sign: the origin of the console, and the RP id that goes with it. */
export const ConsoleName = Type.Object({ origin: Type.String(), rpId: Type.String() }, { title: 'ConsoleName' });
export type ConsoleName = Static<typeof ConsoleName>;

/** Instead of what was asked for: it waits until `approvals` persons have approved it. */
export const ApprovalAsked = Type.Object(
  { requestId: Uuid, kind: ApprovalRequestKind, approvals: Type.Integer() },
  { title: 'ApprovalAsked' },
);
export type ApprovalAsked = Static<typeof ApprovalAsked>;

export const Approver = Type.Object(
  {
    keyId: Type.String(),
    name: Type.String(),
    use: OneOf(['key', 'passkey']),
    /** Login id of the administrator whose key it is; `null`: there is no such administrator any more. */
    holder: Nullable(Type.String()),
    own: Type.Boolean({ description: 'of the administrator who asks' }),
    credentialId: Nullable(Type.String()),
  },
  { title: 'Approver' },
);
export type Approver = Static<typeof Approver>;

export const ApprovalsOverview = Type.Object(
  {
    version: Type.Integer(),
    hash: Sha256Hex,
    approvers: Type.Array(Approver),
    rules: Type.Array(ApprovalRule),
    console: Nullable(ConsoleName),
    /** Where passkeys could be made on this server as it is set up; `null`: nowhere. */
    passkeysAt: Nullable(ConsoleName),
    /** Exact text of the newest trust set. */
    trustSet: Type.String(),
    /** Registered devices that do not hold the newest trust set yet; `isExact: false`: there are more. */
    uninformed: Type.Object({ devices: Type.Integer(), isExact: Type.Boolean() }),
  },
  { title: 'ApprovalsOverview' },
);
export type ApprovalsOverview = Static<typeof ApprovalsOverview>;

/** Every version of the trust set, the first first. */
export const TrustChain = Type.Object({ chain: Type.Array(SignedText) });
export type TrustChain = Static<typeof TrustChain>;

/** Text of an application (domain `approver`), signed by the very key that is to become an approver's. */
export const ApproverApplication = Type.Object({
  organization: Uuid,
  holder: Uuid,
  name: Type.String({ minLength: 1, maxLength: 100 }),
  use: OneOf(['key', 'passkey']),
  algorithm: Signer.properties.algorithm,
  publicKey: Base64Url(2048),
  credentialId: Type.Optional(Base64Url(1400)),
});
export type ApproverApplication = Static<typeof ApproverApplication>;

/**
 * POST /approvals/changes. The first approver is taken at once; from then on each change is a request that approvers (or the recovery
 * key) sign.
 */
export const TrustChange = Type.Object(
  {
    add: Type.Optional(SignedText),
    remove: Type.Optional(Type.Array(Type.String({ maxLength: 64 }), { minItems: 1, maxItems: 16, uniqueItems: true })),
    rules: Type.Optional(
      Type.Array(
        Type.Object({
          kind: OneOf(approvableKinds),
          approvals: Type.Integer({ minimum: 1, maximum: 8 }),
          maxDevices: Type.Integer({ minimum: 1, maximum: maxApprovalStatements }),
        }),
        { maxItems: approvableKinds.length },
      ),
    ),
    moveConsole: Type.Optional(
      Type.Boolean({
        description: 'passkeys sign at the present public address from now on; older ones become useless',
      }),
    ),
  },
  { title: 'TrustChange' },
);
export type TrustChange = Static<typeof TrustChange>;

export const ApprovalRequest = Type.Object(
  {
    id: Uuid,
    kind: ApprovalRequestKind,
    state: ApprovalRequestState,
    /** `null`: the server by itself, after a change of approvers or rules. */
    askedBy: Nullable(Type.String()),
    askedAt: Timestamp,
    expiresAt: Timestamp,
    closedAt: Nullable(Timestamp),
    closedBy: Nullable(Type.String()),
    /** How many devices or policies it concerns. */
    count: Type.Integer(),
    /** What the first of them are called, for the list; what is signed stands in the detail. */
    names: Type.Array(Type.String()),
    approvals: Type.Integer({ description: 'how many persons it needs' }),
    /** Names of the keys that have signed. */
    approvedBy: Type.Array(Type.Object({ keyId: Type.String(), name: Type.String() })),
  },
  { title: 'ApprovalRequest' },
);
export type ApprovalRequest = Static<typeof ApprovalRequest>;

export const ApprovalRequestQuery = Type.Object({
  state: Type.Optional(OneOf(['open', 'closed'])),
  before: Type.Optional(Uuid),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
});
export type ApprovalRequestQuery = Static<typeof ApprovalRequestQuery>;
export const ApprovalRequestList = Type.Object({ items: Type.Array(ApprovalRequest), more: Type.Boolean() });
export type ApprovalRequestList = Static<typeof ApprovalRequestList>;

/** All that goes into the bytes that are signed, so that a reader can make them anew and show what they say. */
export const ApprovalRequestDetail = Type.Intersect([
  ApprovalRequest,
  Type.Object({
    /** What is signed, under `domain`. */
    domain: OneOf(['batch', 'trust-set']),
    text: Type.String(),
    statements: Type.Array(Type.Object({ subject: Type.String(), text: Type.String() })),
    /** The policies of these statements as devices hold them now, to compare with. */
    present: Type.Array(Type.String()),
  }),
]);
export type ApprovalRequestDetail = Static<typeof ApprovalRequestDetail>;

/** POST /approval-requests/{id}/signatures. */
export const ApprovalSignature = Signature;
