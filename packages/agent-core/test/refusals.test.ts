/** What a device refuses: every forged, old, foreign or broken word, each under its code, each without effect. */
import type { CheckInAnswer, CheckInBody, SignedText, TrustSet } from '@sekisho/contracts';
import { envelopeLifetimeMs } from '@sekisho/contracts';
import { es256Signer, generateSigningKey, signText, trustSetHash } from '@sekisho/trust';
import { expect, test } from 'vitest';
import { type TransportAnswer, TransportError, type Updates } from '../src/index.ts';
import { type FakeDevice, ok, problem } from './fake-server.ts';
import { settle } from './fake-time.ts';
import { World } from './world.ts';

const stranger = generateSigningKey();
const unknownId = '018f0000-0000-7000-8000-0000000000ff';

function reissued(signed: SignedText, change: (envelope: Record<string, unknown>) => object, world: World): SignedText {
  const envelope = JSON.parse(signed.text) as Record<string, unknown>;
  return signText('envelope', JSON.stringify({ ...envelope, ...change(envelope) }), world.server.serverKey);
}

function reintended(signed: SignedText, change: object, world: World): SignedText {
  return reissued(
    signed,
    ({ intent }) => ({ intent: JSON.stringify({ ...JSON.parse(String(intent)), ...change }) }),
    world,
  );
}

type Forge = (signed: SignedText, world: World, device: FakeDevice) => SignedText;

const forgeries: [code: string, what: string, forge: Forge][] = [
  ['signer-unknown', 'signed by a stranger', ({ text }) => signText('envelope', text, stranger)],
  [
    'signature-invalid',
    'tampered',
    (signed) => ({ ...signed, text: signed.text.replace('"lock"', '"lock" ').replace('{"device"', '{ "device"') }),
  ],
  [
    'signature-invalid',
    'signed for another purpose',
    ({ text }, { server }) => signText('policy', text, server.serverKey),
  ],
  ['wrong-device', 'for another device', (signed, world) => reissued(signed, () => ({ device: unknownId }), world)],
  [
    'wrong-device',
    'an intent for another device',
    (signed, world) => reintended(signed, { devices: [unknownId] }, world),
  ],
  [
    'wrong-organization',
    'of another organization',
    (signed, world) => reintended(signed, { organization: unknownId }, world),
  ],
  ['order-not-rising', 'in an order taken before', (signed, world) => reissued(signed, () => ({ order: 1 }), world)],
  ['statement-malformed', 'without an intent', (signed, world) => reissued(signed, () => ({ intent: '{}' }), world)],
  [
    'envelope-expired',
    'older than ten minutes',
    (signed, world) => {
      const issuedAt = world.time.trueMs - envelopeLifetimeMs;
      return reissued(signed, () => ({ issuedAt, expiresAt: issuedAt + envelopeLifetimeMs }), world);
    },
  ],
];

test.each(forgeries)('%s: a command %s is refused, told, and changes nothing', async (code, _what, forge) => {
  const world = await new World({ live: false }).enrolled();
  // One order is used up, so that there is one to fall behind.
  world.server.command(world.device.id, 'unlock');
  await world.checkIn();
  const told = world.told.length;
  world.server.mangleCommands = (commands, device) => commands.map((signed) => forge(signed, world, device));
  const lock = world.server.command(world.device.id, 'lock');
  await world.checkIn();
  await world.checkIn();
  expect(world.running.status()).toMatchObject({ mode: 'unlocked', screen: 'none' });
  expect(lock.state).toBe('open');
  expect(world.device.items.slice(told)).toMatchObject([
    { what: 'command-refused', detail: { subject: 'command', code } },
  ]);
  world.server.mangleCommands = (commands) => commands;
  await world.checkIn();
  expect([world.screen.shown, lock.state]).toEqual(['remote', 'done']);
});

