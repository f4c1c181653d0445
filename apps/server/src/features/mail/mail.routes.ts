/** /api/v1/mail: how the server sends mail, and whether it does. */
import { MailStatus, MailTest } from '@sekisho/contracts';
import { type AppendAudit, auditActorOf } from '../../platform/audit/audit.ts';
import type { Principal } from '../../platform/authorization/permissions.ts';
import { requireSession } from '../../platform/authorization/require-session.ts';
import type { Clock } from '../../platform/clock.ts';
import type { RunInTransaction } from '../../platform/database/transaction.ts';
import type { ServerAddresses } from '../../platform/feature.ts';
import { type AnyRoute, defineRoute } from '../../platform/http/route.ts';
import { SekishoError } from '../../platform/sekisho-error.ts';
import type { Administrators } from '../administrators/index.ts';
import { mailTextOf } from './mail-texts.ts';
import { type Mailer, MailFailed } from './mailer.ts';

export interface MailRoutesPorts {
  readonly mailer: Mailer;
  readonly administrators: Pick<Administrators, 'get'>;
  readonly transaction: RunInTransaction;
  readonly appendAudit: AppendAudit;
  readonly clock: Clock;
  readonly addresses: ServerAddresses;
}

async function sendTest(ports: MailRoutesPorts, principal: Principal): Promise<MailTest> {
  ports.mailer.requireSetUp();
  const { organizationId, administratorId, loginId } = principal;
  const administrator = await ports.administrators.get(organizationId, administratorId);
  if (administrator === null) throw new SekishoError('authentication-required');
  const { email: to, language } = administrator;
  const text = mailTextOf('test', language, { loginId, server: ports.addresses.deviceUrl });
  const answer = await ports.mailer.send({ to, ...text }).then(
    (): MailTest => ({ outcome: 'sent', to, answer: null }),
    (cause: unknown): MailTest => {
      if (!(cause instanceof MailFailed)) throw cause;
      return { outcome: cause.fault, to, answer: cause.answer };
    },
  );
  await ports.transaction((tx) =>
    ports.appendAudit(tx, {
      organizationId,
      actor: auditActorOf(principal),
      action: 'mail.tested',
      detail: { outcome: answer.outcome },
      at: new Date(ports.clock.now()),
    }),
  );
  return answer;
}

export function mailRoutes(ports: MailRoutesPorts): AnyRoute[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/api/v1/mail',
      operationId: 'getMailStatus',
      summary: 'How the server sends mail, without secrets',
      access: { permission: 'system.read' },
      schema: { response: { 200: MailStatus } },
      handler: async () => ports.mailer.status(),
    }),
    defineRoute({
      method: 'POST',
      path: '/api/v1/mail/test',
      operationId: 'sendTestMail',
      summary: 'Send a mail to your own address and say what came of it',
      access: { permission: 'system.write' },
      schema: { response: { 200: MailTest } },
      handler: async ({ principal }) => sendTest(ports, requireSession(principal)),
    }),
  ];
}
