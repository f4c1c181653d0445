// Where the monitors of an X screen are: RandR 1.5 monitors, else its CRTCs, else the whole root window.

import type x11 from 'x11';
import type { Monitor } from '../../any/drawing/monitor.ts';
import type { XConnection } from './x-connection.ts';

const GET_MONITORS_OPCODE = 42;
const MONITOR_HEADER_BYTES = 24;

/** Every monitor that shows something; never empty. */
export async function monitorsOf(connection: XConnection): Promise<Monitor[]> {
  const { randr } = connection;
  const found = randr === undefined ? [] : await randrMonitors(connection, randr).catch(() => []);
  const visible = found.filter((monitor) => monitor.width > 0 && monitor.height > 0);
  return visible.length > 0 ? visible : [{ x: 0, y: 0, ...(await rootSize(connection)) }];
}

/** The size of the root window now; that of the set-up is only true at the start. */
async function rootSize({ ask, client, root }: XConnection): Promise<{ width: number; height: number }> {
  const geometry = await ask<{ width: number; height: number }>((done) => client.GetGeometry(root, done));
  return { width: geometry.width, height: geometry.height };
}

async function randrMonitors(connection: XConnection, randr: x11.RandR): Promise<Monitor[]> {
  const has15 = randr.major_version > 1 || (randr.major_version === 1 && randr.minor_version >= 5);
  if (has15) return connection.ask<Monitor[]>((done) => requestMonitors(connection, randr, done));
  const { root, ask } = connection;
  const resources = await ask<{ crtcs: number[]; config_timestamp: number }>((done) =>
    randr.GetScreenResources(root, done),
  );
  const crtcs = await Promise.all(
    resources.crtcs.map((crtc) =>
      ask<Monitor & { mode: number }>((done) => randr.GetCrtcInfo(crtc, resources.config_timestamp, done)),
    ),
  );
  return crtcs.filter((crtc) => crtc.mode !== 0).map(({ x, y, width, height }) => ({ x, y, width, height }));
}

/** RRGetMonitors (active ones only), which the client library does not know. */
function requestMonitors(connection: XConnection, randr: x11.RandR, done: x11.Callback<Monitor[]>): void {
  const { client, root } = connection;
  client.seq_num++;
  const request = Buffer.alloc(12);
  request.writeUInt8(randr.majorOpcode, 0);
  request.writeUInt8(GET_MONITORS_OPCODE, 1);
  request.writeUInt16LE(3, 2);
  request.writeUInt32LE(root, 4);
  request.writeUInt8(1, 8);
  client.pack_stream.put(request);
  client.replies[client.seq_num] = [readMonitors, done];
  client.pack_stream.submit(true);
}

/** Parses the answer from its ninth byte on, as the client library hands it over. */
export function readMonitors(answer: Buffer): Monitor[] {
  const count = answer.readUInt32LE(4);
  const monitors: Monitor[] = [];
  let offset = 24;
  for (let index = 0; index < count; index++) {
    const outputs = answer.readUInt16LE(offset + 6);
    monitors.push({
      x: answer.readInt16LE(offset + 8),
      y: answer.readInt16LE(offset + 10),
      width: answer.readUInt16LE(offset + 12),
      height: answer.readUInt16LE(offset + 14),
    });
    offset += MONITOR_HEADER_BYTES + outputs * 4;
  }
  return monitors;
}