test('commands out of order: the later one counts, the earlier one is refused', async () => {
  const world = await new World({ live: false }).enrolled();
  const lock = world.server.command(world.device.id, 'lock');
  const unlock = world.server.command(world.device.id, 'unlock');
  lock.state = 'open';
  world.server.mangleCommands = (commands) => {
    lock.state = 'superseded';
    return commands.toReversed();
  };
  await world.checkIn();
  expect(world.running.status().mode).toBe('unlocked');
  expect(unlock.state).toBe('already');
  expect(world.eventsCalled('command-refused')).toMatchObject([
    { commandId: lock.id, detail: { code: 'order-not-rising' } },
  ]);
});

test('an answer recorded earlier is not taken a second time', async () => {
  const world = await new World({ live: false }).enrolled();
  let recorded: TransportAnswer | null = null;
  world.server.mangle = (request, answer) => {
    if (request.path.endsWith('/check-in')) recorded ??= answer;
    return answer;
  };
  world.server.command(world.device.id, 'lock');
  await world.checkIn();
  world.server.command(world.device.id, 'unlock');
  await world.checkIn();
  world.server.mangle = (request, answer) => (request.path.endsWith('/check-in') && recorded ? recorded : answer);
  expect(await world.checkIn()).toMatchObject({ ok: false, failure: 'seal-invalid' });
  expect(world.running.status().mode).toBe('unlocked');
});

test.each([
  ['kind-unknown', { kind: 'dance' }],
  ['intent-expired', { notAfter: 5 }],
])('%s: a command that is ours but cannot be obeyed is answered with its code', async (code, change) => {
  const world = await new World({ live: false }).enrolled();
  world.server.mangleCommands = (commands) => commands.map((signed) => reintended(signed, change, world));
  const command = world.server.command(world.device.id, 'lock');
  await world.checkIn();
  expect(command).toMatchObject({ state: 'refused', code });
});

test.each([
  ['standard', 'done'],
  ['linked-clone', 'done'],
  ['on-demand', 'refused'],
] as const)('a client of the kind %s, told to lock: %s', async (clientKind, state) => {
  const world = await new World({ live: false, clientKind }).enrolled();
  const lock = world.server.command(world.device.id, 'lock');
  await world.checkIn();
  expect(lock).toMatchObject(state === 'done' ? { state } : { state, code: 'client-not-resident' });
  expect(world.screen.shown).toBe(state === 'done' ? 'remote' : 'none');
});

test.each([
  ['standard', true],
  ['linked-clone', false],
] as const)('a client of the kind %s, told of an update, asks for it: %s', async (clientKind, asks) => {
  const updates: Updates = {
    running: { platform: 'linux', architecture: 'x64', version: '0.1.0' },
    onTrial: () => false,
    ended: () => null,
    forgetEnd: () => {},
    prepare: async () => false,
    tryNext: () => {},
    giveBackTry: () => {},
    confirm: () => {},
  };
  const world = new World({ live: false, clientKind, platform: { updates } });
  const asked: string[] = [];
  world.server.mangle = (request, answer) => {
    asked.push(request.path);
    return answer;
  };
  world.server.updates = 1;
  await world.enrolled();
  await world.checkIn();
  expect(asked.includes('/device/v1/update')).toBe(asks);
});

/** Changes the body of a check-in's answer without being able to seal it. */
function unsealed(
  answer: TransportAnswer,
  change: (body: CheckInBody, sealed: CheckInAnswer) => Partial<CheckInAnswer>,
) {
  const sealed = JSON.parse(answer.body) as CheckInAnswer;
  return ok({ ...sealed, ...change(JSON.parse(sealed.body) as CheckInBody, sealed) });
}

const meddlings: [string, Parameters<typeof unsealed>[1]][] = [
  ['another time', (_body, { serverTime }) => ({ serverTime: serverTime - 3_600_000 })],
  ['another body', (body) => ({ body: JSON.stringify({ ...body, nextCheckInMs: 999_999_999 }) })],
  ['no seal', () => ({ seal: '' })],
];

