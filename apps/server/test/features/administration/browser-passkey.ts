/** A browser with a passkey, in software: makes and uses one as `navigator.credentials` would, and any wrong way a test wants. */
import { createHash, createSign, generateKeyPairSync, randomBytes } from 'node:crypto';

export interface PasskeyChanges {
  readonly origin?: string;
  readonly rpId?: string;
  readonly flags?: number;
  readonly counter?: number;
}

type Options = { readonly challenge: string };

const sha256 = (bytes: Uint8Array | string) => createHash('sha256').update(bytes).digest();
const userPresent = 0x01;
const userVerified = 0x04;
const attestedCredential = 0x40;

/** CBOR of byte strings and small integers: all that a key and an attestation of form `none` are made of. */
const head = (major: number, value: number) =>
  value < 24
    ? Buffer.from([(major << 5) | value])
    : value < 256
      ? Buffer.from([(major << 5) | 24, value])
      : Buffer.from([(major << 5) | 25, value >> 8, value & 255]);
const integer = (value: number) => (value >= 0 ? head(0, value) : head(1, -1 - value));
const bytes = (value: Uint8Array) => Buffer.concat([head(2, value.length), value]);
const text = (value: string) => Buffer.concat([head(3, value.length), Buffer.from(value)]);
const map = (...pairs: [Buffer, Buffer][]) => Buffer.concat([head(5, pairs.length), ...pairs.flat()]);

export class BrowserPasskey {
  readonly #keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  readonly #id = randomBytes(32);
  readonly #origin: string;
  readonly #rpId: string;
  #counter = 0;

  constructor(origin: string, rpId: string) {
    this.#origin = origin;
    this.#rpId = rpId;
  }

  #clientData(type: string, { challenge }: Options, { origin = this.#origin }: PasskeyChanges): Buffer {
    return Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }));
  }

  #authenticatorData(flags: number, { rpId = this.#rpId, counter }: PasskeyChanges): Buffer {
    this.#counter += 1;
    const count = Buffer.alloc(4);
    count.writeUInt32BE(counter ?? this.#counter);
    return Buffer.concat([sha256(rpId), Buffer.from([flags]), count]);
  }

  #envelope(response: object) {
    const id = this.#id.toString('base64url');
    return { id, rawId: id, type: 'public-key', clientExtensionResults: {}, response };
  }

  create(options: Options, changes: PasskeyChanges = {}): object {
    const { x = '', y = '' } = this.#keys.publicKey.export({ format: 'jwk' });
    const key = map(
      [integer(1), integer(2)],
      [integer(3), integer(-7)],
      [integer(-1), integer(1)],
      [integer(-2), bytes(Buffer.from(x, 'base64url'))],
      [integer(-3), bytes(Buffer.from(y, 'base64url'))],
    );
    const flags = changes.flags ?? userPresent | userVerified | attestedCredential;
    const length = Buffer.from([this.#id.length >> 8, this.#id.length & 255]);
    const authData = Buffer.concat([this.#authenticatorData(flags, changes), Buffer.alloc(16), length, this.#id, key]);
    const attestation = map([text('fmt'), text('none')], [text('attStmt'), map()], [text('authData'), bytes(authData)]);
    return this.#envelope({
      clientDataJSON: this.#clientData('webauthn.create', options, changes).toString('base64url'),
      attestationObject: attestation.toString('base64url'),
      transports: ['internal'],
    });
  }

  get(options: Options, changes: PasskeyChanges = {}): object {
    const clientData = this.#clientData('webauthn.get', options, changes);
    const authenticatorData = this.#authenticatorData(changes.flags ?? userPresent | userVerified, changes);
    const signed = createSign('sha256').update(authenticatorData).update(sha256(clientData));
    return this.#envelope({
      clientDataJSON: clientData.toString('base64url'),
      authenticatorData: authenticatorData.toString('base64url'),
      signature: signed.sign(this.#keys.privateKey).toString('base64url'),
    });
  }
}
