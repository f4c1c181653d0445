/** Check-in: what every device does again and again, stored in batches; features take part through `CheckInPart`. */
import type { Feature } from '../../platform/feature.ts';
import { type CheckInRoutesPorts, checkInRoutes } from './check-in.routes.ts';

export type { CallingDevice } from './asked.ts';
export { restoreJump } from './check-in.rules.ts';
export { type CheckInPorts, type CheckIns, createCheckIns } from './check-in.service.ts';
export type { CheckInAnswerDraft, CheckInEntry, CheckInPart } from './check-in-part.ts';
export { createSettingsPart, createTrustPart } from './settings.part.ts';

export function checkInFeature(ports: CheckInRoutesPorts): Feature {
  return { name: 'check-in', routes: checkInRoutes(ports), stop: () => ports.checkIns.idle() };
}
