/** Second factors: authenticator app, passkeys, recovery codes. */
import type { Timers } from '../../platform/clock.ts';
import type { Db, Tx } from '../../platform/database/tables.ts';
import type { Feature } from '../../platform/feature.ts';
import type { Log } from '../../platform/log.ts';
import { type SecondFactorsRoutesPorts, secondFactorsRoutes } from './second-factors.routes.ts';
import * as store from './second-factors.store.ts';

export { type PasskeyPlace, passkeyPlaceOf } from './passkey-place.rules.ts';
export { createPasskeys, type Passkeys } from './passkeys.ts';
export { createQuestions } from './questions.ts';
export { createSecondFactors } from './second-factors.service.ts';
export { createSecondSteps, type ProvenOwner, type SecondSteps } from './second-step.service.ts';

const cleanUpIntervalMs = 10 * 60_000;

/** Whoever is half-way through a log-in begins anew. */
export function forgetQuestions(tx: Tx, administratorId: string): Promise<void> {
  return store.deleteQuestions(tx, administratorId);
}

/** For an operator at the machine itself. */
export function forgetSecondFactors(tx: Tx, administratorId: string): Promise<void> {
  return store.deleteFactors(tx, administratorId);
}

export function secondFactorsFeature(
  ports: SecondFactorsRoutesPorts & { readonly db: Db; readonly timers: Timers; readonly log: Log },
): Feature {
  let stopCleaning = () => {};
  const clean = () =>
    store
      .deleteExpiredQuestions(ports.db, new Date(ports.clock.now()))
      .catch((err: unknown) => ports.log.warn({ err }, 'expired questions not deleted'));
  return {
    name: 'second-factors',
    routes: secondFactorsRoutes(ports),
    async start() {
      stopCleaning = ports.timers.every(cleanUpIntervalMs, clean);
    },
    async stop() {
      stopCleaning();
    },
  };
}
