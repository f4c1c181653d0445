/** Seals the audit log in batches: chains what came since, signs where the chain ends, and keeps that outside the database as well. */
import { appendFile, mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { AuditCheckpoint, SignedText } from '@sekisho/contracts';
import { exportPrivateKey, generateSigningKey, importPrivateKey, type SigningKey, signText } from '@sekisho/trust';
import type { Clock } from '../../platform/clock.ts';
import type { Db, Tx } from '../../platform/database/tables.ts';
import type { RunInTransaction } from '../../platform/database/transaction.ts';
import type { Sealer } from '../../platform/keys/sealer.ts';
import type { Log } from '../../platform/log.ts';
import * as store from './audit.store.ts';
import { selectLastCut } from './cuts.store.ts';
import { entryHash, genesisHash } from './seal.rules.ts';

export interface AuditSealerPorts {
  readonly db: Db;
  readonly transaction: RunInTransaction;
  readonly clock: Clock;
  readonly sealer: Sealer;
  readonly log: Log;
  readonly checkpointsFolder: string;
}

const batchSize = 5_000;
const sealContext = (organizationId: string, keyId: string) => `audit-key/${organizationId}/${keyId}`;

/** Opened with the key-encryption key, so that a key put into the database by somebody else is not taken. `null`: none yet. */
export async function loadAuditKey(
  { sealer }: Pick<AuditSealerPorts, 'sealer'>,
  db: Db | Tx,
  organizationId: string,
): Promise<SigningKey | null> {
  const row = await store.selectKey(db, organizationId);
  return row === undefined
    ? null
    : importPrivateKey(sealer.open(row.sealed_key, sealContext(organizationId, row.key_id)));
}

async function makeAuditKey({ sealer, clock }: AuditSealerPorts, tx: Tx, organizationId: string): Promise<SigningKey> {
  const key = generateSigningKey();
  const sealed = sealer.seal(exportPrivateKey(key.privateKey), sealContext(organizationId, key.keyId));
  const row = { key_id: key.keyId, public_key: Buffer.from(key.publicKey, 'base64url'), sealed_key: sealed };
  await store.insertKey(tx, organizationId, row, new Date(clock.now()));
  return key;
}

export function checkpointsFile(folder: string, organizationId: string): string {
  return path.join(folder, `${organizationId}.jsonl`);
}

/** Seals everything there is; what another process is sealing is left to it. Returns how many entries. */
export async function sealAll(ports: AuditSealerPorts): Promise<number> {
  let sealed = 0;
  for (const organizationId of await store.selectUnsealedOrganizations(ports.db)) {
    for (let batch = batchSize; batch === batchSize; sealed += batch) batch = await sealBatch(ports, organizationId);
  }
  return sealed;
}

/** Where all that was sealed has been deleted since, the cut tells where it ended. */
async function findChainEnd(tx: Tx, organizationId: string): Promise<store.ChainEnd | null> {
  const end = await store.selectChainEnd(tx, organizationId);
  const cut = await selectLastCut(tx, organizationId);
  if (end === null || cut === null) return end ?? cut;
  return end.sequence > cut.sequence ? end : cut;
}

async function sealBatch(ports: AuditSealerPorts, organizationId: string): Promise<number> {
  const done = await ports.transaction(async (tx) => {
    if (!(await store.tryLockChain(tx, organizationId))) return null;
    const rows = await store.selectUnsealed(tx, organizationId, batchSize);
    if (rows.length === 0) return null;
    const end = await findChainEnd(tx, organizationId);
    let sequence = end?.sequence ?? 0;
    let hash = end?.hash ?? genesisHash(organizationId);
    const seals = rows.map((row) => {
      sequence += 1;
      hash = entryHash(hash, { ...row, at: row.at.toISOString(), sequence });
      return { id: row.id, at: row.at, sequence, hash };
    });
    await store.updateSeals(tx, organizationId, seals);
    const key = (await loadAuditKey(ports, tx, organizationId)) ?? (await makeAuditKey(ports, tx, organizationId));
    const checkpoint: AuditCheckpoint = { organization: organizationId, sequence, hash, sealedAt: ports.clock.now() };
    const signed = signText('audit-checkpoint', JSON.stringify(checkpoint), key);
    await store.insertCheckpoint(tx, organizationId, sequence, signed, new Date(checkpoint.sealedAt));
    return { entries: rows.length, signed };
  });
  if (done === null) return 0;
  await keepOutside(ports, organizationId, done.signed);
  return done.entries;
}

/** Whoever can write to the database alone cannot take these back. */
export async function keepOutside(
  ports: Pick<AuditSealerPorts, 'checkpointsFolder' | 'log'>,
  organizationId: string,
  line: SignedText | { readonly cut: SignedText },
): Promise<void> {
  try {
    await mkdir(ports.checkpointsFolder, { recursive: true, mode: 0o700 });
    await appendFile(checkpointsFile(ports.checkpointsFolder, organizationId), `${JSON.stringify(line)}\n`, {
      mode: 0o600,
    });
  } catch (err) {
    ports.log.error({ err }, 'a checkpoint or cut of the audit log stands in the database only');
  }
}
