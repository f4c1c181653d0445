/** Structured logs (one JSON object a line), from which secrets are struck out by name before they are written. */
import { type DestinationStream, type Logger, pino } from 'pino';

export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent';

export type Log = Logger;

const secretNames = [
  'authorization',
  'cookie',
  'password',
  'newPassword',
  'currentPassword',
  'token',
  'secret',
  'serial',
  'serialNumber',
  'enrolmentSerial',
  'recoveryKey',
  'adminPassword',
  'adminToken',
  'databaseUrl',
  'natsUrl',
  'databaseReplicaUrl',
];

/** Paths of everything named like a secret, down to three levels below the logged object. */
const secretPaths = ['', '*.', '*.*.', '*.*.*.'].flatMap((prefix) => secretNames.map((name) => `${prefix}${name}`));

/** Makes the log of the process. `destination` is standard output unless a test gives another. */
export function createLog(level: LogLevel, destination?: DestinationStream): Log {
  const options = {
    level,
    base: null,
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (label: string) => ({ level: label }) },
    redact: { paths: [...secretPaths, '*["set-cookie"]', '*.*["set-cookie"]'], censor: '[secret]' },
    serializers: {
      req: (request: { id?: unknown; method?: string; url?: string; ip?: string }) => ({
        id: request.id,
        method: request.method,
        path: request.url?.split('?', 1)[0],
        address: request.ip,
      }),
      res: (reply: { statusCode?: number }) => ({ status: reply.statusCode }),
    },
  };
  return destination === undefined ? pino(options) : pino(options, destination);
}
