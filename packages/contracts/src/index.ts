/** Wire schemas, error codes and their types: one contract for server, agent, simulator and console. */
export * from './api/account.ts';
export * from './api/account-fields.ts';
export * from './api/administrators.ts';
export * from './api/audit.ts';
export * from './api/devices.ts';
export * from './api/locations.ts';
export * from './api/organization.ts';
export * from './api/session.ts';
export * from './api/tasks.ts';
export * from './api/wipe.ts';
export * from './approval.ts';

export * from './audit.ts';
export * from './device/check-in.ts';
export * from './device/enrol.ts';
export * from './device/inventory.ts';
export * from './device/token.ts';
export * from './errors.ts';
export * from './policy.ts';
export * from './primitives.ts';
export * from './problem.ts';
export * from './trust.ts';
export * from './wipe.ts';
export * from './wipe-targets.ts';
