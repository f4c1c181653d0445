/** Any number of devices in one process, on the real protocol and the real lock: for demonstrations, tests and benches. */
export { connectFleet, type FleetConnection, type FleetConnectionSettings } from './connect-fleet.ts';
export { createFleet, type Fleet, type FleetOptions, type FleetStatistics } from './fleet.ts';
export { createPersona, type Persona } from './persona.ts';
export { SimulatedDevice } from './simulated-device.ts';
