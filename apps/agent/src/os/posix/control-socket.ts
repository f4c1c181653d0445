/** The socket through which the command line speaks to the running agent, in a folder only root may enter. */
import type { Closable, ControlAnswer, ControlRequest } from '../../machine.ts';
import { askLineSocket } from '../any/line-socket.ts';
import { serveSocketFile } from './socket-file.ts';

export function serveControlSocket(
  file: string,
  answer: (request: ControlRequest) => Promise<ControlAnswer>,
): Promise<Closable> {
  const options = { path: file, mode: 0o600, longestLine: 65_536, mostConnections: 100 };
  return serveSocketFile(options, async (request) => {
    return request === null ? { did: 'nothing' } : answer(request as ControlRequest);
  });
}

/** `null` when nobody answers there. */
export async function askControlSocket(file: string, request: ControlRequest): Promise<ControlAnswer | null> {
  return (await askLineSocket(file, request)) as ControlAnswer | null;
}
