/** What a backup holds, written at its end: counts, hashes, the schema it belongs to. Nothing is restored before all of it was found to be so. */
import { type Static, Type } from 'typebox';
import { Check } from 'typebox/value';
import { BackupFault } from './backup-fault.ts';

const Count = Type.Integer({ minimum: 0 });
const Sha256 = Type.String({ pattern: '^[0-9a-f]{64}$' });

const Manifest = Type.Object({
  createdAt: Type.String(),
  /** The moment of the snapshot, by the database's clock. */
  snapshotAt: Type.String(),
  version: Type.String(),
  /** In the order in which they ran; the last is the version of the schema. */
  migrations: Type.Array(Type.Object({ name: Type.String(), checksum: Type.String() }), { minItems: 1 }),
  tables: Type.Array(
    Type.Object({ name: Type.String(), columns: Type.Array(Type.String()), rows: Count, bytes: Count, sha256: Sha256 }),
  ),
  /** Parents first. `by` where it is divided further. */
  partitions: Type.Array(
    Type.Object({
      name: Type.String(),
      parent: Type.String(),
      bound: Type.String(),
      by: Type.Union([Type.String(), Type.Null()]),
    }),
  ),
  sequences: Type.Array(Type.Object({ name: Type.String(), value: Type.Union([Type.String(), Type.Null()]) })),
  files: Type.Array(Type.Object({ name: Type.String(), bytes: Count, sha256: Sha256 })),
});
export type Manifest = Static<typeof Manifest>;

/** Throws `backup-damaged`. */
export function parseManifest(text: string): Manifest {
  const manifest: unknown = JSON.parse(text);
  if (!Check(Manifest, manifest))
    throw new BackupFault('backup-damaged', 'The list of what the backup holds is not one');
  return manifest;
}

export const rowsOf = (manifest: Manifest) => manifest.tables.reduce((sum, { rows }) => sum + rows, 0);
