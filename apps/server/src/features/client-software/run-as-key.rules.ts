/**
 * The key that the run-as tool of an organization carries (I13): always the same, under a service key that lies sealed in the database. A
 * stolen database opens no credential file, and the tool of one organization none of another. Pure.
 */
import { createHmac } from 'node:crypto';

/** 64 hexadecimal digits. @param key 32 bytes */
export function runAsKeyOf(organizationId: string, key: Uint8Array): string {
  return createHmac('sha256', key).update(`sekisho/run-as-key/v1\n${organizationId}`).digest('hex');
}
