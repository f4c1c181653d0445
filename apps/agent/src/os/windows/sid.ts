/** Security identifiers, read from the bytes in which Windows hands them over (MS-DTYP 2.4.2, 2.4.6). */

/** `S-1-5-18`; blank where the bytes are none. */
export function sidText(bytes: Uint8Array): string {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const count = view[1] ?? 0;
  if (view[0] !== 1 || count > 15 || view.length < 8 + count * 4) return '';
  const authority = view.readUIntBE(2, 6);
  const parts = Array.from({ length: count }, (_, index) => view.readUInt32LE(8 + index * 4));
  return ['S-1', authority, ...parts].join('-');
}

/** Of a self-relative security descriptor: the owner's offset stands at byte 4. */
export function ownerOf(descriptor: Uint8Array): string {
  const view = Buffer.from(descriptor.buffer, descriptor.byteOffset, descriptor.byteLength);
  if (view.length < 20) return '';
  const offset = view.readUInt32LE(4);
  return offset < 20 || offset >= view.length ? '' : sidText(view.subarray(offset));
}

/** Of a person in HKEY_USERS, which holds the registry of everybody who is logged on: local, of a domain, or of Entra ID. */
export function isPerson(sid: string): boolean {
  return /^S-1-(5-21|12-1)-[\d-]+$/.test(sid);
}
