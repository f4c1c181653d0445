/** The clients an administrator makes installers for (requirement rows I01–I05), and where each of them runs. */
import { type Static, Type } from 'typebox';
import { OneOf } from './primitives.ts';

/** `standard`: resident. `linked-clone`: for master images. `on-demand`: collects, sends, leaves nothing. `standalone`: writes a file. */
export const ClientKind = Type.Union([
  Type.Literal('standard'),
  Type.Literal('linked-clone'),
  Type.Literal('on-demand'),
  Type.Literal('standalone'),
]);
export type ClientKind = Static<typeof ClientKind>;

/** Others run once and go: they check in never, hold no settings and carry out no command. */
export const residentClientKinds = ['standard', 'linked-clone'] as const satisfies readonly ClientKind[];

/** Agents of others whose inventories are taken: their devices stand beside ours until our own client is on them. */
export const otherAgents = ['glpi-agent', 'fusioninventory-agent', 'ocs-agent'] as const;
export const OtherAgent = OneOf(otherAgents);
export type OtherAgent = Static<typeof OtherAgent>;

/** Of their devices there is an inventory and nothing else. */
export const inventoryOnlyKinds = ['on-demand', 'standalone', ...otherAgents] as const;

/** What tells of a device: a client of ours, or the agent of somebody else. */
export const DeviceClientKind = OneOf([...residentClientKinds, ...inventoryOnlyKinds]);
export type DeviceClientKind = Static<typeof DeviceClientKind>;

export function isResident(clientKind: DeviceClientKind): boolean {
  return residentClientKinds.some((kind) => kind === clientKind);
}

export const ClientPlatform = Type.Union([Type.Literal('windows'), Type.Literal('macos'), Type.Literal('linux')]);
export type ClientPlatform = Static<typeof ClientPlatform>;

export const clientArchitectures = ['x86', 'x64', 'arm64'] as const;
export const ClientArchitecture = OneOf(clientArchitectures);
export type ClientArchitecture = Static<typeof ClientArchitecture>;

export const clientKindsOf: Readonly<Record<ClientPlatform, readonly ClientKind[]>> = {
  windows: ['standard', 'linked-clone', 'on-demand', 'standalone'],
  macos: ['standard'],
  linux: ['standard', 'on-demand', 'standalone'],
};
