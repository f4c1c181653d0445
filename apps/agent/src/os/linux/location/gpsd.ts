/** Positions from gpsd, which reads satellite receivers, over its socket on this machine. */
import { connect } from 'node:net';
import type { LocationReading, Position } from '@sekisho/agent-core';
import { waitForFix } from './best-fix.ts';

export interface GpsdSettings {
  readonly host: string;
  readonly port: number;
  readonly limits: { readonly firstMs: number; readonly betterMs: number };
}

export const usualGpsd: GpsdSettings = {
  host: '127.0.0.1',
  port: 2947,
  limits: { firstMs: 40_000, betterMs: 5_000 },
};

const watch = '?WATCH={"enable":true,"json":true};\n';
/** gpsd promises lines of at most 10,240 bytes. */
const longestLine = 65_536;
/** For a receiver that tells where it is and not how well it knows. */
const guessedAccuracyM = 100;

export function locateByGpsd({ host, port, limits }: GpsdSettings = usualGpsd): Promise<LocationReading> {
  return new Promise((resolve) => {
    const waiter = waitForFix(limits);
    const socket = connect({ host, port });
    let rest = '';
    let reached = false;
    const finish = (reading: LocationReading): void => {
      socket.destroy();
      waiter.end();
      resolve(reading);
    };
    waiter.result.then(finish);
    socket.setEncoding('utf8');
    socket.once('connect', () => {
      reached = true;
      socket.write(watch);
    });
    socket.on('data', (chunk: string) => {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop() ?? '';
      if (rest.length > longestLine) socket.destroy();
      for (const line of lines) {
        const report = parseReport(line);
        if (hasNoReceiver(report)) finish({ found: false, why: 'no-source' });
        const position = positionOf(report);
        if (position !== null) waiter.offer(position);
      }
    });
    socket.on('error', () => undefined);
    socket.once('close', () => (reached ? waiter.end() : finish({ found: false, why: 'no-source' })));
  });
}

type Report = Readonly<Record<string, unknown>>;

export function parseReport(line: string): Report {
  try {
    const report: unknown = JSON.parse(line);
    return typeof report === 'object' && report !== null ? (report as Report) : {};
  } catch {
    return {};
  }
}

function hasNoReceiver(report: Report): boolean {
  return report['class'] === 'DEVICES' && Array.isArray(report['devices']) && report['devices'].length === 0;
}

/** Of a report with a fix (`mode` 2 or 3); `null` for all others. Its time is now: gpsd tells what it hears. */
export function positionOf(report: Report): Position | null {
  const number = (name: string): number | null => (typeof report[name] === 'number' ? report[name] : null);
  const [latitude, longitude] = [number('lat'), number('lon')];
  if (report['class'] !== 'TPV' || (number('mode') ?? 0) < 2 || latitude === null || longitude === null) return null;
  const [epx, epy] = [number('epx'), number('epy')];
  const byAxes = epx === null || epy === null ? null : Math.hypot(epx, epy);
  return {
    ageMs: 0,
    latitude,
    longitude,
    accuracyM: number('eph') ?? byAxes ?? guessedAccuracyM,
    source: 'satellite',
    altitudeM: number('altMSL') ?? number('alt'),
    speedMps: number('speed'),
  };
}
