/** Registration of a device: POST /device/v1/enroll. */
import { type Static, Type } from 'typebox';
import { ApprovableText } from '../approval.ts';
import { ClientKind } from '../client-kinds.ts';
import { EnrolmentToken } from '../installer-configuration.ts';
import { Base64Url, EpochMs, PolicyCode, Revision, SignedText, Uuid } from '../primitives.ts';

const Text = (maxLength: number) => Type.String({ maxLength });

/** What stands on the device list: sent at registration and again whenever it changes. */
export const DeviceFacts = Type.Object({
  computerName: Type.String({ minLength: 1, maxLength: 255 }),
  platform: Type.Union([Type.Literal('linux'), Type.Literal('windows'), Type.Literal('macos')]),
  architecture: Text(32),
  osName: Text(200),
  osVersion: Text(200),
  manufacturer: Text(200),
  model: Text(200),
  hardwareSerialNumber: Text(200),
  addresses: Type.Array(Text(64), { maxItems: 64 }),
  agentVersion: Text(64),
});
export type DeviceFacts = Static<typeof DeviceFacts>;

/** Shows either the serial number that a person typed, or the token that came with an installer. */
export const EnrolRequest = Type.Object(
  {
    serialNumber: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
    installerToken: Type.Optional(EnrolmentToken),
    /** Of the installer; `standard` where nothing is said. */
    clientKind: Type.Optional(ClientKind),
    /** SPKI DER of the device's P-256 key. */
    publicKey: Base64Url(256),
    facts: DeviceFacts,
  },
  { oneOf: [{ required: ['serialNumber'] }, { required: ['installerToken'] }] },
);
export type EnrolRequest = Static<typeof EnrolRequest>;

export const EnrolAnswer = Type.Object({
  deviceId: Uuid,
  organizationId: Uuid,
  organizationName: Type.String(),
  /** From version 1 to the newest; a device that was given a hash from outside pins the chain by it. */
  trustChain: Type.Array(SignedText, { minItems: 1 }),
  settings: Type.Object({ settingsRevision: Revision, policyCode: PolicyCode, policy: ApprovableText }),
  serverTime: EpochMs,
});
export type EnrolAnswer = Static<typeof EnrolAnswer>;
