/** One-time links with which somebody sets a first or a new password: handed over, or sent by mail. */
import { createHash } from 'node:crypto';
import type { AccountLink, AccountLinkOwner } from '@sekisho/contracts';
import { type AppendAudit, auditActorOf } from '../../platform/audit/audit.ts';
import type { Principal } from '../../platform/authorization/permissions.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Db, Tx } from '../../platform/database/tables.ts';
import type { RunInTransaction } from '../../platform/database/transaction.ts';
import type { Randomness } from '../../platform/ids.ts';
import { defineJobQueue, type Jobs } from '../../platform/jobs/jobs.ts';
import { SekishoError } from '../../platform/sekisho-error.ts';
import type { AdministratorRecord, Administrators, Managing, TellOldAddress } from '../administrators/index.ts';
import { type Mailer, mailMoment, mailTextOf } from '../mail/index.ts';
import type { Organizations } from '../organizations/index.ts';
import * as store from './account-links.store.ts';

export interface AccountLinks {
  /** By mail the answer is `null`, and the secret is made by whoever sends it. Throws `administrator-not-found`, `permission-denied`, `mail-not-set-up`. */
  make(principal: Principal, administratorId: string, by: 'mail' | 'link'): Promise<AccountLink | null>;
  /** For an operator at the machine itself. */
  makeFor(tx: Tx, account: AdministratorRecord): Promise<AccountLink>;
  /** Does the same whoever is meant: looking for an account, and writing to it, happens later. Throws `mail-not-set-up`. */
  request(who: string): Promise<void>;
  /** Throws `account-link-invalid`. */
  look(token: string): Promise<AccountLinkOwner>;
  /** Sets the password and ends every session. Throws `account-link-invalid`, `password-too-weak`. */
  use(token: string, newPassword: string): Promise<void>;
  forgetExpired(): Promise<void>;
  /**
   * Whoever has the mailbox can have a new password: the address that was hears of the new one. Nobody hears of an account that was only
   * invited: it may have been a slip of the pen.
   */
  tellOldAddress: TellOldAddress;
  /** Of everybody in the installation; the number made void. */
  voidEvery(tx: Tx): Promise<number>;
}

export interface AccountLinksPorts {
  readonly db: Db;
  readonly transaction: RunInTransaction;
  readonly appendAudit: AppendAudit;
  readonly clock: Clock;
  readonly randomness: Randomness;
  readonly jobs: Jobs;
  readonly mailer: Mailer;
  readonly administrators: Pick<
    Administrators,
    'get' | 'findByLoginId' | 'findByEmail' | 'refuseWeakPassword' | 'hashPassword' | 'setPassword'
  >;
  readonly managing: Pick<Managing, 'hold'>;
  readonly organizations: Pick<Organizations, 'get'>;
  /** Of the sessions feature. */
  readonly endSessions: (tx: Tx, administratorId: string) => Promise<void>;
  /** Where the console is reached from outside; no slash at the end. Never what a request claims. */
  readonly consoleUrl: () => string;
}

type Told = { readonly organizationId: string; readonly administratorId: string; readonly at: number };

type MailJob =
  | { readonly kind: 'link'; readonly organizationId: string; readonly administratorId: string }
  | (Told & { readonly kind: 'changed' })
  | (Told & { readonly kind: 'email-changed'; readonly to: string })
  | { readonly kind: 'forgotten'; readonly who: string };

const accountMail = defineJobQueue<MailJob>('account-mail');
const goodForMs = { invitation: 7 * 24 * 3_600_000, 'password-reset': 3_600_000 };
/** Nobody can have somebody else's mailbox filled. */
const mailAgainAfterMs = 60_000;
const secretBytes = 32;

const hashOf = (token: string) => createHash('sha256').update(`account-link/${token}`).digest();
const invalid = () => new SekishoError('account-link-invalid');

