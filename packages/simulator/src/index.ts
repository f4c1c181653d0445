/** Any number of devices in one process, on the real protocol and the real lock: for demonstrations, tests and benches. */
export { auditDatabase } from './audit-database.ts';
export { type Audit, auditLines } from './books/audit.ts';
export { openBooks } from './books/fleet-books.ts';
export { connectFleet, type FleetConnection, type FleetConnectionSettings } from './connect-fleet.ts';
export { createFleet, type Fleet, type FleetOptions, type FleetStatistics } from './fleet.ts';
export { hourMs } from './life/day.rules.ts';
export { createPersona, type Persona } from './persona.ts';
export { SimulatedDevice } from './simulated-device.ts';
