/** A device reduced to its protocol: real key, real token, real sealed check-ins; no lock, no screen, so that the load costs little. */
import { randomBytes } from 'node:crypto';
import type {
  CheckInAnswer,
  CheckInBody,
  CheckInRequest,
  DeviceFacts,
  EnrolAnswer,
  NonceAnswer,
  TokenAnswer,
} from '@sekisho/contracts';
import { checkSeal, generateSigningKey, makeAssertion, openTokenGrant, verifyTrustChain } from '@sekisho/trust';
import type { Dispatcher } from 'undici';

export type LoadDevice = {
  id: string;
  token: string;
  sealKey: string;
  settingsRevision: number;
  policyCode: string;
  nextItem: number;
};

/** One request of the device protocol; throws unless it is answered with 200. */
export async function post<Answer>(pool: Dispatcher, path: string, body: unknown, token?: string): Promise<Answer> {
  const response = await pool.request({
    method: 'POST',
    path,
    headers: {
      'content-type': 'application/json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify(body),
  });
  const text = await response.body.text();
  if (response.statusCode !== 200) throw new Error(`${path}: ${response.statusCode} ${text}`);
  return JSON.parse(text) as Answer;
}

/** What device `index` says of itself. */
export function factsOf(index: number): DeviceFacts {
  return {
    computerName: `bench-${String(index).padStart(7, '0')}`,
    platform: 'linux',
    architecture: 'x86_64',
    osName: 'Debian GNU/Linux 12 (bookworm)',
    osVersion: '12',
    manufacturer: 'Bench',
    model: 'Load',
    hardwareSerialNumber: `SN${index}`,
    addresses: [`10.${(index >> 16) & 255}.${(index >> 8) & 255}.${index & 255}`],
    agentVersion: '0.1.0',
  };
}

/** Registers device `index` and proves its key; verifies the trust chain and the grant as an agent does. */
export async function registerLoadDevice(pool: Dispatcher, serialNumber: string, index: number): Promise<LoadDevice> {
  const { publicKey, privateKey } = generateSigningKey();
  const enrolled = await post<EnrolAnswer>(pool, '/device/v1/enroll', {
    serialNumber,
    publicKey,
    facts: factsOf(index),
  });
  const trust = verifyTrustChain(enrolled.trustChain, { pinnedHash: null });
  if (!trust.ok) throw new Error(trust.code);
  const { nonce } = await post<NonceAnswer>(pool, '/device/v1/nonce', {});
  const deviceNonce = randomBytes(18).toString('base64url');
  const assertion = makeAssertion({ deviceId: enrolled.deviceId, privateKey, serverNonce: nonce, deviceNonce });
  const answer = await post<TokenAnswer>(pool, '/device/v1/token', { assertion });
  const grant = openTokenGrant(answer.grant, { trust: trust.value, deviceId: enrolled.deviceId, nonce: deviceNonce });
  if (!grant.ok) throw new Error(grant.code);
  const { settingsRevision, policyCode } = enrolled.settings;
  return {
    id: enrolled.deviceId,
    token: answer.token,
    sealKey: grant.value.sealKey,
    settingsRevision,
    policyCode,
    nextItem: 1,
  };
}

export function checkInRequestOf(device: LoadDevice, items: CheckInRequest['items']): CheckInRequest {
  return {
    nonce: randomBytes(16).toString('base64url'),
    settingsRevision: device.settingsRevision,
    policyCode: device.policyCode,
    trustVersion: 1,
    lock: { mode: 'unlocked', screen: 'none', releasedUntil: null },
    logonUser: null,
    items,
  };
}

/** One check-in with `events` new events; checks the seal and returns up to which item all is stored. */
export async function checkInLoadDevice(
  pool: Dispatcher,
  device: LoadDevice,
  events: number,
  atMs: number,
): Promise<number> {
  const items: CheckInRequest['items'] = Array.from({ length: events }, (_, offset) => ({
    number: device.nextItem + offset,
    kind: 'event',
    at: atMs,
    what: 'started',
  }));
  const request = checkInRequestOf(device, items);
  const answer = await post<CheckInAnswer>(pool, '/device/v1/check-in', request, device.token);
  const body = checkSeal(device.sealKey, request.nonce, answer);
  if (!body.ok) throw new Error(body.code);
  const parsed = JSON.parse(body.value) as CheckInBody;
  if (events > 0 && parsed.storedThrough !== device.nextItem + events - 1)
    throw new Error(`stored through ${parsed.storedThrough}, sent ${device.nextItem + events - 1}`);
  device.nextItem = parsed.storedThrough + 1;
  if (parsed.settings !== undefined) device.settingsRevision = parsed.settings.settingsRevision;
  return parsed.storedThrough;
}
