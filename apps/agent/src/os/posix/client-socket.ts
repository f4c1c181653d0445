/**
 * The socket for the people at the device. Everybody on the machine can open it, so it trusts nobody: the kernel says whose process asks,
 * what is asked must be one of four requests, short, and not too often.
 */
import { chmodSync, mkdirSync } from 'node:fs';
import type { Socket } from 'node:net';
import path from 'node:path';
import { createClientGate, isPerson } from '../../client/client-gate.rules.ts';
import { type ClientAnswer, type ClientRequest, parseClientRequest } from '../../client/client-protocol.ts';
import type { Closable } from '../../machine.ts';
import { askLineSocket } from '../any/line-socket.ts';
import { serveSocketFile } from './socket-file.ts';

/** Whose process is at the other end, as the kernel says; `null`: it does not. */
export type UserIdOf = (socket: Socket) => number | null;

export interface ClientSocketOptions {
  /** In a folder of its own, which everybody may enter. */
  readonly file: string;
  readonly userIdOf: UserIdOf;
  /** Accounts of services have smaller numbers. */
  readonly firstPerson: number;
}

/** So many at once for each account: nobody's idle connections keep another out. */
const mostConnectionsEach = 8;

/** Whose connection it is, as long as the account has not too many; `null` turns it away. */
function createAdmission(userIdOf: UserIdOf): {
  admit: (socket: Socket) => boolean;
  owner: (socket: Socket) => number;
} {
  const owners = new WeakMap<Socket, number>();
  const open = new Map<number, number>();
  const count = (userId: number, by: number) => {
    const left = (open.get(userId) ?? 0) + by;
    if (left > 0) open.set(userId, left);
    else open.delete(userId);
  };
  return {
    admit(socket) {
      const userId = userIdOf(socket);
      if (userId === null || (open.get(userId) ?? 0) >= mostConnectionsEach) return false;
      owners.set(socket, userId);
      count(userId, 1);
      socket.once('close', () => count(userId, -1));
      return true;
    },
    owner: (socket) => owners.get(socket) ?? Number.NaN,
  };
}

export async function serveClientSocket(
  { file, userIdOf, firstPerson }: ClientSocketOptions,
  answer: (request: ClientRequest) => Promise<ClientAnswer>,
): Promise<Closable> {
  const folder = path.dirname(file);
  mkdirSync(folder, { recursive: true });
  // Whatever the mask of new files is: people enter here, and cannot write.
  chmodSync(folder, 0o755);
  const { admit, owner } = createAdmission(userIdOf);
  const gate = createClientGate(() => performance.now());
  const options = { path: file, mode: 0o666, longestLine: 4_096, mostConnections: 1_000, admit };
  return serveSocketFile(options, async (asked, socket): Promise<ClientAnswer> => {
    const userId = owner(socket);
    if (!isPerson(userId, firstPerson)) return { ok: false, failure: 'not-for-you' };
    const request = parseClientRequest(asked);
    if (request === null) return { ok: false, failure: 'malformed' };
    return gate.admits(userId, request.do) ? answer(request) : { ok: false, failure: 'too-often' };
  });
}

/** `null` when no agent is running. */
export async function askClientSocket(file: string, request: ClientRequest): Promise<ClientAnswer | null> {
  return (await askLineSocket(file, request)) as ClientAnswer | null;
}
