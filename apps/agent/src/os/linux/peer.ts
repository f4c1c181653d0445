/** Whose process is at the other end of a local socket, asked of the kernel. */
import { loadKoffi, type OwnProgram } from '../any/koffi.ts';
import type { UserIdOf } from '../posix/client-socket.ts';

/** From `login.defs`: accounts of services have smaller numbers. */
export const firstPerson = 1_000;

/** From `asm-generic/socket.h`. */
const SOL_SOCKET = 1;
const SO_PEERCRED = 17;

/** Loads the library with the first question: an agent that nobody asks does not carry it. */
export function peerReader(program: OwnProgram): UserIdOf {
  let getsockopt: ((fd: number, level: number, name: number, value: Buffer, length: number[]) => number) | null = null;
  return (socket) => {
    getsockopt ??= loadKoffi(program)
      .load('libc.so.6')
      .func('int getsockopt(int fd, int level, int name, _Out_ uint8_t *value, _Inout_ uint32_t *length)');
    const { fd } = (socket as unknown as { _handle: { fd: number } | null })._handle ?? { fd: -1 };
    // struct ucred: process, user, group.
    const credentials = Buffer.alloc(12);
    const failed = fd < 0 || getsockopt(fd, SOL_SOCKET, SO_PEERCRED, credentials, [credentials.length]) !== 0;
    return failed ? null : credentials.readUInt32LE(4);
  };
}
