/** What a check-in changes in the list: state of the lock, the user, new facts. Nothing when nothing has changed. */
import type { CheckInPart } from '../check-in/index.ts';
import { updateFacts, updateReports } from './list-writes.store.ts';

export const deviceListPart: CheckInPart = {
  name: 'device-list',
  async apply(tx, entries) {
    const reports = entries.filter((entry) => entry.reportChanged);
    await updateReports(
      tx,
      reports.map(({ organizationId, deviceId, request: { lock, logonUser } }) => ({
        organizationId,
        deviceId,
        lock,
        logonUser,
      })),
    );
    const facts = entries.flatMap(({ organizationId, deviceId, request }) =>
      request.facts === undefined ? [] : [{ organizationId, deviceId, facts: request.facts }],
    );
    await updateFacts(tx, facts);
  },
};
