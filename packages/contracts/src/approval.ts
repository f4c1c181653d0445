/** Approvals as devices get them: a signed batch, and the place of one statement in it. */
import { type Static, Type } from 'typebox';
import { Sha256Hex, SignedText, Uuid } from './primitives.ts';

/** What approvers sign (domain `batch`): the Merkle root over subjects and exact texts, their number, and of which kind they are. */
export const Batch = Type.Object({
  organization: Uuid,
  kind: Type.String({ minLength: 1, maxLength: 64 }),
  count: Type.Integer({ minimum: 1, maximum: 1_048_576 }),
  root: Sha256Hex,
});
export type Batch = Static<typeof Batch>;

/** One line of JSON, bound into the batch with the text: what the approver saw beside it. */
export const ApprovalSubject = Type.Object(
  {
    computerName: Type.Optional(Type.String({ maxLength: 255 })),
    hardwareSerialNumber: Type.Optional(Type.String({ maxLength: 200 })),
    policyName: Type.Optional(Type.String({ maxLength: 100 })),
  },
  { title: 'ApprovalSubject' },
);
export type ApprovalSubject = Static<typeof ApprovalSubject>;

export const Approval = Type.Object({
  batch: SignedText,
  /** JSON of an `ApprovalSubject`, exactly as it was hashed. */
  subject: Type.String({ maxLength: 2000 }),
  index: Type.Integer({ minimum: 0 }),
  /** Hashes of the neighbours, from the leaf to the root. */
  path: Type.Array(Sha256Hex, { maxItems: 20 }),
});
export type Approval = Static<typeof Approval>;

/** A statement that may need approvals beside the server's signature. */
export const ApprovableText = Type.Object({
  ...SignedText.properties,
  approvals: Type.Optional(Type.Array(Approval, { maxItems: 8 })),
});
export type ApprovableText = Static<typeof ApprovableText>;
