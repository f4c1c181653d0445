/** Administrators: people with a log-in, their passwords and what their role permits. */
import type { Timers } from '../../platform/clock.ts';
import type { Feature } from '../../platform/feature.ts';
import type { Log } from '../../platform/log.ts';
import { type AdministratorsRoutesPorts, administratorsRoutes } from './administrators.routes.ts';

export { type AccessRow, rightsOfSession, rightsOfToken } from './access.rules.ts';
export {
  type AdministratorRecord,
  type Administrators,
  type AdministratorsPorts,
  createAdministrators,
  type TellOldAddress,
} from './administrators.service.ts';
export { createManaging, type Managing, type ManagingPorts } from './managing.service.ts';
export { createPasswordHasher, defaultPasswordCost, type PasswordHasher } from './password-hash.ts';
export { permissionsOfRole } from './role-permissions.rules.ts';

const cleanUpIntervalMs = 3_600_000;

export function administratorsFeature(
  ports: AdministratorsRoutesPorts & { readonly timers: Timers; readonly log: Log },
): Feature {
  let stopCleaning = () => {};
  const clean = () =>
    ports.administrators
      .forgetOldAttempts()
      .catch((err: unknown) => ports.log.warn({ err }, 'old log-in attempts not deleted'));
  return {
    name: 'administrators',
    routes: administratorsRoutes(ports),
    async start() {
      stopCleaning = ports.timers.every(cleanUpIntervalMs, clean);
    },
    async stop() {
      stopCleaning();
    },
  };
}
