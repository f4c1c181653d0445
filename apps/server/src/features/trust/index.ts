/** Trust: an organization's signing keys and its chain of trust sets. */
export { createTrust, type OrganizationTrust, type Trust, type TrustPorts } from './trust.service.ts';
