/** Lock history: when locks and unlocks were issued, completed, shown; and SIM locks. */
import type { Db } from '../../platform/database/tables.ts';
import type { Feature } from '../../platform/feature.ts';
import { lockHistoryRoutes } from './lock-history.routes.ts';

export { type CommandOfDevice, type IssuedRow, recordCompleted, recordIssued } from './history-access.ts';
export { createLockHistoryPart } from './lock-history.part.ts';

export function lockHistoryFeature(ports: { readonly db: Db }): Feature {
  return { name: 'lock-history', routes: lockHistoryRoutes(ports) };
}
