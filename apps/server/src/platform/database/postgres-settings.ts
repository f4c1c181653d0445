/** The configuration of the embedded PostgreSQL: sized by the machine, with room for an operator's own lines. Pure. */

export interface PostgresMachine {
  readonly memoryBytes: number;
  readonly cores: number;
}

export type PostgresListening =
  | { readonly kind: 'socket'; readonly folder: string }
  | { readonly kind: 'loopback'; readonly port: number };

const mebibyte = 1024 * 1024;

function clamp(value: number, least: number, most: number): number {
  return Math.max(least, Math.min(most, Math.floor(value)));
}

function quote(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}

/** The text of postgresql.conf, written anew at every start. */
export function postgresSettings(
  machine: PostgresMachine,
  listening: PostgresListening,
  extra: Readonly<Record<string, string>> = {},
): string {
  const memory = machine.memoryBytes / mebibyte;
  const lines: Record<string, string> = {
    listen_addresses: listening.kind === 'socket' ? quote('') : quote('127.0.0.1'),
    port: listening.kind === 'socket' ? '5432' : String(listening.port),
    ...(listening.kind === 'socket' ? { unix_socket_directories: quote(listening.folder) } : {}),
    max_connections: '100',
    shared_buffers: `${clamp(memory / 8, 64, 2048)}MB`,
    effective_cache_size: `${clamp(memory / 2, 256, 65_536)}MB`,
    maintenance_work_mem: `${clamp(memory / 32, 32, 512)}MB`,
    work_mem: '8MB',
    max_worker_processes: String(clamp(machine.cores * 2, 4, 16)),
    max_parallel_workers: String(clamp(machine.cores, 2, 8)),
    max_parallel_workers_per_gather: String(clamp(machine.cores / 2, 1, 4)),
    wal_level: 'replica',
    max_wal_size: '2GB',
    min_wal_size: '256MB',
    checkpoint_timeout: '15min',
    random_page_cost: '1.1',
    jit: 'off',
    password_encryption: quote('scram-sha-256'),
    logging_collector: 'on',
    log_directory: quote('log'),
    log_filename: quote('postgresql-%a.log'),
    log_truncate_on_rotation: 'on',
    log_rotation_age: '1d',
    log_rotation_size: '0',
    log_timezone: quote('UTC'),
    timezone: quote('UTC'),
    datestyle: quote('iso, ymd'),
    default_text_search_config: quote('pg_catalog.simple'),
    ...extra,
  };
  return [
    '# Written by Sekisho at every start. Your own settings belong into local.conf beside this file; they win.',
    ...Object.entries(lines).map(([name, value]) => `${name} = ${value}`),
    "include_if_exists = 'local.conf'",
    '',
  ].join('\n');
}

export interface PostmasterFile {
  readonly pid: number;
  readonly port: number;
  /** Folder of the Unix socket, or `null` where there is none. */
  readonly socketFolder: string | null;
  readonly ready: boolean;
}

/** Reads `postmaster.pid`; `null` while PostgreSQL is still writing it. */
export function parsePostmasterFile(text: string): PostmasterFile | null {
  const [pid, , , port, socketFolder = '', , , status = ''] = text.split('\n').map((line) => line.trim());
  if (!pid || !port || !(Number(pid) > 0) || !(Number(port) > 0)) return null;
  return {
    pid: Number(pid),
    port: Number(port),
    socketFolder: socketFolder === '' ? null : socketFolder,
    ready: status === 'ready',
  };
}
