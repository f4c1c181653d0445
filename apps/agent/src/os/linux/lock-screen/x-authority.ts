// Reads the cookies of an X authority file, so that root can connect to a display that another user owns.

export interface XCookie {
  readonly name: string;
  /** One character per byte, as the connection set-up wants it. */
  readonly data: string;
}

/** The cookies for display number `display`, in the order of the file. A damaged end is left out, nothing is thrown. */
export function cookiesOf(file: Uint8Array, display: number): XCookie[] {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  const cookies: XCookie[] = [];
  let offset = 0;
  const field = (): string | undefined => {
    if (offset + 2 > bytes.length) return undefined;
    const length = bytes.readUInt16BE(offset);
    const end = offset + 2 + length;
    if (end > bytes.length) return undefined;
    const text = bytes.toString('latin1', offset + 2, end);
    offset = end;
    return text;
  };
  while (offset + 2 <= bytes.length) {
    offset += 2; // address family: the address cannot be wrong for a server found on this machine
    const [address, number, name, data] = [field(), field(), field(), field()];
    if (address === undefined || number === undefined || name === undefined || data === undefined) break;
    if (number === '' || number === String(display)) cookies.push({ name, data });
  }
  return cookies;
}
