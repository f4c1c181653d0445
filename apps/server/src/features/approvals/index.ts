/** Approvals: who has to approve what, what waits for approval, and the signatures that devices demand. */
import type { Feature, Platform } from '../../platform/feature.ts';
import { defineJobQueue, type Jobs } from '../../platform/jobs/jobs.ts';
import { type ApprovalsRoutesPorts, approvalsRoutes } from './approvals.routes.ts';

export {
  type ApprovalGate,
  type ApprovedRequest,
  type ApprovedStatement,
  type CarryOut,
  createApprovalRequests,
  type NewStatement,
} from './approval-requests.service.ts';
export { createApprovalsReader } from './approvals.reader.ts';
export { createTrustChanges, type StandingPolicy, type TrustChanges } from './trust-changes.service.ts';

const expiry = defineJobQueue<null>('approval-expiry');
const everyTenMinutes = '*/10 * * * *';

export function approvalsFeature(ports: ApprovalsRoutesPorts & Pick<Platform, 'jobs'>): Feature {
  expireInTime(ports.jobs, ports);
  return { name: 'approvals', routes: approvalsRoutes(ports) };
}

function expireInTime(jobs: Jobs, { requests }: ApprovalsRoutesPorts): void {
  jobs.define(expiry, {}, () => requests.expire());
  jobs.schedule(expiry, everyTenMinutes, null);
}
