/** Settings: where each can come from, who wins, and what is said about a bad one. */
import { readSettings } from '@sekisho/server/platform/config/read-settings';
import { settingsHelp } from '@sekisho/server/platform/config/settings-help';
import { describe, expect, test } from 'vitest';

interface Given {
  readonly args?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly files?: Readonly<Record<string, string>>;
}

function read({ args = [], environment = {}, files = {} }: Given) {
  return readSettings({
    args,
    environment,
    readFile: (path) => {
      const text = files[path];
      if (text === undefined) throw new Error('no such file');
      return text;
    },
    resolvePath: (given, configFile) =>
      given.startsWith('/') ? given : `${configFile === null ? '/cwd' : '/of-file'}/${given}`,
  });
}

function settingsOf(given: Given) {
  const result = read(given);
  if (result.kind !== 'settings') throw new Error(JSON.stringify(result));
  return result.settings;
}

function errorsOf(given: Given) {
  const result = read(given);
  return result.kind === 'errors' ? result.errors : [];
}

test('without anything the defaults hold', () => {
  expect(settingsOf({})).toEqual({
    data: '/cwd/./data',
    port: 8080,
    tlsPort: 8443,
    logLevel: 'info',
    contractedDevices: 10_000,
    backupHour: 17,
    backupsKept: 14,
    deviceCallsPerMinute: 600,
    traceOneIn: 1_000,
    trustedProxies: [],
    smtpPort: 587,
    smtpEncryption: 'starttls',
  });
});

test.each<[string, Readonly<Record<string, string>>, RegExp | null]>([
  ['without a password', { SEKISHO_NATS_URL: 'nats://nats.example.jp:4222' }, null],
  ['a password by TLS', { SEKISHO_NATS_URL: 'tls://u:p@nats.example.jp:4222,tls://u:p@two.example.jp' }, null],
  ['a password on this machine', { SEKISHO_NATS_URL: 'nats://u:p@127.0.0.1:4222' }, null],
  ['a password under a root of its own', { SEKISHO_NATS_URL: 'nats://u:p@n.example.jp', SEKISHO_NATS_CA: '/ca' }, null],
  [
    'a password in clear',
    { SEKISHO_NATS_URL: 'tls://u:hunter2@a.example.jp,nats://u:hunter2@b.example.jp' },
    /in clear/,
  ],
  ['a token in clear', { SEKISHO_NATS_URL: 'nats://hunter2@127.0.0.1.example.jp' }, /in clear/],
  ['no address', { SEKISHO_NATS_URL: 'https://u:hunter2@nats.example.jp' }, /SEKISHO_NATS_URL must be an address/],
  ['credentials for nothing', { SEKISHO_NATS_CREDENTIALS: '/c' }, /need nats-url/],
])('NATS: %s', (_name, environment, complaint) => {
  const errors = errorsOf({ environment });
  if (complaint === null) expect(errors).toEqual([]);
  else expect(errors).toEqual([expect.stringMatching(complaint)]);
  expect(errors.join()).not.toContain('hunter2');
});

describe('mail', () => {
  const mail = { SEKISHO_SMTP_HOST: 'mail.example.jp', SEKISHO_MAIL_FROM: 'Sekisho <sekisho@example.jp>' };
  test.each<[string, Readonly<Record<string, string>>, RegExp | null]>([
    ['a server and a sender', mail, null],
    ['a server alone', { SEKISHO_SMTP_HOST: 'mail.example.jp' }, /smtp-host and mail-from belong together/],
    ['a user without a password', { ...mail, SEKISHO_SMTP_USER: 'u' }, /smtp-password-file belong together/],
    [
      'a password in clear',
      { ...mail, SEKISHO_SMTP_USER: 'u', SEKISHO_SMTP_PASSWORD_FILE: '/p', SEKISHO_SMTP_ENCRYPTION: 'none' },
      /in clear/,
    ],
    ['a sender in two lines', { ...mail, SEKISHO_MAIL_FROM: 'a\nBcc: b <a@example.jp>' }, /SEKISHO_MAIL_FROM must/],
  ])('%s', (_name, environment, complaint) => {
    const [first = null] = errorsOf({ environment });
    if (complaint === null) expect(first).toBeNull();
    else expect(first).toMatch(complaint);
  });
});

describe('precedence', () => {
  const files = { 'c.json': '{"port": 3, "tls-port": 30, "data": "d"}' };
  const args = ['--config', 'c.json'];
  test.each<[string, Given, number]>([
    ['a flag wins over everything', { args: [...args, '--port', '1'], environment: { SEKISHO_PORT: '2' }, files }, 1],
    ['--port=1 is the same', { args: ['--port=1'] }, 1],
    ['the environment wins over the file', { args, environment: { SEKISHO_PORT: '2' }, files }, 2],
    ['an empty variable counts as none', { args, environment: { SEKISHO_PORT: '' }, files }, 3],
    ['the file wins over the default', { args, files }, 3],
    ['SEKISHO_CONFIG names a file too', { environment: { SEKISHO_CONFIG: 'c.json' }, files }, 3],
  ])('%s', (_name, given, port) => {
    expect(settingsOf(given).port).toBe(port);
  });

  test('paths belong to where they were written', () => {
    expect(settingsOf({ args, files }).data).toBe('/of-file/d');
    expect(settingsOf({ args: [...args, '--data', 'd'], files }).data).toBe('/cwd/d');
  });
});

