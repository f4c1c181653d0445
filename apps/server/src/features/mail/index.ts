/** Mail: through the server that the settings name. */
import type { Feature } from '../../platform/feature.ts';
import { type MailRoutesPorts, mailRoutes } from './mail.routes.ts';

export { mailMoment, mailTextOf } from './mail-texts.ts';
export { createMailer, type Mailer } from './mailer.ts';

export function mailFeature(ports: MailRoutesPorts): Feature {
  return { name: 'mail', routes: mailRoutes(ports) };
}
