/** A server in memory that speaks the device protocol with the real signatures and seals; the same contract tests run against the real one. */
import { createHash, createHmac, createPublicKey, randomBytes, randomUUID } from 'node:crypto';
import {
  type CheckInBody,
  CheckInRequest,
  type DeviceFacts,
  type DevicePolicy,
  EnrolRequest,
  type Intent,
  InventoryRequest,
  type SignedText,
  type UnlockKey,
  unlockKeyFileName,
} from '@sekisho/contracts';
import {
  generateSigningKey,
  genesisTrustSet,
  readAssertionDevice,
  type SigningKey,
  sealAnswer,
  signEnvelope,
  signText,
  verifyAssertion,
} from '@sekisho/trust';
import { Value } from 'typebox/value';
import {
  type Item,
  type KeyFile,
  type LiveConnector,
  type LiveHandlers,
  type Transport,
  type TransportAnswer,
  TransportError,
  type TransportErrorKind,
  type TransportRequest,
} from '../src/index.ts';

export interface FakeCommand {
  readonly id: string;
  readonly kind: string;
  readonly parameters: Record<string, unknown>;
  state: 'open' | 'done' | 'already' | 'refused' | 'superseded';
  code?: string | undefined;
}

export interface FakeDevice {
  readonly id: string;
  readonly publicKey: string;
  facts: DeviceFacts;
  active: boolean;
  itemNumber: number;
  orderNumber: number;
  deviceRevision: number;
  policyCode: string;
  commands: FakeCommand[];
  /** Everything stored, in the order of storing. */
  items: Item[];
  lock: CheckInRequest['lock'] | null;
  checkIns: CheckInRequest[];
  inventory: Map<string, { hash: string; content: string }>;
  handlers: Set<LiveHandlers>;
}

/** v7-shaped, so that the schemas take it. */
const newId = (): string => randomUUID();
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

export type Mangle = (request: TransportRequest, answer: TransportAnswer) => TransportAnswer | TransportError;

