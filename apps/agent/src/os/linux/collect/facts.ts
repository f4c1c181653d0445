/** What stands on the device list: name, distribution, maker, addresses. Cheap enough to look at for every check-in. */
import type { FactsSource } from '@sekisho/agent-core';
import type { DeviceFacts } from '@sekisho/contracts';
import { agentVersion as ownVersion } from '../../../agent-version.ts';
import { cleanText } from '../../any/clean-text.ts';
import { reachableAddresses } from '../../any/reachable-addresses.ts';
import type { Sources } from '../../posix/sources.ts';
import { readFirmwareFacts, readSystemUuid } from './hardware.ts';
import { createLogonUserReader } from './login-sessions.ts';
import { readOsRelease } from './operating-system.ts';

export async function collectFacts(sources: Sources, agentVersion: string): Promise<DeviceFacts> {
  const [firmware, distribution] = await Promise.all([readFirmwareFacts(sources), readOsRelease(sources)]);
  const addresses = [...sources.addresses().values()].flat();
  return {
    computerName: cleanText(sources.hostname(), 255) || 'localhost',
    platform: 'linux',
    architecture: cleanText(sources.machine(), 32),
    osName: cleanText(distribution.name, 200),
    osVersion: cleanText(distribution.version, 200),
    manufacturer: firmware.manufacturer,
    model: firmware.model,
    hardwareSerialNumber: firmware.serialNumber,
    addresses: reachableAddresses(addresses).map((address) => cleanText(address, 64)),
    agentVersion,
  };
}

/** For every check-in: firmware and distribution are read once, the rest is looked at each time. */
export function createFactsSource(sources: Sources): FactsSource {
  const users = createLogonUserReader(sources);
  let known: Promise<readonly [DeviceFacts, string]> | null = null;
  return {
    async read() {
      known ??= Promise.all([collectFacts(sources, ownVersion), readSystemUuid(sources)]);
      const [[facts, machine], logonUser] = await Promise.all([known, users.read()]);
      const addresses = reachableAddresses([...sources.addresses().values()].flat());
      const computerName = cleanText(sources.hostname(), 255) || facts.computerName;
      return { facts: { ...facts, computerName, addresses }, logonUser, ...(machine === '' ? {} : { machine }) };
    },
  };
}
