/** What stands on the device list: name, edition and build, maker, addresses. Cheap enough to look at for every check-in. */
import type { FactsSource } from '@sekisho/agent-core';
import type { DeviceFacts } from '@sekisho/contracts';
import { agentVersion } from '../../../agent-version.ts';
import { cleanText } from '../../any/clean-text.ts';
import { meaningful } from '../../any/firmware-text.ts';
import { reachableAddresses } from '../../any/reachable-addresses.ts';
import { type OsRegistry, osNameOf, osVersionOf } from '../os-name.rules.ts';
import { logonUserOf } from '../sessions.ts';
import { readSmbios, type Smbios } from '../smbios.ts';
import type { Sources } from './sources.ts';

const currentVersion = 'SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion';

const silentOs: OsRegistry = {
  productName: null,
  displayVersion: null,
  releaseId: null,
  build: null,
  revision: null,
  installationType: null,
};

export function readOsRegistry({ registry }: Pick<Sources, 'registry'>): OsRegistry {
  const found = registry.read('machine', currentVersion, (key) => ({
    productName: key.text('ProductName'),
    displayVersion: key.text('DisplayVersion'),
    releaseId: key.text('ReleaseId'),
    build: key.text('CurrentBuildNumber') ?? key.text('CurrentBuild'),
    revision: key.number('UBR'),
    installationType: key.text('InstallationType'),
  }));
  return found ?? silentOs;
}

/** Seconds since 1970; when this Windows was installed, or last upgraded to another version. */
export function readInstalledAt({ registry }: Pick<Sources, 'registry'>): number | null {
  const seconds = registry.read('machine', currentVersion, (key) => key.number('InstallDate'));
  return seconds === null || seconds === 0 ? null : seconds * 1000;
}

export function readFirmware(sources: Pick<Sources, 'firmwareTable'>): Smbios {
  return readSmbios(sources.firmwareTable() ?? new Uint8Array());
}

const addressesOf = (sources: Sources) =>
  reachableAddresses(
    Object.values(sources.interfaces()).flatMap((list) => (list ?? []).map(({ address }) => address)),
  ).map((address) => cleanText(address, 64));

const nameOf = (sources: Sources) => cleanText(sources.hostname(), 255) || 'localhost';

export function collectFacts(sources: Sources): DeviceFacts {
  const [os, firmware] = [readOsRegistry(sources), readFirmware(sources)];
  return {
    computerName: nameOf(sources),
    platform: 'windows',
    architecture: cleanText(sources.architecture(), 32),
    osName: cleanText(osNameOf(os), 200),
    osVersion: cleanText(osVersionOf(os), 200),
    manufacturer: (meaningful(firmware.manufacturer) || meaningful(firmware.boardManufacturer)).slice(0, 200),
    model: (meaningful(firmware.model) || meaningful(firmware.boardModel)).slice(0, 200),
    hardwareSerialNumber: meaningful(firmware.serialNumber).slice(0, 200),
    addresses: addressesOf(sources),
    agentVersion,
  };
}

/** Firmware and edition are read once, the rest is looked at each time. */
export function createFactsSource(sources: Sources): FactsSource {
  let known: DeviceFacts | null = null;
  return {
    async read() {
      known ??= collectFacts(sources);
      const facts = { ...known, computerName: nameOf(sources), addresses: addressesOf(sources) };
      return { facts, logonUser: logonUserOf(sources.sessions()) };
    },
  };
}
