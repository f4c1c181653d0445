/** Sessions: who is logged in at the console. */
import type { Timers } from '../../platform/clock.ts';
import type { Feature } from '../../platform/feature.ts';
import type { Log } from '../../platform/log.ts';
import { type SessionsRoutesPorts, sessionsRoutes } from './sessions.routes.ts';

export { sessionCookie } from './session-cookie.ts';
export { createSessions, type Sessions, type SessionsPorts } from './sessions.service.ts';

const cleanUpIntervalMs = 3_600_000;

export function sessionsFeature(ports: SessionsRoutesPorts & { readonly timers: Timers; readonly log: Log }): Feature {
  let stopCleaning = () => {};
  const clean = () =>
    ports.sessions.forgetExpired().catch((err: unknown) => ports.log.warn({ err }, 'expired sessions not deleted'));
  return {
    name: 'sessions',
    routes: sessionsRoutes(ports),
    async start() {
      stopCleaning = ports.timers.every(cleanUpIntervalMs, clean);
    },
    async stop() {
      stopCleaning();
    },
  };
}
