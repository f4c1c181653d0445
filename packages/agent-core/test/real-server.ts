/** The real server, as a process with its own PostgreSQL, over HTTPS under its pinned root. */
import type { CommandList, DeviceInventory, DeviceSummary, Timeline } from '@sekisho/contracts';
import { rootOf } from '@sekisho/testkit/root-certificate';
import { startServer } from '@sekisho/testkit/server-process';
import { createConnectionAgent, createHttpsTransport, createLiveConnector } from '../src/node/index.ts';
import type { ContractServer } from './server-contract.ts';

export async function makeRealServer(): Promise<ContractServer> {
  const server = await startServer();
  const connection = {
    server: new URL(server.tlsUrl),
    rootCertificate: await rootOf(server.tlsPort),
    proxy: null,
  };
  const transport = createHttpsTransport({ ...connection, maxSockets: 16 });
  const liveAgent = createConnectionAgent({ ...connection, maxSockets: Number.POSITIVE_INFINITY });
  async function api<T>(path: string, method = 'GET', body?: unknown): Promise<T> {
    const answer = await server.api(path, { method, ...(body === undefined ? {} : { body }) });
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body as T;
  }
  const commands = async (id: string) => (await api<CommandList>(`/devices/${id}/commands`)).items;
  return {
    transport,
    live: createLiveConnector({ server: connection.server, agent: () => liveAgent }),
    serialNumber: (await api<{ serialNumber: string }>('/system')).serialNumber,
    command: async (id, kind) => (await api<{ id: string }>(`/devices/${id}/commands`, 'POST', { kind })).id,
    commandState: async (id, commandId) =>
      (await commands(id)).find((command) => command.id === commandId)?.state ?? 'unknown',
    saveDevice: async (id) =>
      void (await api(`/devices/${id}`, 'PATCH', { userName: '花子', note: crypto.randomUUID() })),
    deregister: async (id) => void (await api(`/devices/${id}/deregister`, 'POST')),
    events: async (id) => {
      const { items } = await api<Timeline>(`/devices/${id}/timeline`);
      return items.filter(({ what }) => !what.startsWith('command-')).map(({ what }) => what);
    },
    inventorySections: async (id) =>
      (await api<DeviceInventory>(`/devices/${id}/inventory`)).sections.map(({ name }) => name),
    computerName: async (id) => (await api<DeviceSummary>(`/devices/${id}`)).computerName,
    async close() {
      transport.close();
      liveAgent.destroy();
      await server.dispose();
    },
  };
}
