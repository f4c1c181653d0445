/** The mailer against real mail servers: encryption, log-in, and every way in which one refuses. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createMailer, type MailSettings } from '@sekisho/server/features/mail/mailer';
import { systemRandomness } from '@sekisho/server/platform/ids';
import { exportKey, generateKeys, issueLeaf, issueRoot, pemOf } from '@sekisho/server/platform/tls/certificates';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startMailServer } from './mail-server.ts';

let folder: string;
let identity: { key: string; cert: string };
const file = (name: string) => join(folder, name);
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sekisho-mail-'));
  const root = await issueRoot(Date.now(), systemRandomness);
  const keys = await generateKeys();
  identity = {
    key: pemOf('PRIVATE KEY', await exportKey(keys.privateKey)),
    cert: await issueLeaf(root, keys, [{ type: 'dns', value: 'localhost' }], Date.now(), systemRandomness),
  };
  await writeFile(file('ca.pem'), root.certificatePem);
  await writeFile(file('right'), 'secret word\n');
  await writeFile(file('wrong'), 'something else\n');
});
afterAll(() => rm(folder, { recursive: true }));

const mail = { to: 'tanaka@example.jp', subject: '件名', text: '本文です。' };

/** A server that wants encryption and a log-in. */
function strict(more: object = {}) {
  return startMailServer({
    ...identity,
    authOptional: false,
    onAuth: ({ username, password }, _session, callback) =>
      password === 'secret word' ? callback(null, { user: username }) : callback(new Error('535 no')),
    ...more,
  });
}

const settingsFor = (port: number, more: Partial<MailSettings> = {}): MailSettings => ({
  smtpHost: 'localhost',
  smtpPort: port,
  smtpEncryption: 'starttls',
  smtpUser: 'sekisho',
  smtpPasswordFile: file('right'),
  smtpCa: file('ca.pem'),
  mailFrom: 'sekisho@example.jp',
  ...more,
});

const faultOf = (settings: MailSettings) =>
  createMailer(settings)
    .send(mail)
    .then(
      () => 'sent',
      (error: { fault: string }) => error.fault,
    );

it.each(['starttls', 'tls'] as const)('sends with %s and a password', async (smtpEncryption) => {
  await using server = await strict({ secure: smtpEncryption === 'tls' });
  await createMailer(settingsFor(server.port, { smtpEncryption })).send(mail);
  expect(server.mails).toMatchObject([
    {
      to: ['tanaka@example.jp'],
      encrypted: true,
      user: 'sekisho',
      subject: '件名',
      text: expect.stringContaining('本文'),
    },
  ]);
});

it('reads the password anew for each mail', async () => {
  await using server = await strict();
  const changing = file('changing');
  await writeFile(changing, 'old');
  const mailer = createMailer(settingsFor(server.port, { smtpPasswordFile: changing }));
  await expect(mailer.send(mail)).rejects.toMatchObject({ fault: 'login-refused' });
  await writeFile(changing, 'secret word');
  await mailer.send(mail);
});

const refuseAll = (_address: unknown, _session: unknown, callback: (error: Error) => void) => callback(new Error('no'));

it.each<[string, string, (settings: MailSettings) => MailSettings, object]>([
  ['login-refused', 'a wrong password', (settings) => ({ ...settings, smtpPasswordFile: file('wrong') }), {}],
  ['encryption-failed', 'a certificate nobody vouches for', ({ smtpCa: _none, ...settings }) => settings, {}],
  ['encryption-failed', 'a server that does not encrypt', (settings) => settings, { disabledCommands: ['STARTTLS'] }],
  ['address-refused', 'an address the server does not take', (settings) => settings, { onRcptTo: refuseAll }],
  ['unreachable', 'nobody at the port', (settings) => ({ ...settings, smtpPort: 1 }), {}],
  ['unreachable', 'a name that is none', (settings) => ({ ...settings, smtpHost: 'mail.invalid' }), {}],
  ['failed', 'a password file that is gone', (settings) => ({ ...settings, smtpPasswordFile: '/nowhere' }), {}],
])('says %s for %s', async (fault, _what, changed, options) => {
  await using server = await strict(options);
  expect(await faultOf(changed(settingsFor(server.port)))).toBe(fault);
  expect(server.mails).toEqual([]);
});

it('says that it is not set up', async () => {
  const mailer = createMailer({ smtpPort: 587, smtpEncryption: 'starttls' });
  expect(mailer.status()).toMatchObject({ configured: false, host: null });
  await expect(mailer.send(mail)).rejects.toMatchObject({ code: 'mail-not-set-up' });
});
