/** Sends mail through the server that the settings name; says in a word why it could not. */
import { readFile } from 'node:fs/promises';
import type { MailStatus, mailOutcomes } from '@sekisho/contracts';
import { createTransport } from 'nodemailer';
import type SMTPTransport from 'nodemailer/lib/smtp-transport';
import type { Settings } from '../../platform/config/settings.ts';
import { SekishoError } from '../../platform/sekisho-error.ts';

export interface Mail {
  readonly to: string;
  readonly subject: string;
  /** Plain text. */
  readonly text: string;
}

export type MailFault = Exclude<(typeof mailOutcomes)[number], 'sent'>;

/** `answer`: what the mail server said, if it came to that. */
export class MailFailed extends Error {
  override readonly name = 'MailFailed';
  readonly fault: MailFault;
  readonly answer: string | null;

  constructor(fault: MailFault, answer: string | null, cause: unknown) {
    super(`mail not sent: ${fault}`, { cause });
    this.fault = fault;
    this.answer = answer;
  }
}

export interface Mailer {
  status(): MailStatus;
  /** Throws `mail-not-set-up`. */
  requireSetUp(): void;
  /** Returns when the mail server has taken it. Throws `MailFailed`, `mail-not-set-up`. Not for use inside a transaction. */
  send(mail: Mail): Promise<void>;
}

export type MailSettings = Pick<
  Settings,
  'smtpHost' | 'smtpPort' | 'smtpEncryption' | 'smtpUser' | 'smtpPasswordFile' | 'smtpCa' | 'mailFrom'
>;

const patienceMs = 15_000;
const longestAnswer = 500;

const faultByCode: Readonly<Record<string, MailFault>> = {
  EAUTH: 'login-refused',
  ENOAUTH: 'login-refused',
  EENVELOPE: 'address-refused',
  ETLS: 'encryption-failed',
  EDNS: 'unreachable',
  ECONNECTION: 'unreachable',
  ETIMEDOUT: 'unreachable',
};

/** A socket's error is one of the network or of TLS; Node names the former by the system call. */
function faultOf(error: unknown): MailFault {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return 'failed';
  if (error.code !== 'ESOCKET') return faultByCode[error.code] ?? 'failed';
  return 'syscall' in error ? 'unreachable' : 'encryption-failed';
}

function answerOf(error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  const text = 'response' in error && typeof error.response === 'string' ? error.response : error.message;
  return text.slice(0, longestAnswer);
}

/** The password is read anew for each mail, so that it can be changed without a restart. */
async function transportOf(settings: MailSettings): Promise<SMTPTransport.Options> {
  const { smtpHost, smtpPort, smtpEncryption, smtpUser, smtpPasswordFile, smtpCa } = settings;
  return {
    ...(smtpHost === undefined ? {} : { host: smtpHost }),
    port: smtpPort,
    secure: smtpEncryption === 'tls',
    requireTLS: smtpEncryption === 'starttls',
    ignoreTLS: smtpEncryption === 'none',
    ...(smtpUser === undefined || smtpPasswordFile === undefined
      ? {}
      : { auth: { user: smtpUser, pass: (await readFile(smtpPasswordFile, 'utf8')).trim() } }),
    ...(smtpCa === undefined ? {} : { tls: { ca: await readFile(smtpCa, 'utf8') } }),
    connectionTimeout: patienceMs,
    greetingTimeout: patienceMs,
    socketTimeout: patienceMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

export function createMailer(settings: MailSettings): Mailer {
  const { smtpHost, mailFrom } = settings;
  const configured = smtpHost !== undefined && mailFrom !== undefined;

  function requireSetUp(): void {
    if (!configured) throw new SekishoError('mail-not-set-up');
  }

  return {
    requireSetUp,
    status: () => ({
      configured,
      host: smtpHost ?? null,
      port: configured ? settings.smtpPort : null,
      encryption: configured ? settings.smtpEncryption : null,
      user: settings.smtpUser ?? null,
      from: mailFrom ?? null,
    }),
    async send({ to, subject, text }) {
      requireSetUp();
      try {
        using stack = new DisposableStack();
        const transport = createTransport(await transportOf(settings));
        stack.defer(() => transport.close());
        await transport.sendMail({ from: mailFrom, to, subject, text });
      } catch (cause) {
        throw new MailFailed(faultOf(cause), answerOf(cause), cause);
      }
    },
  };
}
