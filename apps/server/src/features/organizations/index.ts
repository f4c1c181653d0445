/** Organizations: the row everything hangs on, its serial number, licences and settings number. */
export { changeContractedDevices } from './contracted-devices.command.ts';
export {
  createOrganizations,
  type FoundOrganization,
  type OrganizationFacts,
  type Organizations,
  type OrganizationsPorts,
} from './organizations.service.ts';
export { normaliseSerialNumber } from './serial-number.rules.ts';