export class FakeServer {
  readonly organizationId = newId();
  readonly serialNumber = 'SERIAL-1';
  readonly serverKey: SigningKey = generateSigningKey();
  readonly recoveryKey: SigningKey = generateSigningKey();
  readonly chain: SignedText[];
  readonly devices = new Map<string, FakeDevice>();
  contracted = 1000;
  settingsNumber = 1;
  policies = new Map<string, DevicePolicy>();
  tokenLifeMs = 3_600_000;
  /** Not reachable: every call fails so. */
  failure: TransportErrorKind | null = null;
  /** Looks at (and may replace or lose) every answer. */
  mangle: Mangle = (_request, answer) => answer;
  /** As a server that was restored from a backup. */
  tellAnew = false;
  /** Changes what is delivered. */
  /** What check-ins say of updates. */
  updates: number | null = null;
  mangleCommands: (commands: SignedText[], device: FakeDevice) => SignedText[] = (commands) => commands;
  requests: TransportRequest[] = [];
  readonly #nowMs: () => number;
  readonly #secret = randomBytes(32);
  readonly #nonces = new Set<string>();

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
    const genesis = genesisTrustSet({
      organization: this.organizationId,
      issuedAt: nowMs(),
      serverKeys: [this.serverKey],
      recoveryKey: this.recoveryKey,
    });
    const signatures = [this.serverKey, this.recoveryKey].flatMap(
      (key) => signText('trust-set', genesis, key).signatures,
    );
    this.chain = [{ text: genesis, signatures }];
    this.savePolicy('A01', { checkInIntervalMs: 300_000, timerLock: { enabled: false, periodMs: 3_600_000 } });
  }

  // --- what an administrator does

  savePolicy(code: string, settings: Partial<DevicePolicy['settings']>): void {
    this.settingsNumber += 1;
    const before = this.policies.get(code)?.settings ?? {
      checkInIntervalMs: 300_000,
      timerLock: { enabled: false, periodMs: 3_600_000 },
      simMonitoring: false,
      shutDownAfterLockMs: null,
    };
    const policy = {
      organization: this.organizationId,
      code,
      revision: this.settingsNumber,
      settings: { ...before, ...settings },
    };
    this.policies.set(code, policy);
  }

  command(deviceId: string, kind: string, parameters: Record<string, unknown> = {}): FakeCommand {
    const device = this.device(deviceId);
    const rivals = kind === 'wipe' ? [] : kind === 'collect-inventory' ? [kind] : ['lock', 'unlock'];
    for (const open of device.commands)
      if (open.state === 'open' && rivals.includes(open.kind)) open.state = 'superseded';
    const command: FakeCommand = { id: newId(), kind, parameters, state: 'open' };
    device.commands.push(command);
    this.wake(device);
    return command;
  }

  deregister(deviceId: string): void {
    const device = this.device(deviceId);
    device.active = false;
    for (const handlers of device.handlers) handlers.closed({ status: null, code: 4001 });
    device.handlers.clear();
  }

  wake(device: FakeDevice): void {
    for (const handlers of device.handlers) handlers.message('{"type":"check-in"}');
  }

  device(deviceId: string): FakeDevice {
    const device = this.devices.get(deviceId);
    if (device === undefined) throw new Error('no such device');
    return device;
  }

  // --- the wire

  readonly transport: Transport = {
    request: async (request) => {
      await Promise.resolve();
      this.requests.push(request);
      if (this.failure !== null && !(request.allowExpiredDates === true && this.failure === 'tls-date'))
        throw new TransportError(this.failure, this.failure);
      const mangled = this.mangle(request, this.#handle(request));
      if (mangled instanceof TransportError) throw mangled;
      return mangled;
    },
  };

  readonly live: LiveConnector = {
    open: ({ headers }, handlers) => {
      const device = this.failure === null ? this.#authenticate(headers['authorization']) : null;
      queueMicrotask(() => {
        if (device === null) return handlers.closed({ status: this.failure === null ? 401 : null });
        device.handlers.add(handlers);
        handlers.opened();
      });
      return {
        close: () => {
          device?.handlers.delete(handlers);
          handlers.closed({ status: null });
        },
      };
    },
  };

  dropLive(deviceId: string): void {
    const device = this.device(deviceId);
    const handlers = [...device.handlers];
    device.handlers.clear();
    for (const one of handlers) one.closed({ status: null });
  }

  #handle(request: TransportRequest): TransportAnswer {
    const path = request.path.split('?')[0];
    const body: unknown = request.body === undefined ? undefined : JSON.parse(request.body);
    switch (`${request.method} ${path}`) {
      case 'POST /device/v1/enroll':
        return this.#enrol(body);
      case 'POST /device/v1/nonce':
        return this.#nonce();
      case 'POST /device/v1/token':
        return this.#token(body);
      case 'POST /device/v1/check-in':
        return this.#withDevice(request, (device, sealKey) => this.#checkIn(device, sealKey, body));
      case 'PUT /device/v1/inventory':
        return this.#withDevice(request, (device) => this.#inventory(device, body));
      case 'GET /device/v1/time':
        return this.#time(new URLSearchParams(request.path.split('?')[1]).get('nonce') ?? '');
      default:
        return problem(404, 'not-found');
    }
  }

  #enrol(body: unknown): TransportAnswer {
    if (!Value.Check(EnrolRequest, body)) return problem(400, 'validation-failed');
    if (body.serialNumber !== this.serialNumber) return problem(403, 'enrolment-refused', { detail: 'wrong serial' });
    const known = [...this.devices.values()].find((device) => device.publicKey === body.publicKey);
    if (known === undefined && this.devices.size >= this.contracted) return problem(403, 'enrolment-refused');
    const device = known ?? this.#newDevice(body);
    return ok({
      deviceId: device.id,
      organizationId: this.organizationId,
      organizationName: '関所',
      trustChain: this.chain,
      settings: this.settingsOf(device),
      serverTime: this.#nowMs(),
    });
  }

  #newDevice({ publicKey, facts }: EnrolRequest): FakeDevice {
    const device: FakeDevice = {
      id: newId(),
      publicKey,
      facts,
      active: true,
      itemNumber: 0,
      orderNumber: 0,
      deviceRevision: 0,
      policyCode: 'A01',
      commands: [],
      items: [],
      lock: null,
      checkIns: [],
      inventory: new Map(),
      handlers: new Set(),
    };
    this.devices.set(device.id, device);
    return device;
  }

  settingsOf(device: FakeDevice): NonNullable<CheckInBody['settings']> {
    const policy = this.policies.get(device.policyCode);
    if (policy === undefined) throw new Error('no such policy');
    const settingsRevision = Math.max(policy.revision, device.deviceRevision);
    return { settingsRevision, policyCode: policy.code, policy: this.sign('policy', policy) };
  }

  /** The file of a policy's unlock key, as downloaded. */
  unlockKey(policy: string, changes: Partial<UnlockKey> = {}, signer = this.serverKey): KeyFile {
    const number = this.policies.get(policy)?.settings.unlockKey?.number ?? 1;
    const key = { organization: this.organizationId, policy, number, issuedAt: this.#nowMs(), ...changes };
    return { name: unlockKeyFileName(policy), content: JSON.stringify(this.sign('unlock-key', key, signer)) };
  }

  sign(domain: Parameters<typeof signText>[0], value: unknown, key = this.serverKey): SignedText {
    return signText(domain, JSON.stringify(value), key);
  }

  #nonce(): TransportAnswer {
    const nonce = randomBytes(16).toString('base64url');
    this.#nonces.add(nonce);
    return ok({ nonce, expiresInMs: 120_000 });
  }

  #token(body: unknown): TransportAnswer {
    const { assertion } = body as { assertion: string };
    const claimed = readAssertionDevice(assertion);
    const device = claimed.ok ? this.devices.get(claimed.value) : undefined;
    if (device === undefined) return problem(401, 'assertion-invalid');
    const key = createPublicKey({ key: Buffer.from(device.publicKey, 'base64url'), format: 'der', type: 'spki' });
    const claims = verifyAssertion(assertion, key);
    if (!claims.ok) return problem(401, 'assertion-invalid');
    if (!this.#nonces.delete(claims.value.nonce)) return problem(401, 'nonce-expired');
    if (!device.active) return this.#gone(device);
    const expiresAt = this.#nowMs() + this.tokenLifeMs;
    const token = `${device.id}.${expiresAt}.${randomBytes(9).toString('base64url')}`;
    const serverTime = this.#nowMs();
    const grant = {
      device: device.id,
      nonce: claims.value.jti,
      sealKey: this.#sealKeyOf(token),
      serverTime,
      expiresAt,
    };
    return ok({ token, expiresAt, grant: this.sign('token-grant', grant) });
  }

  #sealKeyOf(token: string): string {
    return createHmac('sha256', this.#secret).update(token).digest('base64url');
  }

  #authenticate(authorization: string | undefined): FakeDevice | null {
    const [deviceId = '', expires = ''] = (authorization ?? '').replace(/^Bearer /, '').split('.');
    const device = this.devices.get(deviceId);
    return device?.active === true && Number(expires) > this.#nowMs() ? device : null;
  }

  #withDevice(
    request: TransportRequest,
    act: (device: FakeDevice, sealKey: string) => TransportAnswer,
  ): TransportAnswer {
    const token = (request.headers['authorization'] ?? '').replace(/^Bearer /, '');
    const [deviceId = '', expires = ''] = token.split('.');
    const device = this.devices.get(deviceId);
    if (device === undefined || Number(expires) <= this.#nowMs()) return problem(401, 'device-token-invalid');
    return device.active ? act(device, this.#sealKeyOf(token)) : this.#gone(device);
  }

  #gone(device: FakeDevice): TransportAnswer {
    const notice = this.sign('deregistration', {
      organization: this.organizationId,
      device: device.id,
      at: this.#nowMs(),
    });
    return problem(410, 'deregistered', { notice });
  }

  #checkIn(device: FakeDevice, sealKey: string, body: unknown): TransportAnswer {
    if (!Value.Check(CheckInRequest, body)) return problem(400, 'validation-failed');
    if (body.items.some((item, index) => item.number <= (body.items[index - 1]?.number ?? 0)))
      return problem(400, 'item-numbers-not-rising');
    device.checkIns.push(body);
    device.lock = body.lock;
    if (body.facts !== undefined) device.facts = body.facts;
    const added = body.items.filter((item) => item.number > device.itemNumber);
    device.items.push(...added);
    device.itemNumber = added.at(-1)?.number ?? device.itemNumber;
    this.#takeResults(device, added);
    const answer: CheckInBody = {
      ...(this.#wantsSettings(device, body) ? { settings: this.settingsOf(device) } : {}),
      ...(body.trustVersion < this.chain.length ? { trustChain: this.chain.slice(body.trustVersion) } : {}),
      commands: this.mangleCommands(this.deliveriesFor(device), device),
      ...(this.updates === null ? {} : { updates: this.updates }),
      storedThrough: device.itemNumber,
      nextCheckInMs: this.policies.get(device.policyCode)?.settings.checkInIntervalMs ?? 300_000,
      again: false,
      ...(this.tellAnew ? { tellAnew: true } : {}),
    };
    const text = JSON.stringify(answer);
    const serverTime = this.#nowMs();
    return ok({ serverTime, body: text, seal: sealAnswer(sealKey, body.nonce, serverTime, text) });
  }

  #wantsSettings(device: FakeDevice, body: CheckInRequest): boolean {
    return body.policyCode !== device.policyCode || body.settingsRevision < this.settingsOf(device).settingsRevision;
  }

  #takeResults(device: FakeDevice, items: readonly Item[]): void {
    for (const item of items) {
      if (item.kind === 'event' && item.what === 'state-lost') this.#lockAgain(device);
      if (item.kind !== 'result') continue;
      const command = device.commands.find(({ id }) => id === item.commandId);
      if (command === undefined || command.state !== 'open') continue;
      command.state = item.outcome;
      command.code = item.code;
    }
  }

  #lockAgain(device: FakeDevice): void {
    const last = device.commands.findLast(
      ({ kind, state }) => ['lock', 'unlock'].includes(kind) && state !== 'refused' && state !== 'superseded',
    );
    if (last?.kind === 'lock' && last.state !== 'open')
      device.commands.push({ id: newId(), kind: 'lock', parameters: {}, state: 'open' });
  }

  deliveriesFor(device: FakeDevice): SignedText[] {
    return device.commands.filter(({ state }) => state === 'open').map((command) => this.deliver(device, command));
  }

  deliver(
    device: FakeDevice,
    command: Pick<FakeCommand, 'id' | 'kind' | 'parameters'>,
    changes: Partial<Intent> = {},
  ): SignedText {
    device.orderNumber += 1;
    const { id, kind, parameters } = command;
    const issuedAt = this.#nowMs();
    const base = {
      id,
      organization: this.organizationId,
      devices: [device.id],
      kind,
      parameters,
      issuedAt,
      notAfter: null,
    };
    const intent: Intent = { ...base, ...changes };
    const delivery = {
      device: device.id,
      order: device.orderNumber,
      issuedAt,
      intent: JSON.stringify(intent),
      approvals: [],
    };
    return signEnvelope(delivery, this.serverKey);
  }

  #inventory(device: FakeDevice, body: unknown): TransportAnswer {
    if (!Value.Check(InventoryRequest, body)) return problem(400, 'validation-failed');
    const wanted: string[] = [];
    for (const { name, hash, content } of body.sections) {
      if (content !== undefined && sha256(content) !== hash) return problem(400, 'validation-failed');
      if (content !== undefined) device.inventory.set(name, { hash, content });
      else if (device.inventory.get(name)?.hash !== hash) wanted.push(name);
    }
    return ok({ wanted });
  }

  #time(nonce: string): TransportAnswer {
    return ok({ time: this.sign('time', { nonce, serverTime: this.#nowMs() }) });
  }
}

export function ok(body: unknown): TransportAnswer {
  return { status: 200, headers: {}, body: JSON.stringify(body) };
}

export function problem(status: number, code: string, more: Record<string, unknown> = {}): TransportAnswer {
  return { status, headers: {}, body: JSON.stringify({ type: 'about:blank', title: code, status, code, ...more }) };
}
