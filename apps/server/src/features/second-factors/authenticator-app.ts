/** Codes of authenticator apps (TOTP, RFC 6238: SHA-1, six digits, half a minute, as every app has it). */
import { Secret, TOTP } from 'otpauth';

const periodSeconds = 30;
/** One step before and after, for clocks that differ. */
const toleratedSteps = 1;
export const appSecretBytes = 20;

function generatorOf(secret: Uint8Array, loginId: string): TOTP {
  return new TOTP({
    issuer: 'Sekisho',
    label: loginId,
    algorithm: 'SHA1',
    digits: 6,
    period: periodSeconds,
    secret: new Secret({ buffer: Uint8Array.from(secret).buffer }),
  });
}

export function describeAppSecret(secret: Uint8Array, loginId: string): { secret: string; uri: string } {
  const generator = generatorOf(secret, loginId);
  return { secret: generator.secret.base32, uri: generator.toString() };
}

/** The number of the half minute for which the code is right; `null`: it is not. */
export function stepOfCode(secret: Uint8Array, code: string, nowMs: number): number | null {
  const generator = generatorOf(secret, '');
  const delta = generator.validate({ token: code, timestamp: nowMs, window: toleratedSteps });
  return delta === null ? null : Math.floor(nowMs / 1000 / periodSeconds) + delta;
}
