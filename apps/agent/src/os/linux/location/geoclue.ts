/** Positions from GeoClue, the desktop's location service, over the system bus. */
import type { LocationReading, Position } from '@sekisho/agent-core';
import type { MethodAnswer } from '../dbus/dbus-message.ts';
import { DBusError, type IncomingCall, openSystemBus, type SystemBus } from '../dbus/system-bus.ts';
import { waitForFix } from './best-fix.ts';

const desktopId = 'sekisho-agent';
/**
 * GeoClue serves nobody without an 'agent' of the same user that says who may know. Desktops have one for the person who is logged
 * on; for root there is none, so we are it, for ourselves alone. This id is the one that GeoClue's own configuration lets every desktop
 * without an agent of its own use.
 */
const agentId = 'geoclue-demo-agent';
const service = 'org.freedesktop.GeoClue2';
const properties = 'org.freedesktop.DBus.Properties';
/** GCLUE_ACCURACY_LEVEL_EXACT */
const exact = 8;
const limits = { firstMs: 45_000, betterMs: 10_000 };

export async function locateByGeoClue(address: string | undefined): Promise<LocationReading> {
  let bus: SystemBus | null = null;
  try {
    bus = await openSystemBus(address);
    return await locate(bus);
  } catch (error) {
    return { found: false, why: isRefusal(error) ? 'no-permission' : 'no-source' };
  } finally {
    // GeoClue forgets a client whose connection ends, and switches off what it had switched on for it.
    bus?.close();
  }
}

async function locate(bus: SystemBus): Promise<LocationReading> {
  const manager = { destination: service, path: '/org/freedesktop/GeoClue2/Manager', interface: `${service}.Manager` };
  bus.serve(answerAsAgent);
  await bus.call({ ...manager, member: 'AddAgent', signature: 's', body: [agentId] });
  const [path] = await bus.call({ ...manager, member: 'GetClient' });
  const client = { destination: service, path: String(path) };
  const set = (name: string, signature: string, value: unknown) =>
    bus.call({
      ...client,
      interface: properties,
      member: 'Set',
      signature: 'ssv',
      body: [`${service}.Client`, name, { signature, value }],
    });
  await set('DesktopId', 's', desktopId);
  await set('RequestedAccuracyLevel', 'u', exact);
  const waiter = waitForFix(limits);
  const read = (location: unknown): void => {
    readLocation(bus, String(location)).then((position) => position !== null && waiter.offer(position), waiter.end);
  };
  await bus.listen(`type='signal',interface='${service}.Client',member='LocationUpdated'`, (signal) => {
    if (signal.path === client.path) read(signal.body[1]);
  });
  await bus.call({ ...client, interface: `${service}.Client`, member: 'Start' });
  return waiter.result;
}

/** What GeoClue asks the agent of root: how exact, and whether root's programs may know. */
function answerAsAgent({ path, member, body }: IncomingCall): MethodAnswer | null {
  if (path !== '/org/freedesktop/GeoClue2/Agent') return null;
  const level = { signature: 'u', value: exact };
  if (member === 'GetAll') return { signature: 'a{sv}', body: [new Map([['MaxAccuracyLevel', level]])] };
  if (member === 'Get') return { signature: 'v', body: [level] };
  return member === 'AuthorizeApp' ? { signature: 'bu', body: [body[0] === desktopId, exact] } : null;
}

async function readLocation(bus: SystemBus, path: string): Promise<Position | null> {
  if (path === '/') return null;
  const call = { destination: service, path, interface: properties, member: 'GetAll' };
  const [answer] = await bus.call({ ...call, signature: 's', body: [`${service}.Location`] });
  return answer instanceof Map ? positionOf(answer, Date.now()) : null;
}

/** What GeoClue does not know it gives as the smallest number there is, or as -1. */
export function positionOf(values: ReadonlyMap<unknown, unknown>, wallMs: number): Position {
  const number = (name: string): number => Number(values.get(name) ?? Number.NaN);
  const altitude = number('Altitude');
  const speed = number('Speed');
  return {
    ageMs: ageOf(values.get('Timestamp'), wallMs),
    latitude: number('Latitude'),
    longitude: number('Longitude'),
    accuracyM: number('Accuracy'),
    source: sourceOf(String(values.get('Description') ?? ''), altitude),
    altitudeM: altitude > -20_000 ? altitude : null,
    speedMps: speed >= 0 ? speed : null,
  };
}

/** Seconds and microseconds by the wall clock; one that was never set has no age. */
function ageOf(timestamp: unknown, wallMs: number): number {
  const [seconds, microseconds] = Array.isArray(timestamp) ? timestamp.map(Number) : [0, 0];
  const at = (seconds ?? 0) * 1000 + (microseconds ?? 0) / 1000;
  return at <= 0 || at > wallMs ? 0 : wallMs - at;
}

/** GeoClue tells its source in English words or not at all; only satellites know how high one is. */
function sourceOf(description: string, altitude: number): Position['source'] {
  if (/gps|nmea|gnss/i.test(description)) return 'satellite';
  if (/geo-?ip|\bip/i.test(description)) return 'network-address';
  if (/wi-?fi|wlan/i.test(description)) return 'wifi';
  if (/3g|cdma|gsm|lte|cell/i.test(description)) return 'cell';
  return altitude > -20_000 ? 'satellite' : 'unknown';
}

/** `NotAuthorized` comes from the bus itself, `AccessDenied` from GeoClue's configuration or its agent. */
function isRefusal(error: unknown): boolean {
  return error instanceof DBusError && /\.(AccessDenied|NotAuthorized|AuthFailed)$/.test(error.code);
}
