/** Positions of this machine: a real gpsd that plays a recorded drive, a real GeoClue on a bus of its own, and what each tells. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { eventually } from '@sekisho/testkit/eventually';
import { describe, expect, test } from 'vitest';
import { locateByGeoClue, positionOf as positionOfGeoClue } from '../../../src/os/linux/location/geoclue.ts';
import { locateByGpsd, parseReport, positionOf as positionOfReport } from '../../../src/os/linux/location/gpsd.ts';
import { createLocationSource } from '../../../src/os/linux/location/index.ts';
import { startPrivateBus } from './private-bus.ts';

const drive = join(import.meta.dirname, '../../fixtures/linux/gps/drive.nmea');
const limits = { firstMs: 15_000, betterMs: 1_000 };
const quickly = { firstMs: 200, betterMs: 50 };

/** Something that speaks like gpsd, line by line. */
async function talker(lines: readonly string[], end = false): Promise<Server & { port: number }> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => {
      for (const line of lines) socket.write(line);
      if (end) socket.end();
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return Object.assign(server, { port: (server.address() as AddressInfo).port });
}

/** Tells whoever connects these lines, over and over, as a receiver does. */
async function receiverOf(lines: readonly string[]): Promise<Server & { port: number }> {
  const server = createServer((socket) => {
    let next = 0;
    const telling = setInterval(() => {
      socket.write(lines[next % lines.length] ?? '');
      next += 1;
    }, 50);
    socket.on('error', () => undefined).on('close', () => clearInterval(telling));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return Object.assign(server, { port: (server.address() as AddressInfo).port });
}

async function hear(lines: readonly string[], end = false) {
  const server = await talker(lines, end);
  try {
    return await locateByGpsd({ host: '127.0.0.1', port: server.port, limits: quickly });
  } finally {
    server.close();
  }
}

const report = (more: object) => `${JSON.stringify({ class: 'TPV', lat: 35.5, lon: 139.5, mode: 3, ...more })}\r\n`;

describe('gpsd', () => {
  test('a real one, playing a recorded drive, leads to a place on that road', async () => {
    const receiver = await receiverOf((await readFile(drive, 'latin1')).split(/(?<=\n)/));
    const free = createServer();
    await once(free.listen(0, '127.0.0.1'), 'listening');
    const { port } = free.address() as AddressInfo;
    free.close();
    const args = ['-N', '-n', '-S', String(port), `tcp://127.0.0.1:${receiver.port}`];
    const gpsd = spawn('gpsd', args, { stdio: 'ignore', detached: true });
    try {
      const reading = await eventually(
        () => locateByGpsd({ host: '127.0.0.1', port, limits }),
        ({ found }) => found,
        40_000,
      );
      if (!reading.found) throw new Error(reading.why);
      const { latitude, longitude, accuracyM, source } = reading.position;
      expect(latitude).toBeGreaterThan(35.68);
      expect(latitude).toBeLessThan(35.69);
      expect(longitude).toBeCloseTo(139.769, 2);
      expect(accuracyM).toBeLessThan(100);
      expect(source).toBe('satellite');
    } finally {
      await stopGroup(gpsd);
      receiver.close();
    }
  }, 60_000);

  test('where none listens there is no source', async () => {
    expect(await locateByGpsd({ host: '127.0.0.1', port: 1, limits: quickly })).toEqual({
      found: false,
      why: 'no-source',
    });
  });

  test('without a receiver there is no source', async () => {
    expect(await hear(['{"class":"DEVICES","devices":[]}\n'])).toEqual({ found: false, why: 'no-source' });
  });

  test('a receiver without a fix finds nothing, however it talks', async () => {
    const lines = [
      report({ mode: 1 }),
      report({ mode: 0 }),
      report({ lat: undefined }),
      'nonsense\n',
      '[]\n',
      'null\n',
    ];
    expect(await hear(lines)).toEqual({ found: false, why: 'no-fix' });
    expect(await hear([], true)).toEqual({ found: false, why: 'no-fix' });
  });

  test('the first good fix is taken at once, else the best of those that came', async () => {
    const fixes = [report({ eph: 900 }), report({ eph: 300, lat: 36 }), report({ eph: 500 })];
    expect(await hear(fixes)).toMatchObject({ found: true, position: { accuracyM: 300, latitude: 36 } });
    expect(await hear([report({ eph: 5 }), report({ eph: 1, lat: 36 })])).toMatchObject({ position: { accuracyM: 5 } });
  });

  test('a report may come in pieces; a line without end is not kept', async () => {
    const whole = report({ eph: 5 });
    expect(await hear([whole.slice(0, 20), whole.slice(20)])).toMatchObject({ found: true });
    expect(await hear(['x'.repeat(200_000), report({ eph: 5 })])).toEqual({ found: false, why: 'no-fix' });
  });

  test.each([
    [{ eph: 7.5 }, 7.5],
    [{ epx: 3, epy: 4 }, 5],
    [{}, 100],
  ])('how exact: %j is %d m', (given, accuracyM) => {
    expect(positionOfReport(parseReport(report(given)))).toMatchObject({ accuracyM });
  });

  test('altitude above the sea and speed come along', () => {
    const told = parseReport(report({ alt: 77, altMSL: 40, speed: 1.5 }));
    expect(positionOfReport(told)).toMatchObject({ altitudeM: 40, speedMps: 1.5, ageMs: 0 });
    expect(positionOfReport(parseReport(report({})))).toMatchObject({ altitudeM: null, speedMps: null });
  });
});

/** The very service of the distribution, with a receiver's sentences on a socket; `whitelist`: whose agents it trusts. */
async function startGeoClue(whitelist: string, sentences: string[]) {
  const bus = await startPrivateBus();
  const config = join(bus.folder, 'geoclue');
  const receiver = join(bus.folder, 'receiver');
  await mkdir(config);
  const usual = await readFile('/etc/geoclue/geoclue.conf', 'utf8');
  const changed = usual
    .replace(/^whitelist=.*$/m, `whitelist=${whitelist}`)
    .replace(/^# nmea-socket=.*$/m, `nmea-socket=${receiver}`);
  await writeFile(join(config, 'geoclue.conf'), changed);
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    for (const sentence of sentences) socket.write(sentence);
  });
  await once(server.listen(receiver), 'listening');
  const start = `mount --bind ${config} /etc/geoclue && exec /usr/libexec/geoclue`;
  await bus.serve('org.freedesktop.GeoClue2', 'unshare', ['--mount', 'sh', '-c', start]);
  return {
    address: bus.address,
    async [Symbol.asyncDispose]() {
      await bus[Symbol.asyncDispose]();
      server.close();
    },
  };
}

/** Now, by a receiver at Tokyo station. */
function sentence(): string {
  const time = new Date().toISOString().slice(11, 19).replaceAll(':', '');
  const text = `GPGGA,${time}.00,3540.8742,N,13946.0275,E,1,08,0.9,40.1,M,36.7,M,,`;
  const sum = [...text].reduce((before, sign) => before ^ sign.charCodeAt(0), 0);
  return `$${text}*${sum.toString(16).toUpperCase().padStart(2, '0')}\r\n`;
}

describe('GeoClue', () => {
  test('a real one serves root, for whom no desktop speaks', async () => {
    await using geoclue = await startGeoClue('geoclue-demo-agent;gnome-shell', [sentence()]);
    const reading = await createLocationSource({
      gpsd: { host: '127.0.0.1', port: 1, limits: quickly },
      busAddress: geoclue.address,
    }).locate();
    if (!reading.found) throw new Error(reading.why);
    const { latitude, longitude, accuracyM, source, ageMs } = reading.position;
    expect([latitude, longitude]).toEqual([expect.closeTo(35.68124, 4), expect.closeTo(139.76713, 4)]);
    expect(accuracyM).toBeLessThan(100);
    expect(source).toBe('satellite');
    expect(ageMs).toBeLessThan(60_000);
  });

  test('whose configuration trusts no agent for root refuses', async () => {
    await using geoclue = await startGeoClue('gnome-shell', []);
    expect(await locateByGeoClue(geoclue.address)).toEqual({ found: false, why: 'no-permission' });
  });

  test('a bus without it, and no bus at all, are no source', async () => {
    await using bus = await startPrivateBus();
    expect(await locateByGeoClue(bus.address)).toEqual({ found: false, why: 'no-source' });
    expect(await locateByGeoClue('unix:path=/nonexistent')).toEqual({ found: false, why: 'no-source' });
  });

  test.each([
    ['GPS GGA', 'satellite'],
    ['WiFi', 'wifi'],
    ['GeoIP (from WiFi data)', 'network-address'],
    ['ipf', 'network-address'],
    ['3G', 'cell'],
    ['', 'unknown'],
  ])("its word '%s' is %s", (description, source) => {
    expect(positionOfGeoClue(new Map([['Description', description]]), 0).source).toBe(source);
  });

  test('what it does not know is none: the smallest altitude there is, a speed of -1, a time of 0', () => {
    const told = new Map<string, unknown>([
      ['Altitude', -Number.MAX_VALUE],
      ['Speed', -1],
      ['Timestamp', [0n, 0n]],
    ]);
    expect(positionOfGeoClue(told, 5_000)).toMatchObject({ altitudeM: null, speedMps: null, ageMs: 0 });
    const later = new Map<string, unknown>([...told, ['Altitude', 12.5], ['Speed', 3], ['Timestamp', [4n, 500_000n]]]);
    expect(positionOfGeoClue(later, 5_000)).toMatchObject({ altitudeM: 12.5, speedMps: 3, ageMs: 500 });
  });
});

async function stopGroup(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit');
  if (child.exitCode === null && child.pid !== undefined) {
    process.kill(-child.pid, 'SIGTERM');
    await ended;
  }
}
