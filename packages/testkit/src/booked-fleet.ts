/** A fleet that lives fast days on a server and keeps its books: for tests that do something to the server meanwhile and then ask whether all is right. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Audit,
  auditDatabase,
  auditLines,
  connectFleet,
  createFleet,
  type Fleet,
  type FleetOptions,
  hourMs,
  openBooks,
} from '@sekisho/simulator';

type Database = Parameters<typeof auditDatabase>[0]['database'];

export interface BookedFleetOptions {
  readonly serverUrl: string;
  readonly serialNumber: string;
  readonly devices: number;
  readonly seed: number;
  /** Instead of the usual fast days; null: always on. */
  readonly life?: FleetOptions['life'] | null;
  readonly intervalMs?: number;
}

export interface BookedFleet extends AsyncDisposable {
  readonly fleet: Fleet;
  /**
   * Every device comes into the network and is answered, everything that waits is told, the fleet stops, and the database is held against
   * the books.
   */
  balance(database: Database): Promise<Audit>;
  /** Ends the fleet as it is, and holds the database against the books. */
  audit(database: Database): Promise<Audit>;
}

/** A day in six minutes, from when nearly everybody is there: spells of some seconds, a lunch break. */
const fastDays = { beginsAtMs: 10 * hourMs, scale: 240 };

/** Like the agent's own, but shorter: nobody waits five minutes in a test. */
const settings = {
  backoff: { baseMs: 100, capMs: 2_000 },
  requestTimeoutMs: 5_000,
  inventoryIntervalMs: 5_000,
  locationIntervalMs: 2_000,
};

/** Resolves when all have registered. */
export async function startBookedFleet(options: BookedFleetOptions): Promise<BookedFleet> {
  const { serverUrl, serialNumber, devices, seed, life = fastDays, intervalMs = 500 } = options;
  const folder = await mkdtemp(join(tmpdir(), 'sekisho-books-'));
  const books = openBooks(folder, seed);
  const connection = connectFleet({ serverUrl, rootCertificate: null, acceptAnyCertificate: true });
  const { transport, live } = connection;
  const fleet = createFleet({
    devices,
    serialNumber,
    transport,
    live,
    seed,
    rampPerSecond: 1_000,
    intervalMs,
    settings,
    books,
    ...(life === null ? {} : { life }),
  });
  let ended: Promise<void> | null = null;
  const end = () => {
    ended ??= fleet.stop().then(() => {
      connection.close();
      books.close();
    });
    return ended;
  };
  const audit = async (database: Database) => {
    await end();
    return auditDatabase({ books: folder, database });
  };
  fleet.start();
  await fleet.registered();
  return {
    fleet,
    audit,
    async balance(database) {
      fleet.endLife();
      await fleet.answered();
      await fleet.acknowledged();
      return audit(database);
    },
    async [Symbol.asyncDispose]() {
      await end();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** What a test that fails is to show. */
export function differencesOf(audit: Audit): readonly string[] {
  return auditLines(audit).slice(1);
}
