/** Account links: invitations and forgotten passwords. */
import type { Timers } from '../../platform/clock.ts';
import type { Feature } from '../../platform/feature.ts';
import type { Log } from '../../platform/log.ts';
import { type AccountLinksRoutesPorts, accountLinksRoutes } from './account-links.routes.ts';

export { printAccountLink } from './account-link.command.ts';
export { type AccountLinks, createAccountLinks } from './account-links.service.ts';

const cleanUpIntervalMs = 3_600_000;

export function accountLinksFeature(
  ports: AccountLinksRoutesPorts & { readonly timers: Timers; readonly log: Log },
): Feature {
  let stopCleaning = () => {};
  const clean = () =>
    ports.accountLinks.forgetExpired().catch((err: unknown) => ports.log.warn({ err }, 'expired links not deleted'));
  return {
    name: 'account-links',
    routes: accountLinksRoutes(ports),
    async start() {
      stopCleaning = ports.timers.every(cleanUpIntervalMs, clean);
    },
    async stop() {
      stopCleaning();
    },
  };
}
