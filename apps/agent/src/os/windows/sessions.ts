/** Who is logged on, as terminal services list it: at the machine itself, and from afar. */

import type { Koffi } from '../any/koffi.ts';
import { openKernel32 } from './ffi/kernel32.ts';
import { wideText } from './ffi/library.ts';
import { openWtsapi32 } from './ffi/wtsapi32.ts';

export interface WindowsSession {
  readonly id: number;
  /** `EXAMPLE\sato`; blank: nobody, as in the session of the log-on screen. */
  readonly user: string;
  /** `active`: somebody looks at it. */
  readonly state: 'active' | 'other';
  /** From afar by Remote Desktop. */
  readonly remote: boolean;
}

const WTSUserName = 5;
const WTSDomainName = 7;
const WTSClientProtocolType = 16;
const WTSActive = 0;
const mostSessions = 512;
const longestTextBytes = 1_024;

export interface SessionList {
  list(): WindowsSession[];
  /** Of this very process. */
  own(): number;
  /** Whoever works in it must log on again. @returns whether it was done */
  disconnect(session: number): boolean;
  /** Ends its programs; returns before they have ended. */
  logOff(session: number): void;
}

export function openSessions(koffi: Koffi): SessionList {
  const wts = openWtsapi32(koffi);
  const kernel = openKernel32(koffi);
  koffi.struct('SekishoSessionInfo', { id: 'uint32_t', station: 'void *', state: 'int32_t' });

  function query(session: number, what: number): Buffer | null {
    const data = [null];
    const bytes = [0];
    if (wts.WTSQuerySessionInformationW(0, session, what, data, bytes) === 0 || data[0] === null) return null;
    try {
      const length = Math.min(bytes[0] ?? 0, longestTextBytes);
      return Buffer.from(koffi.decode(data[0], 'uint8_t', length) as Uint8Array);
    } finally {
      wts.WTSFreeMemory(data[0]);
    }
  }

  const text = (session: number, what: number) => wideText(query(session, what) ?? new Uint8Array());

  function describe(id: number, state: number): WindowsSession {
    const [user, domain] = [text(id, WTSUserName), text(id, WTSDomainName)];
    const protocol = query(id, WTSClientProtocolType);
    return {
      id,
      user: user === '' || domain === '' ? user : `${domain}\\${user}`,
      state: state === WTSActive ? 'active' : 'other',
      remote: protocol !== null && protocol.length >= 2 && protocol.readUInt16LE() !== 0,
    };
  }

  return {
    list() {
      const data = [null];
      const count = [0];
      if (wts.WTSEnumerateSessionsW(0, 0, 1, data, count) === 0 || data[0] === null) return [];
      try {
        const amount = Math.min(count[0] ?? 0, mostSessions);
        const entries = koffi.decode(data[0], 'SekishoSessionInfo', amount) as { id: number; state: number }[];
        return entries.map(({ id, state }) => describe(id, state));
      } finally {
        wts.WTSFreeMemory(data[0]);
      }
    },
    own() {
      const session = [0];
      kernel.ProcessIdToSessionId(process.pid, session);
      return session[0] ?? 0;
    },
    disconnect: (session) => wts.WTSDisconnectSession(0, session, 0) !== 0,
    logOff: (session) => void wts.WTSLogoffSession(0, session, 0),
  };
}

/** Whoever sits at the machine before whoever works from afar. */
export function logonUserOf(sessions: readonly WindowsSession[]): string | null {
  const people = sessions.filter(({ user, state }) => user !== '' && state === 'active');
  return (people.find(({ remote }) => !remote) ?? people[0])?.user ?? null;
}
