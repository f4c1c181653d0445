/** A copy of a device's disk becomes a device of its own, in the same group and under the same policy. */
import { createHash } from 'node:crypto';
import type { EnrolAnswer, PartRequest } from '@sekisho/contracts';
import { SekishoError } from '../../platform/sekisho-error.ts';
import type { DeviceTokens } from '../device-tokens/index.ts';
import type { Registration } from '../registration/index.ts';
import type { Marks } from './marks.service.ts';

export interface DeviceCopiesPorts {
  readonly tokens: Pick<DeviceTokens, 'verify'>;
  readonly marks: Pick<Marks, 'isCopy'>;
  readonly registration: Pick<Registration, 'enrolCopy'>;
}

/**
 * Throws what `verify` throws, `assertion-invalid` where the proof is not of a copy or names another key, `enrolment-refused` where no
 * licence is left.
 */
export async function partDevice(ports: DeviceCopiesPorts, request: PartRequest): Promise<EnrolAnswer> {
  const { record, claims, isFormer } = await ports.tokens.verify(request.assertion);
  const successor = createHash('sha256').update(Buffer.from(request.publicKey, 'base64url')).digest('hex');
  // Whoever held the record before is one of two by now, whatever marks say.
  if (claims.successor !== successor || !(isFormer || (await ports.marks.isCopy(record, claims))))
    throw new SekishoError('assertion-invalid');
  return ports.registration.enrolCopy(request, { ...record, isFormer });
}
