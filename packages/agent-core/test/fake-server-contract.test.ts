/** The fake server of these tests keeps the contract that the real one keeps. */

import { FakeServer } from './fake-server.ts';
import { type ContractServer, describeServerContract } from './server-contract.ts';

async function makeFake(): Promise<ContractServer> {
  const server = new FakeServer(() => Date.now());
  return {
    transport: server.transport,
    live: server.live,
    serialNumber: server.serialNumber,
    command: async (deviceId, kind) => server.command(deviceId, kind).id,
    commandState: async (deviceId, commandId) =>
      server.device(deviceId).commands.find(({ id }) => id === commandId)?.state ?? 'unknown',
    saveDevice: async (deviceId) => {
      server.settingsNumber += 1;
      server.device(deviceId).deviceRevision = server.settingsNumber;
    },
    deregister: async (deviceId) => server.deregister(deviceId),
    events: async (deviceId) =>
      server.device(deviceId).items.flatMap((item) => (item.kind === 'event' ? [item.what] : [])),
    inventorySections: async (deviceId) => [...server.device(deviceId).inventory.keys()],
    computerName: async (deviceId) => server.device(deviceId).facts.computerName,
    close: async () => {},
  };
}

describeServerContract('the fake server', makeFake);
