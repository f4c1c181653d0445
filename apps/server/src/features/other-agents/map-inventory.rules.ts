/** An inventory of another agent as one of ours: facts of the device, sections, and what the machine is known by. Pure. */
import { createHash } from 'node:crypto';
import type {
  AgentFaultCode,
  DeviceFacts,
  InventoryContents,
  InventoryRequest,
  InventorySectionName,
  OtherAgent,
} from '@sekisho/contracts';
import type { AgentMessage } from './agent-message.ts';
import { cleanLine, textOf } from './document.rules.ts';
import { disksSection, networkSection, softwareSection, usersSection } from './parts.rules.ts';
import {
  architectureOf,
  collectedAtOf,
  computerNameOf,
  hardwareSection,
  operatingSystemSection,
  platformOf,
} from './system-facts.rules.ts';

export interface MappedInventory {
  readonly agent: OtherAgent;
  readonly agentDeviceId: string;
  readonly facts: DeviceFacts;
  /** `null`: it does not say. */
  readonly collectedAt: number | null;
  readonly sections: InventoryRequest['sections'];
}

export type Mapped =
  | { readonly ok: true; readonly inventory: MappedInventory }
  | { readonly ok: false; readonly code: AgentFaultCode };

const agents: readonly (readonly [OtherAgent, RegExp])[] = [
  ['glpi-agent', /^glpi/i],
  ['fusioninventory-agent', /^fusion/i],
  ['ocs-agent', /^ocs/i],
];

/** By what it calls itself; JSON is GLPI's own form, and the oldest XML is that of OCS. */
export function agentOf({ form, content }: Pick<AgentMessage, 'form' | 'content'>): OtherAgent {
  const told = textOf(content, 'versionclient');
  return agents.find(([, pattern]) => pattern.test(told))?.[0] ?? (form === 'json' ? 'glpi-agent' : 'ocs-agent');
}

function sectionOf<Name extends InventorySectionName>(name: Name, value: InventoryContents[Name]) {
  const content = JSON.stringify(value);
  return { name, content, hash: createHash('sha256').update(content).digest('hex') };
}

const isRoutable = (address: string) => !/^(127\.|0\.|::1?$|fe[89ab])/i.test(address);

export function mapInventory(message: AgentMessage): Mapped {
  const { content, agentDeviceId } = message;
  if (message.partial) return { ok: false, code: 'agent-partial' };
  if (!/^computer$/i.test(message.itemType)) return { ok: false, code: 'agent-not-computer' };
  const computerName = computerNameOf(content, agentDeviceId);
  if (Object.keys(content).length === 0 || computerName === '') return { ok: false, code: 'agent-unreadable' };
  const platform = platformOf(content);
  if (platform === null) return { ok: false, code: 'agent-platform' };
  const hardware = hardwareSection(content);
  const system = operatingSystemSection(content, platform);
  const network = networkSection(content);
  const addresses = new Set(network.interfaces.flatMap((each) => each.addresses).filter(isRoutable));
  const facts: DeviceFacts = {
    computerName,
    platform,
    architecture: architectureOf(content),
    osName: system.name,
    osVersion: cleanLine(system.version, 200),
    manufacturer: cleanLine(hardware.manufacturer, 200),
    model: cleanLine(hardware.model, 200),
    hardwareSerialNumber: cleanLine(hardware.serialNumber, 200),
    addresses: [...addresses].slice(0, 64),
    agentVersion: textOf(content, 'versionclient', 64).replace('_v', ' '),
  };
  const sections = [
    sectionOf('hardware', hardware),
    sectionOf('operating-system', system),
    sectionOf('disks', disksSection(content)),
    sectionOf('network', network),
    sectionOf('software', softwareSection(content, platform)),
    sectionOf('users', usersSection(content)),
  ];
  const collectedAt = collectedAtOf(content);
  return { ok: true, inventory: { agent: agentOf(message), agentDeviceId, facts, collectedAt, sections } };
}
