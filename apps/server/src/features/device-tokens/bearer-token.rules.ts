/** Bearer tokens of devices: `content.MAC`, checked and turned into the seal's key without any database. Pure. */
import { createHmac, timingSafeEqual } from 'node:crypto';

export const tokenLifetimeMs = 3_600_000;

export interface TokenKeys {
  /** Signs tokens. */
  readonly token: Buffer;
  /** Makes of a token's id the key of its seal. */
  readonly seal: Buffer;
}

export interface TokenContent {
  readonly deviceId: string;
  readonly organizationId: string;
  /** Which holder of its record it is: tokens of an earlier one are void. */
  readonly holder: number;
  readonly expiresAt: number;
  /** Random, base64url. */
  readonly id: string;
}

/** Who is calling, and the key under which the answer is sealed (base64url). */
export interface DeviceIdentity extends TokenContent {
  readonly sealKey: string;
}

const macLength = 43;

type Told = Record<'d' | 'o' | 'j', string> & { readonly h?: number; readonly x: number };

export function sealKeyOf(keys: TokenKeys, tokenId: string): string {
  return createHmac('sha256', keys.seal).update(`device-seal\n${tokenId}`).digest('base64url');
}

export function makeToken(keys: TokenKeys, content: TokenContent): string {
  const { deviceId, organizationId, holder, expiresAt, id } = content;
  const told = { d: deviceId, o: organizationId, ...(holder === 0 ? {} : { h: holder }), x: expiresAt, j: id };
  const text = Buffer.from(JSON.stringify(told)).toString('base64url');
  return `${text}.${macOf(keys, text)}`;
}

/** `null`: not ours, changed, or over. */
export function readToken(keys: TokenKeys, token: string, nowMs: number): DeviceIdentity | null {
  const dot = token.length - macLength - 1;
  if (dot < 1 || token[dot] !== '.') return null;
  const content = token.slice(0, dot);
  // As text: only one spelling of a MAC counts.
  const mac = Buffer.from(token.slice(dot + 1));
  const expected = Buffer.from(macOf(keys, content));
  if (mac.length !== expected.length || !timingSafeEqual(mac, expected)) return null;
  const { d, o, h = 0, x, j } = JSON.parse(Buffer.from(content, 'base64url').toString()) as Told;
  if (nowMs >= x) return null;
  return { deviceId: d, organizationId: o, holder: h, expiresAt: x, id: j, sealKey: sealKeyOf(keys, j) };
}

function macOf(keys: TokenKeys, content: string): string {
  return createHmac('sha256', keys.token).update(`device-token\n${content}`).digest('base64url');
}
