/** A device as tests use it: a small client on the real protocol, with real keys, that believes nothing it has not verified. */
import { randomBytes } from 'node:crypto';
import type {
  ApprovableText,
  CheckInAnswer,
  CheckInBody,
  CheckInRequest,
  ClientKind,
  DeviceFacts,
  EnrolAnswer,
  Intent,
  NonceAnswer,
  Problem,
  TokenAnswer,
} from '@sekisho/contracts';
import {
  checkSeal,
  generateSigningKey,
  makeAssertion,
  openEnvelope,
  openPolicy,
  openTokenGrant,
  type SigningKey,
  type TrustState,
  verifyTrustChain,
} from '@sekisho/trust';
import { WebSocket } from 'ws';

export interface Reply<T> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: T;
}

export const facts: DeviceFacts = {
  computerName: '営業-PC-01',
  platform: 'linux',
  architecture: 'x64',
  osName: 'Debian GNU/Linux',
  osVersion: '12',
  manufacturer: 'Example',
  model: 'Model 1',
  hardwareSerialNumber: 'HW-1',
  addresses: ['192.0.2.7', '2001:db8::7'],
  agentVersion: '0.1.0',
};

const unlocked = { mode: 'unlocked', screen: 'none', releasedUntil: null } as const;

type Shown =
  | string
  | { readonly installerToken: string }
  | { readonly serialNumber: string; readonly clientKind: ClientKind };

export interface Obeyed {
  readonly intent: Intent;
  readonly order: number;
}

export class TestDevice {
  readonly url: string;
  readonly key: SigningKey;
  id = '';
  organizationId = '';
  trust: TrustState | null = null;
  settingsRevision = 0;
  policyCode: string | null = null;
  token = '';
  sealKey = '';
  itemNumber = 0;
  lastOrder = 0;
  readonly used = new Set<string>();

  constructor(url: string, key: SigningKey = generateSigningKey()) {
    this.url = url;
    this.key = key;
  }

