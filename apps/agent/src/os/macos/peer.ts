/** Whose process is at the other end of a local socket, asked of the kernel: getpeereid(3). */
import { loadKoffi, type OwnProgram } from '../any/koffi.ts';
import type { UserIdOf } from '../posix/client-socket.ts';

/** Accounts of services have smaller numbers. */
export const firstPerson = 501;

/** In the package stands one for each processor. */
export const koffiFile = `koffi-${process.arch}.node`;
const systemLibrary = '/usr/lib/libSystem.B.dylib';

/** Loads the library with the first question: an agent that nobody asks does not carry it. */
export function peerReader(program: OwnProgram): UserIdOf {
  let getpeereid: ((fd: number, user: number[], group: number[]) => number) | null = null;
  return (socket) => {
    getpeereid ??= loadKoffi(program, koffiFile)
      .load(systemLibrary)
      .func('int getpeereid(int fd, _Out_ uint32_t *user, _Out_ uint32_t *group)');
    const { fd } = (socket as unknown as { _handle: { fd: number } | null })._handle ?? { fd: -1 };
    const user: [number] = [-1];
    return fd < 0 || getpeereid(fd, user, [0]) !== 0 ? null : user[0];
  };
}
