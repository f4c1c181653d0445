/** Reads utmp records (utmp(5)): who has logged on, on machines without logind. */
import type { LoginSession } from './login-session.ts';

const userProcess = 7;

/** Where the fields of a record lie. glibc keeps 32-bit times on x86 and on 64-bit ARM alike, but pads differently for the latter. */
interface Layout {
  readonly recordBytes: number;
  readonly secondsAt: number;
}

const compatible: Layout = { recordBytes: 384, secondsAt: 340 };
const wide: Layout = { recordBytes: 400, secondsAt: 344 };

function textAt(view: DataView, offset: number, length: number): string {
  const bytes = new Uint8Array(view.buffer, view.byteOffset + offset, length);
  const end = bytes.indexOf(0);
  return new TextDecoder().decode(end < 0 ? bytes : bytes.subarray(0, end));
}

/** A session with the process that stands for it: a record outlives one that was killed. */
export interface UtmpSession extends LoginSession {
  readonly processId: number;
}

/** Sessions of people, in the file's order. A file cut short loses its last record only. */
export function parseUtmp(bytes: Uint8Array, machine: string): UtmpSession[] {
  const layout = machine === 'aarch64' && bytes.length % wide.recordBytes === 0 ? wide : compatible;
  const sessions: UtmpSession[] = [];
  for (let at = 0; at + layout.recordBytes <= bytes.length; at += layout.recordBytes) {
    const view = new DataView(bytes.buffer, bytes.byteOffset + at, layout.recordBytes);
    const user = textAt(view, 44, 32);
    if (view.getInt16(0, true) !== userProcess || user === '') continue;
    const line = textAt(view, 8, 32);
    const seconds = view.getUint32(layout.secondsAt, true);
    const local = line.startsWith(':') || /^tty\d+$/.test(line);
    sessions.push({
      processId: view.getInt32(4, true),
      user,
      seat: local ? 'seat0' : '',
      kind: line.startsWith(':') ? 'x11' : local ? 'tty' : 'remote',
      active: false,
      sinceMs: seconds > 0 ? seconds * 1000 : null,
    });
  }
  return sessions;
}
