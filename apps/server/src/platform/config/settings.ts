/** Every setting of the server, once: name, flag, environment variable, key in the file, meaning and default come from here. */
import { type Static, Type } from 'typebox';

const file = (description: string) => Type.String({ minLength: 1, description, valueName: 'FILE', isPath: true });

const port = (description: string, fallback: number) =>
  Type.Integer({
    minimum: 0,
    maximum: 65_535,
    default: fallback,
    description,
    valueName: 'PORT',
    must: 'be a port, 0 to 65535',
  });

export const SettingsSchema = Type.Object({
  data: Type.String({
    minLength: 1,
    default: './data',
    valueName: 'DIR',
    isPath: true,
    description: 'folder for the database, keys and files',
  }),
  port: port('plain HTTP, on this machine only: for a first look, or with a proxy in front', 8080),
  tlsPort: port('HTTPS for devices and consoles, on all addresses', 8443),
  workers: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: 256,
      valueName: 'NUMBER',
      description: 'processes that share the ports of this machine (default: one for each core)',
      must: 'be a whole number from 1 to 256',
    }),
  ),
  publicUrl: Type.Optional(
    Type.String({
      // Stands in a line that people paste into a shell.
      pattern: '^https?://([A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+\\])(:[0-9]{1,5})?$',
      valueName: 'URL',
      description: 'address under which people and devices reach this server from outside',
      must: 'be an address such as https://sekisho.example.com, without a path',
    }),
  ),
  databaseUrl: Type.Optional(
    Type.String({
      pattern: '^postgres(ql)?://',
      valueName: 'URL',
      environment: 'DATABASE_URL',
      description: 'your own PostgreSQL (16 or later) instead of the one that comes along',
      must: 'begin with postgres:// or postgresql://',
      secret: true,
    }),
  ),
  databaseReplicaUrl: Type.Optional(
    Type.String({
      pattern: '^postgres(ql)?://',
      valueName: 'URL',
      description: 'a streaming replica of the database, from which lists are read',
      must: 'begin with postgres:// or postgresql://',
      secret: true,
    }),
  ),
  natsUrl: Type.Optional(
    Type.String({
      pattern: '^(nats|tls)://[^\\s,/]+(,(nats|tls)://[^\\s,/]+)*$',
      maxLength: 2_000,
      valueName: 'URL',
      description: 'NATS as the way from server to server, instead of PostgreSQL; several addresses with commas',
      must: 'be an address such as tls://user:password@nats.example.com:4222',
      secret: true,
    }),
  ),
  natsCredentials: Type.Optional(file('file with credentials (user and key) for NATS')),
  natsCa: Type.Optional(file('root certificate (PEM) that vouches for NATS, unless everybody trusts it')),
  sharded: Type.Optional(
    Type.Literal('yes', {
      type: 'string',
      valueName: 'yes',
      description: 'DATABASE_URL is a Citus coordinator with the organizations spread over machines',
      must: 'be yes, or left out',
    }),
  ),
  masterKeyFile: Type.Optional(
    file('file with the key-encryption key (default: <data>/keys/master.key, made at first start)'),
  ),
  tlsCert: Type.Optional(file('certificate chain (PEM) to use instead of one of our own making; with tls-key')),
  tlsKey: Type.Optional(file('private key (PEM) of tls-cert')),
  logLevel: Type.Union(
    [Type.Literal('debug'), Type.Literal('info'), Type.Literal('warn'), Type.Literal('error'), Type.Literal('silent')],
    {
      default: 'info',
      valueName: 'LEVEL',
      description: 'how much is logged: debug, info, warn, error or silent',
      must: 'be debug, info, warn, error or silent',
    },
  ),
  backupFolder: Type.Optional(
    Type.String({
      minLength: 1,
      valueName: 'DIR',
      isPath: true,
      description: 'a folder on another disk or machine, for a backup each day and after each change of the trust set',
    }),
  ),
  backupHour: Type.Integer({
    minimum: 0,
    maximum: 23,
    default: 17,
    valueName: 'HOUR',
    description: 'when the backup of the day is made, UTC',
    must: 'be an hour, 0 to 23',
  }),
  backupsKept: Type.Integer({
    minimum: 1,
    maximum: 1000,
    default: 14,
    valueName: 'NUMBER',
    description: 'how many backups the folder keeps; older ones are deleted when a newer one is whole',
    must: 'be a whole number from 1 to 1000',
  }),
  backupPassphraseFile: Type.Optional(
    file('file with a passphrase: backups hold the keys, too, and open with it (default: without the keys)'),
  ),
  otlpEndpoint: Type.Optional(
    Type.String({
      pattern: '^https?://([A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+\\])(:[0-9]{1,5})?(/[!-~]*)?$',
      maxLength: 500,
      valueName: 'URL',
      environment: 'OTEL_EXPORTER_OTLP_ENDPOINT',
      description: 'where traces are sent, OTLP over HTTP; without it nothing is traced',
      must: 'be an address such as http://collector.example.com:4318',
    }),
  ),
  traceOneIn: Type.Integer({
    minimum: 1,
    maximum: 1_000_000_000,
    default: 1_000,
    valueName: 'NUMBER',
    description: 'what people change is traced always; of check-ins and all other calls one in so many',
    must: 'be a whole number from 1 to 1000000000',
  }),
  mapTiles: Type.Optional(
    Type.String({
      pattern: '^https?://([A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+\\])(:[0-9]{1,5})?/[!-~]*$',
      maxLength: 500,
      valueName: 'URL',
      description: "your own tile server for the console's map, with {z}, {x} and {y} in the address",
      must: 'be an address such as https://tiles.example.com/{z}/{x}/{y}.png',
    }),
  ),
  mapAttribution: Type.Optional(
    Type.String({ maxLength: 200, valueName: 'TEXT', description: 'whose tiles they are, shown on the map' }),
  ),
  adminPassword: Type.Optional(
    Type.String({
      minLength: 1,
      environmentOnly: true,
      valueName: 'TEXT',
      secret: true,
      description: "first start without a person: password of administrator 'admin'",
    }),
  ),
  adminToken: Type.Optional(
    Type.String({
      minLength: 20,
      environmentOnly: true,
      valueName: 'TEXT',
      secret: true,
      description: "first start without a person: an API token of administrator 'admin'",
      must: 'be at least 20 characters long',
    }),
  ),
  contractedDevices: Type.Integer({
    minimum: 1,
    maximum: 100_000_000,
    default: 10_000,
    valueName: 'NUMBER',
    description: 'first start without a person: how many devices may be registered',
    must: 'be a whole number from 1 to 100000000',
  }),
  deviceCallsPerMinute: Type.Integer({
    minimum: 60,
    maximum: 60_000,
    default: 600,
    valueName: 'NUMBER',
    description: 'calls of one device in a minute that one server process answers; further ones are told to wait',
    must: 'be a whole number from 60 to 60000',
  }),
  trustedProxies: Type.Array(Type.String({ minLength: 1 }), {
    default: [],
    valueName: 'ADDRESSES',
    description: 'addresses or networks of proxies whose X-Forwarded-* headers are believed, separated by commas',
  }),
  smtpHost: Type.Optional(
    Type.String({
      pattern: '^([A-Za-z0-9._-]+|[0-9A-Fa-f:]+)$',
      valueName: 'HOST',
      description: 'mail server; without it no mail is sent',
      must: 'be a host name or an address',
    }),
  ),
  smtpPort: port('port of the mail server', 587),
  smtpEncryption: Type.Union([Type.Literal('starttls'), Type.Literal('tls'), Type.Literal('none')], {
    default: 'starttls',
    valueName: 'KIND',
    description: 'to the mail server: starttls, tls (port 465, as a rule) or none',
    must: 'be starttls, tls or none',
  }),
  smtpUser: Type.Optional(
    Type.String({ minLength: 1, valueName: 'NAME', description: 'user name at the mail server, if it wants one' }),
  ),
  smtpPasswordFile: Type.Optional(file('file with the password of smtp-user')),
  smtpCa: Type.Optional(file('root certificate (PEM) that vouches for the mail server, unless everybody trusts it')),
  mailFrom: Type.Optional(
    Type.String({
      pattern: '^([^<>\\r\\n"]{1,100} <[^<>@\\s]+@[^<>@\\s]+>|[^<>@\\s]+@[^<>@\\s]+)$',
      valueName: 'ADDRESS',
      description: "sender of the server's mails",
      must: 'be an address such as sekisho@example.com or Sekisho <sekisho@example.com>',
    }),
  ),
});

export type Settings = Static<typeof SettingsSchema>;
export type SettingName = keyof Settings;
