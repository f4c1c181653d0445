/** Devices that send inventories, and the job that looks through them, run at once instead of every minute. */
import type { InventoryContents } from '@sekisho/contracts';
import { createReplacements } from '@sekisho/server/features/collected-inventories/index';
import { createDeregistration } from '@sekisho/server/features/deregistration/index';
import { deviceRevoked } from '@sekisho/server/features/device-tokens/index';
import { countDue } from '@sekisho/server/features/inventory/index';
import { createDigests } from '@sekisho/server/features/inventory-digest/digest.service';
import { takeOffMap } from '@sekisho/server/features/locations/index';
import { createOrganizations } from '@sekisho/server/features/organizations/index';
import { createTrust } from '@sekisho/server/features/trust/index';
import { createServiceKeys } from '@sekisho/server/platform/keys/service-keys';
import { eventually } from '@sekisho/testkit/eventually';
import type { InProcessServer } from '@sekisho/testkit/in-process-server';
import { sql } from 'kysely';
import { noApprovals, type World } from '../administration/console-client.ts';
import { sectionOf } from '../administration/device-client.ts';

type Program = InventoryContents['software']['packages'][number];

/** `name 1.0`, or `name 1.0 publisher`. */
export function program(text: string): Program {
  const [name = '', version = '', publisher = 'Acme'] = text.split(' ');
  return { name, version, architecture: 'x64', publisher, source: 'dpkg', installedAt: null };
}

export const softwareSection = (...programs: string[]) => sectionOf('software', { packages: programs.map(program) });

/** As `wiring` puts it together. */
export function deregistrationOf(platform: InProcessServer['platform']) {
  const organizations = createOrganizations({ ...platform, serviceKeys: createServiceKeys(platform) });
  return createDeregistration({
    ...platform,
    approvals: noApprovals,
    deviceRevoked,
    signFor: createTrust(platform).signFor,
    takeOffMap,
    releaseLicences: organizations.releaseLicences,
  });
}

/** Looks through everything that is due, whoever else does so at the same time. */
export async function digestAll({ server: { database, platform } }: Pick<World, 'server'>): Promise<void> {
  const { db } = database;
  const { rows: organizations } = await sql<{ id: string }>`select id from organizations`.execute(db);
  const digests = createDigests({
    ...platform,
    listOrganizations: async () => organizations,
    replaceCollected: createReplacements(deregistrationOf(platform)),
  });
  await eventually(
    async () => {
      await digests.carryOut();
      return Promise.all(organizations.map(({ id }) => countDue(db, id, 1)));
    },
    (waiting) => waiting.every((marks) => marks === 0),
  );
}
