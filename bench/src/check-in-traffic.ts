/** The bytes of check-ins as load tools send them, and the file by which both tools learn of the fleet. */
import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import type { LoadDevice } from './load-device.ts';

/** Every tenth check-in of a device brings one event; devices take turns, so that each moment has both kinds. */
export const checkInsPerEvent = 10;

/** Whether the check-in of device `index` in its `round`-th turn brings an event. */
export function bringsEvent(index: number, round: number): boolean {
  return index % checkInsPerEvent === round % checkInsPerEvent;
}

/** One line a device; the load tools, one of them in Lua, read nothing else. */
export function writeFleet(file: string, fleet: readonly LoadDevice[]): void {
  const lines = fleet.map(({ token, sealKey, settingsRevision, policyCode }) =>
    [token, sealKey, settingsRevision, policyCode, randomBytes(16).toString('base64url')].join('\t'),
  );
  writeFileSync(file, `${lines.join('\n')}\n`);
}

export type TrafficDevice = { token: string; sealKey: string; nonce: string; before: string; nextItem: number };

/** Reads what `writeFleet` wrote. `before` is the body up to its items. */
export function readFleet(file: string): TrafficDevice[] {
  return readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => {
      const [token = '', sealKey = '', settingsRevision = '', policyCode = '', nonce = ''] = line.split('\t');
      const before = `{"nonce":"${nonce}","settingsRevision":${settingsRevision},"policyCode":"${policyCode}","trustVersion":1,"lock":{"mode":"unlocked","screen":"none","releasedUntil":null},"logonUser":null,"items":[`;
      return { token, sealKey, nonce, before, nextItem: 1 };
    });
}

/** A whole HTTP request, with one event numbered `item` unless that is null. */
export function checkInBytes(device: TrafficDevice, item: number | null, atMs: number): string {
  const event = item === null ? '' : `{"number":${item},"kind":"event","at":${atMs},"what":"started"}`;
  const body = `${device.before}${event}]}`;
  return `POST /device/v1/check-in HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nAuthorization: Bearer ${device.token}\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
}
