/** What stands on the device list: name, system, model, addresses. Cheap enough to look at for every check-in. */
import type { FactsSource } from '@sekisho/agent-core';
import type { DeviceFacts } from '@sekisho/contracts';
import { agentVersion } from '../../../agent-version.ts';
import { cleanText } from '../../any/clean-text.ts';
import { reachableAddresses } from '../../any/reachable-addresses.ts';
import type { Sources } from '../../posix/sources.ts';
import { readMachine } from './hardware.ts';
import { readSystemVersion } from './operating-system.ts';
import { createConsoleUserReader } from './users.ts';

/** The name that people gave the Mac, which may be Japanese; that of the network where there is none. */
async function readComputerName(sources: Sources): Promise<string> {
  const given = cleanText(await sources.run('scutil', ['--get', 'ComputerName']), 255);
  return given || cleanText(sources.hostname(), 255) || 'localhost';
}

/** Where macOS keeps the name. */
const systemPreferences = '/Library/Preferences/SystemConfiguration/preferences.plist';

/** Asked for again only when the file it stands in has changed. */
function createNameReader(sources: Sources): () => Promise<string> {
  let known: { readonly mark: number | null; readonly name: string } | null = null;
  return async () => {
    const mark = await sources.modifiedAt(systemPreferences);
    if (known === null || known.mark !== mark) known = { mark, name: await readComputerName(sources) };
    return known.name;
  };
}

async function readLasting(sources: Sources) {
  const [machine, system] = await Promise.all([readMachine(sources), readSystemVersion(sources)]);
  return {
    platform: 'macos' as const,
    architecture: cleanText(sources.machine(), 32),
    osName: cleanText(system.name, 200),
    osVersion: cleanText(system.version, 200),
    manufacturer: cleanText(machine.manufacturer, 200),
    model: cleanText(machine.model, 200),
    hardwareSerialNumber: cleanText(machine.serialNumber, 200),
    agentVersion,
  };
}

/** Model and version are read once, the rest each time: an update of the system restarts the agent. */
export function createFactsSource(sources: Sources): FactsSource {
  const readName = createNameReader(sources);
  const user = createConsoleUserReader(sources);
  let lasting: ReturnType<typeof readLasting> | null = null;
  return {
    async read() {
      lasting ??= readLasting(sources);
      const [known, computerName, logonUser] = await Promise.all([lasting, readName(), user.read()]);
      const addresses = reachableAddresses([...sources.addresses().values()].flat());
      const facts: DeviceFacts = { ...known, computerName, addresses };
      return { facts, logonUser };
    },
  };
}
