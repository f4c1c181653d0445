// Takes every pointer and keyboard of the X Input Extension 2: also those of a second seat on the same display, and touch.

import type { XConnection } from './x-connection.ts';

const GRAB_OPCODE = 51;
const UNGRAB_OPCODE = 52;
const GRAB_MODE_ASYNC = 1;
const GRAB_SUCCESS = 0;

export interface MasterDevice {
  readonly deviceId: number;
  readonly use: number;
}

/** The devices that input comes from; none where the extension is missing. */
export async function masterDevices({ xinput, ask }: XConnection): Promise<readonly MasterDevice[]> {
  if (xinput === undefined) return [];
  return ask<MasterDevice[]>((done) => xinput.XIQueryDevice(xinput.AllMasterDevices, done)).catch(() => []);
}

/** Sends the grabs at once; resolves with whether all of them are ours. A device that went away meanwhile counts for nothing. */
export async function grabDevices(
  connection: XConnection,
  devices: readonly MasterDevice[],
  window: number,
  cursor: number,
): Promise<boolean> {
  const { xinput } = connection;
  if (xinput === undefined) return true;
  const { KeyPress, KeyRelease, ButtonPress, ButtonRelease, TouchBegin, TouchUpdate, TouchEnd } = xinput.EventMask;
  const keys = KeyPress | KeyRelease;
  const buttons = ButtonPress | ButtonRelease | TouchBegin | TouchUpdate | TouchEnd;
  const statuses = await Promise.all(
    devices.map(({ deviceId, use }) => {
      const isPointer = use === xinput.DeviceType.MasterPointer;
      const body = grabRequest(
        xinput.majorOpcode,
        window,
        isPointer ? cursor : 0,
        deviceId,
        isPointer ? buttons : keys,
      );
      return connection
        .ask<number>((done) => send(connection, body, (answer) => answer.readUInt8(0), done))
        .catch(() => GRAB_SUCCESS);
    }),
  );
  return statuses.every((status) => status === GRAB_SUCCESS);
}

export function ungrabDevices(connection: XConnection, devices: readonly MasterDevice[]): void {
  const { client, xinput } = connection;
  if (xinput === undefined) return;
  for (const { deviceId } of devices) {
    const request = Buffer.alloc(12);
    request.writeUInt8(xinput.majorOpcode, 0);
    request.writeUInt8(UNGRAB_OPCODE, 1);
    request.writeUInt16LE(3, 2);
    request.writeUInt16LE(deviceId, 8);
    client.seq_num++;
    client.pack_stream.put(request);
    client.pack_stream.submit();
  }
}

/** XIGrabDevice, now, everything asynchronous. */
function grabRequest(opcode: number, window: number, cursor: number, deviceId: number, mask: number): Buffer {
  const request = Buffer.alloc(28);
  request.writeUInt8(opcode, 0);
  request.writeUInt8(GRAB_OPCODE, 1);
  request.writeUInt16LE(7, 2);
  request.writeUInt32LE(window, 4);
  request.writeUInt32LE(cursor, 12);
  request.writeUInt16LE(deviceId, 16);
  request.writeUInt8(GRAB_MODE_ASYNC, 18);
  request.writeUInt8(GRAB_MODE_ASYNC, 19);
  request.writeUInt16LE(1, 22);
  request.writeUInt32LE(mask >>> 0, 24);
  return request;
}

function send<T>(
  { client }: XConnection,
  request: Buffer,
  read: (answer: Buffer) => T,
  done: (error: Error | null | undefined, value: T) => boolean | undefined,
): void {
  client.seq_num++;
  client.pack_stream.put(request);
  client.replies[client.seq_num] = [read, done];
  client.pack_stream.submit(true);
}