  async post<T>(path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Reply<T>> {
    const response = await fetch(`${this.url}${path}`, {
      method: 'POST',
      headers: {
        'user-agent': 'Sekisho-Agent/0.1.0 (linux; x64)',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    return { status: response.status, headers: response.headers, body: (await response.json()) as T };
  }

  /** @param shown the serial number, or an installer's token, or the one with the kind of client */
  tryEnrol(shown: Shown, changes: Partial<DeviceFacts> = {}): Promise<Reply<EnrolAnswer & Problem>> {
    const credential = typeof shown === 'string' ? { serialNumber: shown } : shown;
    const request = { ...credential, publicKey: this.key.publicKey, facts: { ...facts, ...changes } };
    return this.post('/device/v1/enroll', request);
  }

  async enrol(shown: Shown, changes: Partial<DeviceFacts> = {}): Promise<EnrolAnswer> {
    const { status, body } = await this.tryEnrol(shown, changes);
    if (status !== 200) throw new Error(`not enrolled: ${status} ${body.code}`);
    const trust = verifyTrustChain(body.trustChain, { pinnedHash: null });
    if (!trust.ok) throw new Error(trust.code);
    this.trust = trust.value;
    this.id = body.deviceId;
    this.organizationId = body.organizationId;
    this.settingsRevision = body.settings.settingsRevision;
    this.policyCode = body.settings.policyCode;
    return body;
  }

  async nonce(): Promise<string> {
    return (await this.post<NonceAnswer>('/device/v1/nonce')).body.nonce;
  }

  async tryProve(changes: { serverNonce?: string; key?: SigningKey; id?: string } = {}) {
    const deviceNonce = randomBytes(16).toString('base64url');
    const assertion = makeAssertion({
      deviceId: changes.id ?? this.id,
      privateKey: (changes.key ?? this.key).privateKey,
      serverNonce: changes.serverNonce ?? (await this.nonce()),
      deviceNonce,
    });
    return { deviceNonce, ...(await this.post<TokenAnswer & Problem>('/device/v1/token', { assertion })) };
  }

  async prove(): Promise<TokenAnswer> {
    const { status, body, deviceNonce } = await this.tryProve();
    if (status !== 200) throw new Error(`no token: ${status} ${body.code}`);
    const grant = openTokenGrant(body.grant, { trust: this.held(), deviceId: this.id, nonce: deviceNonce });
    if (!grant.ok) throw new Error(grant.code);
    this.token = body.token;
    this.sealKey = grant.value.sealKey;
    return body;
  }

  /** Enrolled and proven. */
  async join(serialNumber: string, changes: Partial<DeviceFacts> = {}): Promise<this> {
    await this.enrol(serialNumber, changes);
    await this.prove();
    return this;
  }

  request(changes: Partial<CheckInRequest> = {}): CheckInRequest {
    return {
      nonce: randomBytes(16).toString('base64url'),
      settingsRevision: this.settingsRevision,
      policyCode: this.policyCode,
      trustVersion: this.held().set.version,
      lock: unlocked,
      logonUser: null,
      items: [],
      ...changes,
    };
  }

  tryCheckIn(request: CheckInRequest | string, token = this.token): Promise<Reply<CheckInAnswer & Problem>> {
    return this.post('/device/v1/check-in', request, { authorization: `Bearer ${token}` });
  }

  /** Sends, checks the seal, and takes what came: settings, trust, numbers. Commands are left in the body. */
  async checkIn(changes: Partial<CheckInRequest> = {}): Promise<CheckInBody> {
    const request = this.request(changes);
    const { status, body } = await this.tryCheckIn(request);
    if (status !== 200) throw new Error(`not checked in: ${status} ${body.code}`);
    const text = checkSeal(this.sealKey, request.nonce, body);
    if (!text.ok) throw new Error(text.code);
    const content = JSON.parse(text.value) as CheckInBody;
    if (content.trustChain !== undefined) {
      const walked = verifyTrustChain(content.trustChain, { held: this.held() });
      if (!walked.ok) throw new Error(walked.code);
      this.trust = walked.value;
    }
    if (content.settings !== undefined) {
      this.settingsRevision = content.settings.settingsRevision;
      this.policyCode = content.settings.policyCode;
    }
    return content;
  }

  event(what: string, more: { commandId?: string; detail?: Record<string, string>; at?: number } = {}) {
    this.itemNumber += 1;
    return { kind: 'event' as const, number: this.itemNumber, at: Date.now(), what, ...more };
  }

  result(commandId: string, outcome: 'done' | 'already' | 'refused' = 'done', code?: string) {
    this.itemNumber += 1;
    const at = Date.now();
    return { kind: 'result' as const, number: this.itemNumber, at, commandId, outcome, ...(code ? { code } : {}) };
  }

  /** Opens the commands of an answer as a device does; throws with the code of what it refuses. */
  obey(body: CheckInBody, nowMs = Date.now()): Obeyed[] {
    return body.commands.map((signed) => {
      const { lastOrder, used } = this;
      const context = { trust: this.held(), deviceId: this.id, lastOrder, isUsed: (id: string) => used.has(id), nowMs };
      const opened = openEnvelope(signed, context);
      if (!opened.ok) throw new Error(opened.code);
      this.lastOrder = opened.value.envelope.order;
      this.used.add(opened.value.intent.id);
      return { intent: opened.value.intent, order: this.lastOrder };
    });
  }

  /** What a device makes of a policy: `taken`, or the code of its refusal. */
  takes(policy: ApprovableText | undefined): string {
    if (policy === undefined) return 'none came';
    const opened = openPolicy(policy, { trust: this.held(), heldRevision: null });
    return opened.ok ? 'taken' : opened.code;
  }

  /** Resolves with the open socket, or rejects with the status of the refusal. */
  live(token = this.token, url = this.url): Promise<LiveClient> {
    const socket = new WebSocket(`${url.replace('http', 'ws')}/device/v1/live`, {
      headers: { authorization: `Bearer ${token}` },
      rejectUnauthorized: false,
    });
    const client = new LiveClient(socket);
    return new Promise((resolve, reject) => {
      socket.once('open', () => resolve(client));
      socket.once('unexpected-response', (_request, response) => reject(new Error(String(response.statusCode))));
      socket.once('error', reject);
    });
  }

  private held(): TrustState {
    if (this.trust === null) throw new Error('not enrolled');
    return this.trust;
  }
}

/** What came over a live connection, to be waited for. */
export class LiveClient {
  readonly socket: WebSocket;
  readonly messages: string[] = [];
  closeCode: number | null = null;

  constructor(socket: WebSocket) {
    this.socket = socket;
    socket.on('message', (data) => this.messages.push(String(data)));
    socket.on('close', (code) => {
      this.closeCode = code;
    });
  }

  close(): void {
    this.socket.close();
  }
}
