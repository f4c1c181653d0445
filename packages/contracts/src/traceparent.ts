/** The context of a trace as W3C Trace Context writes it in the header `traceparent`: version 00, trace, span, flags. */
import { type Static, Type } from 'typebox';

export const Traceparent = Type.String({
  pattern: '^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$',
  maxLength: 55,
});
export type Traceparent = Static<typeof Traceparent>;
