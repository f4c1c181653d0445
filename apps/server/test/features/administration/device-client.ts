/** A device as these tests use it: registers, proves itself, checks in and sends inventory over real HTTP. */
import { createHash, type KeyObject, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type {
  CheckInAnswer,
  CheckInBody,
  CheckInRequest,
  DeviceFacts,
  EnrolAnswer,
  InventoryAnswer,
  NonceAnswer,
  Problem,
  TokenAnswer,
} from '@sekisho/contracts';
import { generateSigningKey, makeAssertion } from '@sekisho/trust';
import { WebSocket } from 'ws';

const facts: DeviceFacts = {
  computerName: 'PC-001',
  platform: 'linux',
  architecture: 'x64',
  osName: 'Debian GNU/Linux',
  osVersion: '12',
  manufacturer: 'Sekisho',
  model: 'Test',
  hardwareSerialNumber: 'S-1',
  addresses: ['192.0.2.10'],
  agentVersion: '0.1.0',
};

export class DeviceClient {
  readonly id: string;
  readonly #url: string;
  readonly #key: KeyObject;
  #token = '';
  #held: Pick<CheckInRequest, 'settingsRevision' | 'policyCode'>;

  private constructor(url: string, key: KeyObject, enrolled: EnrolAnswer) {
    this.#url = url;
    this.#key = key;
    this.id = enrolled.deviceId;
    this.#held = { settingsRevision: 0, policyCode: null };
  }

  static async register(url: string, serialNumber: string, some: Partial<DeviceFacts> = {}): Promise<DeviceClient> {
    const { publicKey, privateKey } = generateSigningKey();
    const body = { serialNumber, publicKey, facts: { ...facts, ...some } };
    const enrolled = await send<EnrolAnswer>(url, 'POST', '/device/v1/enroll', body);
    const device = new DeviceClient(url, privateKey, enrolled);
    await device.#prove();
    return device;
  }

  async #prove(): Promise<void> {
    const { nonce } = await send<NonceAnswer>(this.#url, 'POST', '/device/v1/nonce');
    const assertion = makeAssertion({
      deviceId: this.id,
      privateKey: this.#key,
      serverNonce: nonce,
      deviceNonce: randomBytes(16).toString('hex'),
      mark: null,
    });
    this.#token = (await send<TokenAnswer>(this.#url, 'POST', '/device/v1/token', { assertion })).token;
  }

  /** Takes what settings there are; tells of them with the next check-in. */
  async checkIn(some: Partial<CheckInRequest> = {}): Promise<CheckInBody> {
    const request: CheckInRequest = {
      nonce: randomBytes(16).toString('hex'),
      ...this.#held,
      trustVersion: 1,
      lock: { mode: 'unlocked', screen: 'none', releasedUntil: null },
      logonUser: 'hanako',
      items: [],
      ...some,
    };
    const answer = await send<CheckInAnswer>(this.#url, 'POST', '/device/v1/check-in', request, this.#token);
    const body = JSON.parse(answer.body) as CheckInBody;
    if (body.settings !== undefined) {
      this.#held = { settingsRevision: body.settings.settingsRevision, policyCode: body.settings.policyCode };
    }
    return body;
  }

  /** Checks in until the server has nothing more to say. */
  async settle(): Promise<void> {
    await this.checkIn();
    await this.checkIn();
  }

  /** A live connection; `woken` counts how often it was told to check in. */
  async openLive(): Promise<{ woken(): number } & Disposable> {
    const socket = new WebSocket(`${this.#url.replace('http', 'ws')}/device/v1/live`, {
      headers: { authorization: `Bearer ${this.#token}` },
    });
    let count = 0;
    socket.on('message', () => {
      count += 1;
    });
    await once(socket, 'open');
    return { woken: () => count, [Symbol.dispose]: () => socket.terminate() };
  }

  sendInventory(
    sections: readonly { name: string; hash: string; content?: string }[],
    token = this.#token,
    signal?: AbortSignal,
  ) {
    const body = { collectedAt: 1_700_000_000_000, sections };
    return exchange<InventoryAnswer & Problem>(this.#url, 'PUT', '/device/v1/inventory', body, token, signal);
  }
}

/** A section as an agent sends it. */
export function sectionOf(name: string, value: unknown): { name: string; hash: string; content: string } {
  const content = JSON.stringify(value);
  return { name, hash: createHash('sha256').update(content).digest('hex'), content };
}

async function exchange<T>(
  url: string,
  method: string,
  path: string,
  body?: unknown,
  token?: string,
  signal?: AbortSignal,
) {
  const response = await fetch(`${url}${path}`, {
    method,
    headers: {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(signal === undefined ? {} : { signal }),
  });
  return { status: response.status, body: (await response.json()) as T };
}

async function send<T>(url: string, method: string, path: string, body?: unknown, token?: string): Promise<T> {
  const answer = await exchange<T>(url, method, path, body, token);
  if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body;
}
