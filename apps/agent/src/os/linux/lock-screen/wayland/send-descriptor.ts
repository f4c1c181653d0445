// Sends bytes together with an open file over a Unix socket, which Node cannot do by itself.

import type { Koffi } from '../../../any/koffi.ts';

/** Returns false where the socket takes nothing at the moment. Throws when it is broken. */
export type SendDescriptor = (socket: number, bytes: Buffer, file: number) => boolean;

const SOL_SOCKET = 1;
const SCM_RIGHTS = 1;
const MSG_NOSIGNAL = 0x4000;
const EAGAIN = 11;
const CONTROL_HEADER_BYTES = 16;
const CONTROL_BYTES = 24;

export function descriptorSender(koffi: Koffi): SendDescriptor {
  const library = koffi.load(null);
  koffi.struct('iovec', { base: 'uint8_t *', length: 'size_t' });
  koffi.struct('msghdr', {
    name: 'void *',
    nameLength: 'uint32_t',
    vectors: 'iovec *',
    vectorCount: 'size_t',
    control: 'uint8_t *',
    controlLength: 'size_t',
    flags: 'int',
  });
  const sendmsg = library.func('long sendmsg(int socket, const msghdr *message, int flags)');
  return (socket, bytes, file) => {
    const control = Buffer.alloc(CONTROL_BYTES);
    control.writeBigUInt64LE(BigInt(CONTROL_HEADER_BYTES + 4), 0);
    control.writeInt32LE(SOL_SOCKET, 8);
    control.writeInt32LE(SCM_RIGHTS, 12);
    control.writeInt32LE(file, CONTROL_HEADER_BYTES);
    const message = {
      name: null,
      nameLength: 0,
      vectors: [{ base: bytes, length: bytes.length }],
      vectorCount: 1,
      control,
      controlLength: CONTROL_BYTES,
      flags: 0,
    };
    const sent = Number(sendmsg(socket, message, MSG_NOSIGNAL));
    if (sent === bytes.length) return true;
    const code = koffi.errno();
    if (sent < 0 && code === EAGAIN) return false;
    throw new Error(`a file could not be sent to the compositor (${sent}, ${code})`);
  };
}
