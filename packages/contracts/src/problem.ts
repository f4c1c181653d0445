/** Errors on the wire: RFC 9457 problem details with a stable code. */
import { type Static, Type } from 'typebox';
import { Approval } from './approval.ts';
import { Signature } from './primitives.ts';

export const FieldError = Type.Object(
  {
    pointer: Type.String({ description: 'JSON pointer of the field in the body, or the name of a query parameter' }),
    code: Type.String(),
    detail: Type.String(),
  },
  { title: 'FieldError' },
);
export type FieldError = Static<typeof FieldError>;

export const Problem = Type.Object(
  {
    type: Type.String(),
    title: Type.String(),
    status: Type.Integer(),
    detail: Type.Optional(Type.String()),
    code: Type.String({ description: 'stable; see the catalogue of errors' }),
    requestId: Type.Optional(Type.String()),
    errors: Type.Optional(Type.Array(FieldError)),
    notice: Type.Optional(
      Type.Object(
        {
          text: Type.String(),
          signatures: Type.Array(Signature),
          approvals: Type.Optional(Type.Array(Approval)),
        },
        { description: 'with code `deregistered`: the signed notice' },
      ),
    ),
  },
  { title: 'Problem' },
);
export type Problem = Static<typeof Problem>;
