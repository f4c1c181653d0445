/** Traces: one from the click to the device's word, over two servers, the bus and the live connection, told to a real receiver. */
import { readWake } from '@sekisho/server/features/live/wake';
import { connectFleet, createFleet, type Fleet } from '@sekisho/simulator';
import { eventually } from '@sekisho/testkit/eventually';
import { type InProcessServer, startInProcess } from '@sekisho/testkit/in-process-server';
import { type ReceivedSpan, startTraceReceiver, type TraceReceiver } from '@sekisho/testkit/trace-receiver';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DeviceWorld, startDeviceWorld } from './device-world.ts';

let receiver: TraceReceiver;
let world: DeviceWorld;
let other: InProcessServer;
let fleet: Fleet;
let connection: ReturnType<typeof connectFleet>;
beforeAll(async () => {
  receiver = await startTraceReceiver();
  world = await startDeviceWorld({ settings: { otlpEndpoint: receiver.url, traceOneIn: 1_000_000_000 } });
  other = await world.another();
  await sql`update organization_licences set contracted_devices = 100`.execute(world.database.db);
  connection = connectFleet({ serverUrl: other.url, rootCertificate: null, acceptAnyCertificate: false });
  fleet = createFleet({ devices: 1, serialNumber: world.serialNumber, ...connection });
  fleet.start();
  await fleet.registered();
  await eventually(
    () => fleet.statistics().live,
    (live) => live === 1,
  );
});
afterAll(async () => {
  await fleet?.stop();
  connection?.close();
  await world?.[Symbol.asyncDispose]();
  await receiver?.[Symbol.asyncDispose]();
});

const root = 'POST /api/v1/devices/:id/commands';

/** The spans of the trace in which this command was answered for. */
async function traceOf(commandId: string): Promise<ReadonlyMap<string, ReceivedSpan>> {
  const isResult = ({ name, attributes }: ReceivedSpan) =>
    name === 'command result' && attributes['sekisho.command.id'] === commandId;
  const spans = await eventually(
    () => {
      const result = receiver.spans.find(isResult);
      return receiver.spans.filter(({ traceId }) => traceId === result?.traceId);
    },
    (found) => found.some(({ name }) => name === root) && found.some(({ name }) => name === 'live wake'),
  );
  return new Map(spans.map((span) => [span.name, span]));
}

