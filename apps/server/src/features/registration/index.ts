/** Registration: devices come in here, and their records are read and closed through here. */
import type { Feature } from '../../platform/feature.ts';
import { registrationRoutes } from './registration.routes.ts';
import type { Registration } from './registration.service.ts';

export type {
  CloneCandidate,
  JudgedClone,
  NewClone,
  ReturnedClone,
  ReturningClones,
} from './clone-batch.ts';
export { createDeviceFinder } from './device-finder.ts';
export {
  closeDeviceRecord,
  type DeviceContactTable,
  type DeviceRecord,
  type DevicesTable,
  findDeregisteredSince,
  findDeviceRecords,
  findHoldersChangedSince,
  holdContacts,
  lockDevices,
} from './device-records.ts';
export {
  type EnrolmentPorts,
  enrolOf as registerWithin,
  type HeldInstaller,
  type RegisteringOrganization,
} from './enrolment-batch.ts';
export type { GuessLimit } from './guess-limit.ts';
export {
  createRegistration,
  type FoundInstaller,
  type Registration,
  type RegistrationPorts,
} from './registration.service.ts';
export { createSharedGuessLimit } from './shared-guess-limit.ts';

export function registrationFeature(registration: Registration): Feature {
  return {
    name: 'registration',
    routes: registrationRoutes(registration),
    stop: () => registration.idle(),
  };
}
