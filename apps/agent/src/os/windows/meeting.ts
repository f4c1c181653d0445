/**
 * Where the agent is met: named pipes whose names are new at every start and stand in the registry, which everybody reads and only administrators
 * write. Nobody can have made such a pipe before the agent does. The one for the command line is for SYSTEM and administrators, the other for
 * whoever is logged on.
 */
import { randomBytes } from 'node:crypto';
import { createClientGate } from '../../client/client-gate.rules.ts';
import { type ClientAnswer, type ClientRequest, parseClientRequest } from '../../client/client-protocol.ts';
import type { Closable, ControlAnswer, ControlRequest } from '../../machine.ts';
import type { Pipes } from './pipes.ts';
import type { Registry } from './registry.ts';

const controlName = 'ControlPipe';
const clientName = 'ClientPipe';

/** A pipe of this machine, with a name nobody can guess. */
export function newPipeName(): string {
  return `\\\\.\\pipe\\sekisho-${randomBytes(16).toString('hex')}`;
}

export interface Meeting {
  serveControl(answer: (request: ControlRequest) => Promise<ControlAnswer>): Promise<Closable>;
  askAgent(request: ControlRequest): Promise<ControlAnswer | null>;
  serveClients(answer: (request: ClientRequest) => Promise<ClientAnswer>): Promise<Closable>;
  askAsClient(request: ClientRequest): Promise<ClientAnswer | null>;
}

/** Windows lets in whom we said, and tells Node nothing of who it is: all people at the device count as one. */
const everybody = 0;

export function createMeeting(registry: Registry, pipes: Pipes, key: string): Meeting {
  const ask = async (name: string, request: unknown): Promise<unknown> => {
    const pipe = registry.read('machine', key, (values) => values.text(name));
    return pipe?.startsWith('\\\\.\\pipe\\sekisho-') ? pipes.ask(pipe, request) : null;
  };
  return {
    async serveControl(answer) {
      const path = newPipeName();
      const options = { path, longestLine: 65_536, mostConnections: 100 };
      const served = await pipes.serve(options, 'administrators', async (request) =>
        request === null ? { did: 'nothing' } : answer(request as ControlRequest),
      );
      registry.writeText(key, controlName, path);
      return served;
    },
    askAgent: async (request) => (await ask(controlName, request)) as ControlAnswer | null,
    async serveClients(answer) {
      const path = newPipeName();
      const gate = createClientGate(() => performance.now());
      const options = { path, longestLine: 4_096, mostConnections: 100 };
      const served = await pipes.serve(options, 'people', async (asked): Promise<ClientAnswer> => {
        const request = parseClientRequest(asked);
        if (request === null) return { ok: false, failure: 'malformed' };
        return gate.admits(everybody, request.do) ? answer(request) : { ok: false, failure: 'too-often' };
      });
      registry.writeText(key, clientName, path);
      return served;
    },
    askAsClient: async (request) => (await ask(clientName, request)) as ClientAnswer | null,
  };
}