describe('the trace of a lock', () => {
  it('is one, from the click to what the device says of it, over both servers', async () => {
    const id = fleet.devices[0]?.id ?? '';
    const command = await world.admin.ok<{ id: string }>('POST', `/api/v1/devices/${id}/commands`, { kind: 'lock' });
    const spans = await traceOf(command.id);
    const parents = [...spans].map(([name, { parentSpanId }]) => [
      name,
      [...spans.values()].find(({ spanId }) => spanId === parentSpanId)?.name,
    ]);
    expect(Object.fromEntries(parents)).toEqual({
      [root]: undefined,
      transaction: root,
      outbox: 'transaction',
      'live wake': 'transaction',
      'command delivered': 'transaction',
      'command result': 'transaction',
    });
    expect(spans.get(root)?.parentSpanId).toBeUndefined();
    expect(spans.get(root)?.attributes).toMatchObject({ 'http.response.status_code': 201 });
    expect(spans.get('command result')?.attributes).toMatchObject({
      'sekisho.command.kind': 'lock',
      'sekisho.command.outcome': 'done',
    });
    const { instance } = spans.get(root) ?? {};
    for (const name of ['live wake', 'command delivered', 'command result'])
      expect(spans.get(name)?.instance).not.toBe(instance);
    // The agent was told by the wake what its check-in belongs to, and said so.
    expect(spans.get('command delivered')?.links).toMatchObject([{ spanId: spans.get('live wake')?.spanId }]);
    for (const { startNanos, endNanos } of spans.values()) expect(endNanos).toBeGreaterThanOrEqual(startNanos);
  });

  it('tells nobody who was concerned', async () => {
    const [device] = fleet.devices;
    const { facts, logonUser } = device?.persona ?? {};
    const told = receiver.bodies.join('\n');
    expect(told).toContain('command result');
    const personal = [
      facts?.computerName,
      facts?.hardwareSerialNumber,
      logonUser,
      device?.id,
      world.serialNumber,
      'admin',
    ];
    for (const text of personal) expect(told).not.toContain(text ?? 'a device without it');
  });

  it('is not begun or continued by what a device claims', async () => {
    const device = await world.device().join(world.serialNumber);
    const claimed = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    for (const traceparent of [claimed, 'anything\u00e9', `00-${'0'.repeat(32)}-b7ad6b7169203331-01`]) {
      const headers = { authorization: `Bearer ${device.token}`, traceparent };
      expect((await device.post('/device/v1/check-in', device.request(), headers)).status).toBe(200);
    }
    const { id } = await world.admin.ok<{ id: string }>('POST', `/api/v1/devices/${device.id}/commands`, {
      kind: 'lock',
    });
    const headers = { authorization: `Bearer ${device.token}`, traceparent: claimed };
    expect((await device.post('/device/v1/check-in', device.request(), headers)).status).toBe(200);
    const delivered = await eventually(
      () => receiver.spans.find((span) => span.attributes['sekisho.command.id'] === id),
      (span) => span !== undefined,
    );
    expect(delivered?.links).toMatchObject([{ traceId: claimed.split('-')[1] }]);
    expect(receiver.spans.filter(({ traceId }) => traceId === claimed.split('-')[1])).toEqual([]);
  });

  it('stands for all where many are meant at once', async () => {
    const ids: string[] = [];
    while (ids.length < 12) ids.push((await world.device().enrol(world.serialNumber)).deviceId);
    expect(await world.admin.ok('POST', '/api/v1/devices/commands', { deviceIds: ids, kind: 'lock' })).toMatchObject({
      issued: 12,
    });
    const { rows } = await sql<{ traced: boolean }>`select traceparent is not null as traced from commands
      where device_id = any(${ids}::uuid[])`.execute(world.database.db);
    expect(rows.filter(({ traced }) => traced)).toHaveLength(10);
  });

  it.each([
    ['of several devices', ['a', 'b'], { deviceIds: ['a', 'b'], trace: null }],
    ['of nobody', [], { deviceIds: [], trace: null }],
    [
      'that is traced',
      ['a', '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'],
      { deviceIds: ['a'], trace: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' },
    ],
  ])('reads a wake %s', (_what, message, wake) => {
    expect(readWake(message)).toEqual(wake);
  });
});

describe('calls that begin no trace', () => {
  it('are told one in so many, and refusals with their status', async () => {
    const settings = { otlpEndpoint: receiver.url, traceOneIn: 2 };
    await using server = await startInProcess({
      assemble: () => ({ features: [], authenticate: async () => null }),
      settings,
    });
    const before = receiver.spans.length;
    for (let call = 0; call < 4; call += 1) await (await fetch(`${server.url}/healthz`)).text();
    const told = await eventually(
      () => receiver.spans.slice(before).filter(({ name }) => name === 'GET /healthz'),
      (spans) => spans.length >= 2,
    );
    expect(told.map(({ attributes }) => attributes['http.response.status_code'])).toEqual([200, 200]);
  });
});

describe('without a receiver', () => {
  it('nothing is traced, and no message carries more than before', async () => {
    await using plain = await startDeviceWorld();
    const device = await plain.device().join(plain.serialNumber);
    const live = await device.live();
    await plain.admin.ok('POST', `/api/v1/devices/${device.id}/commands`, { kind: 'lock' });
    await eventually(
      () => live.messages,
      (messages) => messages.length > 0,
    );
    expect(live.messages[0]).toBe('{"type":"check-in"}');
    const { rows } = await sql`select 1 from commands where traceparent is not null`.execute(plain.database.db);
    expect(rows).toEqual([]);
    live.close();
  });

  it('that answers, everything goes on as it should, also the stop', async () => {
    const gone = await startTraceReceiver();
    await gone[Symbol.asyncDispose]();
    await using server = await startDeviceWorld({ settings: { otlpEndpoint: gone.url } });
    const device = await server.device().join(server.serialNumber);
    await server.admin.ok('POST', `/api/v1/devices/${device.id}/commands`, { kind: 'lock' });
    expect(device.obey(await device.checkIn())).toHaveLength(1);
  });
});
