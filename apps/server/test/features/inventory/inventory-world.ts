/** Devices that send inventories, and the job that looks through them, run at once instead of every minute. */
import type { InventoryContents } from '@sekisho/contracts';
import { countDue } from '@sekisho/server/features/inventory/index';
import { createDigests } from '@sekisho/server/features/inventory-digest/digest.service';
import { createTransactions } from '@sekisho/server/platform/database/transaction';
import { eventually } from '@sekisho/testkit/eventually';
import { sql } from 'kysely';
import type { World } from '../administration/console-client.ts';
import { sectionOf } from '../administration/device-client.ts';

type Program = InventoryContents['software']['packages'][number];

/** `name 1.0`, or `name 1.0 publisher`. */
export function program(text: string): Program {
  const [name = '', version = '', publisher = 'Acme'] = text.split(' ');
  return { name, version, architecture: 'x64', publisher, source: 'dpkg', installedAt: null };
}

export const softwareSection = (...programs: string[]) => sectionOf('software', { packages: programs.map(program) });

/** Looks through everything that is due, whoever else does so at the same time. */
export async function digestAll({ server: { database } }: Pick<World, 'server'>): Promise<void> {
  const { db } = database;
  const { transaction } = createTransactions(db);
  const { rows: organizations } = await sql<{ id: string }>`select id from organizations`.execute(db);
  const digests = createDigests({ transaction, listOrganizations: async () => organizations });
  await eventually(
    async () => {
      await digests.carryOut();
      return Promise.all(organizations.map(({ id }) => countDue(db, id, 1)));
    },
    (waiting) => waiting.every((marks) => marks === 0),
  );
}
