/** Passkeys in this browser: whether they can work at this address, and how they are made and used. */
import { RequestFailed } from '../api/problem.ts';

export type PasskeyObstacle = 'ip-address' | 'plain-http' | 'browser';

type Place = { protocol: string; hostname: string };

/** Why no passkey can be used here; `undefined`: nothing is in the way. Browsers want a name, and HTTPS but on the machine itself. */
export function passkeyObstacle(
  { protocol, hostname }: Place = window.location,
  known: boolean = 'PublicKeyCredential' in window,
): PasskeyObstacle | undefined {
  if (/^\[|^\d+(\.\d+){3}$/.test(hostname)) return 'ip-address';
  if (protocol !== 'https:' && hostname !== 'localhost') return 'plain-http';
  return known ? undefined : 'browser';
}

/** What browsers say when a person cancels, waits too long, or the certificate is not trusted: one and the same. */
function failureOf(error: unknown): unknown {
  const name = error instanceof Error ? error.name : '';
  if (name === 'InvalidStateError') return new RequestFailed('passkey-exists', 0, [], undefined, error);
  if (name === 'NotAllowedError' || name === 'AbortError' || name === 'SecurityError')
    return new RequestFailed('passkey-cancelled', 0, [], undefined, error);
  return error;
}

type Options = Record<string, unknown>;

/** Asks the person for one of the passkeys that `options` allow; `options` and answer are WebAuthn's JSON. */
export async function askPasskey(options: Options): Promise<Options> {
  const { startAuthentication } = await import('@simplewebauthn/browser');
  try {
    const answer = await startAuthentication({
      optionsJSON: options as unknown as Parameters<typeof startAuthentication>[0]['optionsJSON'],
    });
    return { ...answer };
  } catch (error) {
    throw failureOf(error);
  }
}

/** Makes a passkey as `options` want it. */
export async function makePasskey(options: Options): Promise<Options> {
  const { startRegistration } = await import('@simplewebauthn/browser');
  try {
    const answer = await startRegistration({
      optionsJSON: options as unknown as Parameters<typeof startRegistration>[0]['optionsJSON'],
    });
    return { ...answer };
  } catch (error) {
    throw failureOf(error);
  }
}
