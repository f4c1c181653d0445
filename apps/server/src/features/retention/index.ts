/** Retention: partitions by time are made ahead, and what an organization does not keep any more goes every night. */
import type { Feature } from '../../platform/feature.ts';
import { defineJobQueue, type Jobs } from '../../platform/jobs/jobs.ts';
import { retentionRoutes } from './retention.routes.ts';
import { createRetention, type RetentionPorts } from './retention.service.ts';

const nightly = defineJobQueue<null>('retention');
const hourly = defineJobQueue<null>('time-partitions');
/** Deleting row by row what one organization keeps shorter than another takes its time. */
const timeoutMs = 6 * 3_600_000;

export function retentionFeature(ports: RetentionPorts & { readonly jobs: Jobs }): Feature {
  const { jobs, partitions } = ports;
  const retention = createRetention(ports);
  jobs.define(nightly, { timeoutMs }, () => retention.carryOut());
  jobs.schedule(nightly, '10 18 * * *', null);
  // Once a day would do; what a clock that ran wrong left in the rest is out of it the sooner.
  jobs.define(hourly, {}, () => partitions.makeAhead());
  jobs.schedule(hourly, '25 * * * *', null);
  return { name: 'retention', routes: retentionRoutes(retention), start: () => partitions.makeAhead() };
}