test.each(meddlings)(
  'an answer with %s is ignored: no time is set, no timer is healed, nothing is forgotten',
  async (_what, change) => {
    const world = new World({ live: false });
    world.server.savePolicy('A01', { timerLock: { enabled: true, periodMs: 3_600_000 } });
    await world.enrolled();
    world.server.failure = 'offline';
    await world.time.advance(3_700_000);
    expect(world.screen.shown).toBe('timer');
    world.server.failure = null;
    const waiting = world.running.status().waitingItems;
    world.server.mangle = (request, answer) => (request.path.endsWith('/check-in') ? unsealed(answer, change) : answer);
    const { now } = world.running.status();
    expect(await world.checkIn()).toMatchObject({ ok: false, failure: 'seal-invalid' });
    expect(world.running.status()).toMatchObject({ screen: 'timer', now, waitingItems: waiting });
  },
);

test.each([401, 403, 404, 410, 500, 503])(
  'status %i without a signed notice changes nothing on the device',
  async (status) => {
    const world = await new World({ live: false }).enrolled();
    world.server.command(world.device.id, 'lock');
    await world.checkIn();
    world.server.mangle = () => problem(status, status === 410 ? 'deregistered' : 'not-found');
    const before = world.store.load();
    expect(await world.checkIn()).toMatchObject({ ok: false });
    await world.time.advance(3_600_000);
    expect(world.running.status()).toMatchObject({ mode: 'remote', screen: 'remote' });
    expect(world.store.load()).toMatchObject({ identity: before.identity, trust: before.trust });
    world.server.mangle = (_request, answer) => answer;
    await world.time.advance(600_000);
    expect(world.running.status().lastFailure).toBe(null);
  },
);

test.each([
  ['for another device', { device: unknownId }, null],
  ['of another organization', { organization: unknownId }, null],
  ['by a stranger', {}, stranger],
])('a notice of deregistration %s changes nothing', async (_what, change, key) => {
  const world = await new World({ live: false }).enrolled();
  const statement = { organization: world.server.organizationId, device: world.device.id, at: 1, ...change };
  const notice = world.server.sign('deregistration', statement, key ?? world.server.serverKey);
  world.server.mangle = () => problem(410, 'deregistered', { notice });
  expect(await world.checkIn()).toMatchObject({ ok: false, failure: 'http-410' });
  expect(world.running.status().mode).toBe('unlocked');
});

test('a grant for another nonce is no grant', async () => {
  const world = new World({ live: false });
  await world.enrol();
  let recorded: TransportAnswer | null = null;
  world.server.mangle = (request, answer) => {
    if (!request.path.endsWith('/token')) return answer;
    recorded ??= answer;
    return recorded;
  };
  await world.start();
  await world.kill();
  await world.start();
  expect(world.running.status().lastFailure).toBe('nonce-mismatch');
});

test('an older revision of a policy is refused; another policy is taken', async () => {
  const world = await new World({ live: false }).enrolled();
  const old = world.server.settingsOf(world.device);
  world.server.savePolicy('A01', { checkInIntervalMs: 60_000 });
  await world.checkIn();
  const held = world.running.status().settingsRevision;
  expect(held).toBeGreaterThan(old.settingsRevision);
  world.server.policies.set('A01', JSON.parse(old.policy.text));
  world.device.deviceRevision = held + 1;
  await world.checkIn();
  await world.checkIn();
  expect(world.running.status().settingsRevision).toBe(held);
  expect(world.eventsCalled('command-refused')[0]).toMatchObject({
    detail: { subject: 'settings', code: 'policy-revision-not-rising' },
  });
  world.server.savePolicy('A02', { checkInIntervalMs: 120_000 });
  world.device.policyCode = 'A02';
  await world.checkIn();
  expect(world.running.status().policyCode).toBe('A02');
});

