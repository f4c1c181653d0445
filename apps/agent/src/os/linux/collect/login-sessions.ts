/** Who is logged on: logind's sessions, or utmp where there is no logind. */
import type { InventoryContents } from '@sekisho/contracts';
import { cleanText } from '../../any/clean-text.ts';
import type { Sources } from '../../posix/sources.ts';
import type { LoginSession } from './login-session.ts';
import { readBootTime } from './operating-system.ts';
import { parseUtmp, type UtmpSession } from './utmp.ts';

/** `loginctl list-sessions` in JSON (systemd 248 and later) or in columns before it; only the ids are taken. */
export function parseSessionIds(text: string): string[] {
  const trimmed = text.trim();
  if (!trimmed.startsWith('[')) {
    return trimmed.split('\n').flatMap((line) => /^\s*([A-Za-z0-9]+)\s+\d+\s/.exec(line)?.[1] ?? []);
  }
  const rows: unknown = JSON.parse(trimmed);
  if (!Array.isArray(rows)) return [];
  return rows.flatMap((row: unknown): string[] => {
    const id = typeof row === 'object' && row !== null && 'session' in row ? row.session : null;
    return typeof id === 'string' && /^[A-Za-z0-9]+$/.test(id) ? [id] : [];
  });
}

export const sessionProperties = [
  'Name',
  'Seat',
  'Type',
  'Class',
  'Active',
  'Remote',
  'Service',
  'State',
  'TimestampMonotonic',
];

/** `loginctl show-session`: lines of `Property=value`, a blank line between sessions; the same in every language. */
export function parseSessionProperties(text: string, bootedAtMs: number | null): LoginSession[] {
  return text.split(/\n\s*\n/).flatMap((block): LoginSession[] => {
    const values = new Map<string, string>();
    for (const line of block.split('\n')) {
      const equals = line.indexOf('=');
      if (equals > 0) values.set(line.slice(0, equals), line.slice(equals + 1));
    }
    const user = values.get('Name') ?? '';
    const sessionClass = values.get('Class') ?? '';
    // Greeters, lock screens and managers are sessions of no person; light ones are background work (cron).
    const isPerson = sessionClass === 'user' || sessionClass === 'user-early';
    if (user === '' || !isPerson || values.get('State') === 'closing') return [];
    const since = Number(values.get('TimestampMonotonic'));
    const remote = values.get('Remote') === 'yes';
    return [
      {
        user,
        seat: values.get('Seat') ?? '',
        kind: remote ? (values.get('Service') ?? 'remote') : (values.get('Type') ?? ''),
        active: values.get('Active') === 'yes',
        sinceMs: since > 0 && bootedAtMs !== null ? bootedAtMs + Math.round(since / 1000) : null,
      },
    ];
  });
}

async function readLogind(sources: Sources): Promise<LoginSession[] | null> {
  if ((await sources.listFolder('/run/systemd')).includes('sessions') === false) return null;
  const list = await sources.run('loginctl', ['list-sessions', '--output=json', '--no-legend', '--no-pager']);
  const ids = list === null ? null : parseSessionIds(list);
  if (ids === null) return null;
  if (ids.length === 0) return [];
  const wanted = sessionProperties.flatMap((name) => ['-p', name]);
  const properties = await sources.run('loginctl', ['show-session', '--no-pager', ...wanted, '--', ...ids]);
  return properties === null ? null : parseSessionProperties(properties, await readBootTime(sources));
}

/** Nobody is logged on whose process has ended, whatever the file still says. */
async function readLiving(sources: Sources, sessions: readonly UtmpSession[]): Promise<LoginSession[]> {
  const living = await Promise.all(sessions.map(({ processId }) => sources.modifiedAt(`/proc/${processId}`)));
  return sessions.flatMap(({ processId: _, ...session }, index) => (living[index] === null ? [] : [session]));
}

export async function readLoginSessions(sources: Sources): Promise<LoginSession[]> {
  const fromLogind = await readLogind(sources);
  if (fromLogind !== null) return fromLogind;
  const records = (await sources.readBytes('/run/utmp')) ?? (await sources.readBytes('/var/run/utmp'));
  return records === null ? [] : readLiving(sources, parseUtmp(records, sources.machine()));
}

/** Whoever sits at the machine now; else whoever has a seat; else the newest remote session; nobody: `null`. */
export function chooseLogonUser(sessions: readonly LoginSession[]): string | null {
  const rank = (session: LoginSession) => (session.seat === '' ? 0 : 2) + (session.active ? 1 : 0);
  const newest = (session: LoginSession) => session.sinceMs ?? 0;
  const best = [...sessions].sort((left, right) => rank(right) - rank(left) || newest(right) - newest(left))[0];
  return best === undefined ? null : cleanText(best.user, 256) || null;
}

export function describeUsers(sessions: readonly LoginSession[]): InventoryContents['users'] {
  return {
    logonUser: chooseLogonUser(sessions),
    sessions: sessions.slice(0, 512).map(({ user, seat, kind, sinceMs }) => {
      return { user: cleanText(user, 256), seat: cleanText(seat), kind: cleanText(kind), since: sinceMs };
    }),
  };
}

/** Changes whenever a session comes, goes, or takes the seat: logind and login rewrite these. */
async function readMark(sources: Sources): Promise<string> {
  const times = await Promise.all(['/run/systemd/sessions', '/run/utmp', '/var/run/utmp'].map(sources.modifiedAt));
  return times.join(' ');
}

export interface LogonUserReader {
  read(): Promise<string | null>;
}

/** For every check-in: asks logind only after something has changed, so that it costs two looks at a file's time. */
export function createLogonUserReader(sources: Sources): LogonUserReader {
  let known: { readonly mark: string; readonly user: string | null } | null = null;
  return {
    async read() {
      const mark = await readMark(sources);
      if (known?.mark === mark) return known.user;
      const user = chooseLogonUser(await readLoginSessions(sources));
      known = { mark, user };
      return user;
    },
  };
}