export function createAccountLinks(ports: AccountLinksPorts): AccountLinks {
  const { administrators, mailer } = ports;
  const now = () => new Date(ports.clock.now());

  async function makeFor(tx: Tx, account: AdministratorRecord): Promise<AccountLink> {
    const token = ports.randomness.bytes(secretBytes).toString('base64url');
    const purpose = account.password_hash === null ? 'invitation' : 'password-reset';
    const at = now();
    const expiresAt = new Date(at.getTime() + goodForMs[purpose]);
    await store.replaceLink(tx, {
      token_hash: hashOf(token),
      organization_id: account.organization_id,
      administrator_id: account.id,
      purpose,
      created_at: at,
      expires_at: expiresAt,
    });
    return { token, expiresAt: expiresAt.toISOString() };
  }

  async function mailLink(account: AdministratorRecord): Promise<void> {
    const link = await ports.transaction((tx) => makeFor(tx, account));
    const organization = await ports.organizations.get(account.organization_id);
    const kind = account.password_hash === null ? 'invitation' : 'reset';
    const values = {
      organization: organization.name,
      loginId: account.login_id,
      link: `${ports.consoleUrl()}/account-link#token=${link.token}`,
      expires: mailMoment(new Date(link.expiresAt), account.language),
    };
    await mailer.send({ to: account.email, ...mailTextOf(kind, account.language, values) });
  }

  async function mailForgotten(who: string): Promise<void> {
    const byLoginId = who.includes('@') ? null : await administrators.findByLoginId(who);
    const found = who.includes('@') ? await administrators.findByEmail(who) : byLoginId === null ? [] : [byLoginId];
    for (const account of found) {
      const last = await store.selectLinkOf(ports.db, account.id);
      const tooSoon = last !== undefined && ports.clock.now() - last.created_at.getTime() < mailAgainAfterMs;
      if (!tooSoon && account.email !== '') await mailLink(account);
    }
  }

  async function mailChanged(job: Extract<MailJob, Told>): Promise<void> {
    const account = await administrators.get(job.organizationId, job.administratorId);
    const to = job.kind === 'changed' ? account?.email : job.to;
    if (account === null || to === undefined || to === '') return;
    const organization = await ports.organizations.get(job.organizationId);
    const at = mailMoment(new Date(job.at), account.language);
    const values = { organization: organization.name, loginId: account.login_id, at };
    await mailer.send({ to, ...mailTextOf(job.kind, account.language, values) });
  }

  ports.jobs.define(accountMail, { retries: 5, timeoutMs: 2 * 60_000 }, async (job) => {
    if (job.kind === 'forgotten') return mailForgotten(job.who);
    if (job.kind === 'changed' || job.kind === 'email-changed') return mailChanged(job);
    const account = await administrators.get(job.organizationId, job.administratorId);
    if (account !== null) await mailLink(account);
  });

  return {
    makeFor,
    async make(principal, administratorId, by) {
      if (by === 'mail') mailer.requireSetUp();
      const { organizationId } = principal;
      return ports.transaction(async (tx) => {
        const account = await ports.managing.hold(tx, principal, administratorId);
        await ports.appendAudit(tx, {
          organizationId,
          actor: auditActorOf(principal),
          action: 'administrator.link-made',
          target: { type: 'administrator', id: administratorId },
          detail: { loginId: account.login_id, by },
          at: now(),
        });
        if (by === 'link') return makeFor(tx, account);
        await ports.jobs.send(accountMail, { kind: 'link', organizationId, administratorId }, {}, tx);
        return null;
      });
    },
    async request(who) {
      mailer.requireSetUp();
      await ports.jobs.send(accountMail, { kind: 'forgotten', who }, { onceKey: `forgotten/${who.toLowerCase()}` });
    },
    async look(token) {
      const link = await store.selectLink(ports.db, hashOf(token), now());
      if (link === undefined) throw invalid();
      const account = await administrators.get(link.organization_id, link.administrator_id);
      if (account === null) throw invalid();
      const { name } = await ports.organizations.get(link.organization_id);
      return {
        purpose: link.purpose,
        loginId: account.login_id,
        organizationName: name,
        expiresAt: link.expires_at.toISOString(),
      };
    },
    async use(token, newPassword) {
      const link = await store.selectLink(ports.db, hashOf(token), now());
      const account = link && (await administrators.get(link.organization_id, link.administrator_id));
      if (!account) throw invalid();
      administrators.refuseWeakPassword(newPassword, account.login_id, '/newPassword');
      const passwordHash = await administrators.hashPassword(newPassword);
      await ports.transaction((tx) => finish(tx, account, hashOf(token), passwordHash));
    },
    forgetExpired: () => store.deleteExpiredLinks(ports.db, now()),
    voidEvery: store.deleteEveryLink,
    async tellOldAddress(tx, before, newEmail) {
      const { organization_id: organizationId, id: administratorId, email: to, password_hash } = before;
      const isSame = to.toLowerCase() === newEmail.toLowerCase();
      if (isSame || to === '' || password_hash === null || !mailer.status().configured) return;
      const job = { kind: 'email-changed', organizationId, administratorId, to, at: ports.clock.now() } as const;
      await ports.jobs.send(accountMail, job, {}, tx);
    },
  };

  async function finish(tx: Tx, account: AdministratorRecord, tokenHash: Buffer, passwordHash: string): Promise<void> {
    const link = await store.takeLink(tx, tokenHash, now());
    if (link === undefined) throw invalid();
    const { organization_id: organizationId, id, login_id: loginId } = account;
    await administrators.setPassword(tx, account, passwordHash);
    await ports.endSessions(tx, id);
    await ports.appendAudit(tx, {
      organizationId,
      actor: { type: 'administrator', id, loginId },
      action: 'administrator.password-set-by-link',
      target: { type: 'administrator', id },
      detail: { purpose: link.purpose },
      at: now(),
    });
    if (link.purpose === 'password-reset' && mailer.status().configured) {
      const job = { kind: 'changed', organizationId, administratorId: id, at: ports.clock.now() } as const;
      await ports.jobs.send(accountMail, job, {}, tx);
    }
  }
}