test('a server key that changes is followed along the chain; a link by a stranger is refused and told', async () => {
  const world = await new World({ live: false }).enrolled();
  const { server } = world;
  const [genesis] = server.chain;
  if (genesis === undefined) throw new Error('no chain');
  const set = JSON.parse(genesis.text) as TrustSet;
  const next = generateSigningKey();
  const signers = [...set.signers, es256Signer('server', next)];
  const text = JSON.stringify({ ...set, version: 2, previous: trustSetHash(genesis.text), signers });
  server.chain.push(signText('trust-set', text, stranger));
  await world.checkIn();
  await world.checkIn();
  expect(world.store.load().trust?.set.version).toBe(1);
  expect(world.eventsCalled('command-refused')[0]).toMatchObject({
    detail: { subject: 'trust-set', code: 'signer-unknown' },
  });
  server.chain.splice(1, 1, signText('trust-set', text, server.serverKey));
  await world.checkIn();
  expect(world.store.load().trust?.set.version).toBe(2);
  server.mangleCommands = (commands) => commands.map((signed) => signText('envelope', signed.text, next));
  const lock = server.command(world.device.id, 'lock');
  await world.checkIn();
  expect([lock.state, world.screen.shown]).toEqual(['done', 'remote']);
});

test('an item that the server cannot take is found by halving and dropped; the rest arrives', async () => {
  const world = await new World({ live: false }).enrolled();
  world.server.failure = 'offline';
  for (let n = 0; n < 5; n += 1) {
    await world.kill();
    await world.start();
  }
  const waiting = world.store.items(100);
  const poisoned = waiting[3]?.number;
  world.server.failure = null;
  world.server.mangle = (request, answer) =>
    (request.body ?? '').includes(`"number":${poisoned}}`) || (request.body ?? '').includes(`"number":${poisoned},`)
      ? problem(400, 'validation-failed')
      : answer;
  await world.checkIn();
  await world.time.advance(30_000);
  expect(world.running.status()).toMatchObject({ waitingItems: 0, lastFailure: null });
});

test('a 400 of something in between drops nothing', async () => {
  const world = await new World({ live: false }).enrolled();
  await world.checkIn();
  world.server.failure = 'offline';
  await world.kill();
  await world.start();
  const waiting = world.store.itemCount();
  world.server.failure = null;
  world.server.mangle = () => ({ status: 400, headers: {}, body: '<html>Request Header Or Cookie Too Large</html>' });
  await world.checkIn();
  await world.time.advance(600_000);
  expect(waiting).toBeGreaterThan(0);
  expect(world.running.status()).toMatchObject({ waitingItems: waiting, lastFailure: 'http-400' });
});

test('a certificate that is wrong by its dates alone is met with signed time, and nothing but that', async () => {
  const world = await new World({ live: false }).enrolled();
  world.server.savePolicy('A01', { timerLock: { enabled: true, periodMs: 3_600_000 } });
  await world.checkIn();
  world.time.wallOffsetMs = 365 * 86_400_000;
  world.server.failure = 'tls-date';
  await world.time.advance(700_000);
  const lenient = world.server.requests.filter(({ allowExpiredDates }) => allowExpiredDates === true);
  expect(new Set(lenient.map(({ path }) => path.split('?')[0]))).toEqual(new Set(['/device/v1/time']));
  await world.checkIn();
  expect(Math.abs(world.running.status().now - world.time.trueMs)).toBeLessThan(1_000);
});

test('what the proxy in between answers is no answer', async () => {
  const world = await new World({ live: false }).enrolled();
  world.server.mangle = () => new TransportError('proxy-auth-required', 'the proxy wants a user name');
  expect(await world.checkIn()).toMatchObject({ ok: false, failure: 'proxy-auth-required' });
  world.server.mangle = () => ({ status: 200, headers: {}, body: '<html>log in</html>' });
  expect(await world.checkIn()).toMatchObject({ ok: false, failure: 'statement-malformed' });
  await settle();
  expect(world.running.status().mode).toBe('unlocked');
});