test('variables with names of their own, lists, and what only the environment may hold', () => {
  const settings = settingsOf({
    environment: {
      DATABASE_URL: 'postgres://u:p@h/d',
      SEKISHO_TRUSTED_PROXIES: '10.0.0.1, 10.1.0.0/16',
      SEKISHO_ADMIN_PASSWORD: 'secret',
    },
  });
  expect(settings).toMatchObject({
    databaseUrl: 'postgres://u:p@h/d',
    trustedProxies: ['10.0.0.1', '10.1.0.0/16'],
    adminPassword: 'secret',
  });
});

describe('complaints', () => {
  test.each<[Given, string]>([
    [{ args: ['--port', 'abc'] }, '--port must be a port, 0 to 65535, but is "abc"'],
    [{ args: ['--port', '65536'] }, '--port must be a port, 0 to 65535, but is 65536'],
    [{ environment: { SEKISHO_TLS_PORT: '1.5' } }, 'SEKISHO_TLS_PORT must be a port, 0 to 65535, but is "1.5"'],
    [
      { args: ['--config', 'c'], files: { c: '{"port": "8080"}' } },
      'port in c must be a port, 0 to 65535, but is "8080"',
    ],
    [{ args: ['--config', 'c'], files: { c: '{"prot": 1}' } }, 'prot in c is not a setting; --help lists every one'],
    [{ args: ['--config', 'c'], files: { c: '[]' } }, 'c must hold one JSON object with settings'],
    [{ args: ['--config', 'gone'] }, 'gone cannot be read: no such file'],
    [{ args: ['--prot', '1'] }, '--prot is not known; --help lists every setting'],
    [{ args: ['stray'] }, 'stray is not known; --help lists every setting'],
    [{ args: ['--port'] }, '--port needs a value after it'],
    [{ args: ['--admin-password', 'x'] }, '--admin-password is not known; --help lists every setting'],
    [
      { args: ['--public-url', 'https://a/b'] },
      '--public-url must be an address such as https://sekisho.example.com, without a path, but is "https://a/b"',
    ],
    [
      { args: ['--public-url', 'https://a$(reboot)'] },
      '--public-url must be an address such as https://sekisho.example.com, without a path, but is "https://a$(reboot)"',
    ],
    [
      { args: ['--map-tiles', 'https://a; script-src *'] },
      '--map-tiles must be an address such as https://tiles.example.com/{z}/{x}/{y}.png, but is "https://a; script-src *"',
    ],
    [{ args: ['--tls-cert', 'a.pem'] }, 'tls-cert and tls-key belong together: give both or neither'],
    [{ args: ['--port', '8443'] }, 'port and tls-port must differ'],
    [{ args: ['--log-level', 'loud'] }, '--log-level must be debug, info, warn, error or silent, but is "loud"'],
  ])('%j', (given, message) => {
    expect(errorsOf(given)).toContain(message);
  });

  test.each(['https://sekisho.example.com', 'http://10.0.0.1:8080', 'https://[fd00::1]:8443', 'https://host_name'])(
    'an address for everybody: %s',
    (publicUrl) => {
      expect(settingsOf({ args: ['--public-url', publicUrl] })).toMatchObject({ publicUrl });
    },
  );

  test('tiles of the map, by any path', () => {
    const mapTiles = 'https://tiles.example.com:8444/{z}/{x}/{y}.png?key=1';
    expect(settingsOf({ args: ['--map-tiles', mapTiles] })).toMatchObject({ mapTiles });
  });

  test('a secret is not repeated', () => {
    const errors = errorsOf({ environment: { DATABASE_URL: 'mysql://u:hunter2@h', SEKISHO_ADMIN_TOKEN: 'short' } });
    expect(errors).toHaveLength(2);
    expect(errors.join()).not.toMatch(/hunter2|short/);
  });

  test('all come at once', () => {
    expect(errorsOf({ args: ['--port', 'x', '--tls-port', 'y', '--what'] })).toHaveLength(3);
  });
});

test('help is asked for by --help and lists every setting with its ways and default', () => {
  expect(read({ args: ['--port', 'nonsense', '--help'] }).kind).toBe('help');
  const help = settingsHelp();
  for (const text of ['--data DIR', 'SEKISHO_DATA', '"tls-port"', 'DATABASE_URL', 'SEKISHO_MASTER_KEY_FILE', '8443']) {
    expect(help).toContain(text);
  }
  expect(help).not.toContain('--admin-password');
});
