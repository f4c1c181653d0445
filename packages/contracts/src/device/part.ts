/** A copy of a registered device becomes a device of its own: POST /device/v1/part, answered as a registration is. */
import { type Static, Type } from 'typebox';
import { Base64Url } from '../primitives.ts';
import { DeviceFacts } from './enrol.ts';

/** `assertion` is that of the copied device, over a fresh nonce, with the mark it holds; its `successor` names `publicKey` (SPKI DER, P-256). */
export const PartRequest = Type.Object({
  assertion: Type.String({ maxLength: 4096 }),
  publicKey: Base64Url(256),
  facts: DeviceFacts,
});
export type PartRequest = Static<typeof PartRequest>;
