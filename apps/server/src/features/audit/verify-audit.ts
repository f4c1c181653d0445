/** Holds a whole audit log against its chain and checkpoints, those in the database and those kept outside of it. */
import { readFile } from 'node:fs/promises';
import { SignedText } from '@sekisho/contracts';
import { es256Signer } from '@sekisho/trust';
import { Value } from 'typebox/value';
import type { Db } from '../../platform/database/tables.ts';
import type { Sealer } from '../../platform/keys/sealer.ts';
import * as store from './audit.store.ts';
import { selectCuts } from './cuts.store.ts';
import { type ChainVerdict, ChainWalk, type Sealed } from './seal.rules.ts';
import { loadAuditKey } from './sealer.ts';

/** Checkpoints and cuts of a file, one JSON object a line; lines of an export that are entries are passed over. Throws when one is no JSON. */
export function readSealedLines(text: string): Sealed {
  const sealed = { checkpoints: [] as SignedText[], cuts: [] as SignedText[] };
  for (const line of text.split('\n')) {
    if (line.trim() === '') continue;
    const value: unknown = JSON.parse(line);
    const { cut = null, checkpoint = value } =
      typeof value === 'object' && value !== null ? (value as { cut?: unknown; checkpoint?: unknown }) : {};
    if (Value.Check(SignedText, cut)) sealed.cuts.push(cut);
    else if (Value.Check(SignedText, checkpoint)) sealed.checkpoints.push(checkpoint);
  }
  return sealed;
}

export async function readSealedFile(file: string): Promise<Sealed> {
  const text = await readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return '';
    throw cause;
  });
  return readSealedLines(text);
}

export interface AuditVerdict extends ChainVerdict {
  /** Written, and not chained yet: they can still be changed unnoticed. */
  readonly unsealed: number;
  /** Of the public key that checkpoints are checked with; `null`: nothing has been sealed yet. */
  readonly keyId: string | null;
}

export async function verifyAudit(
  ports: { readonly db: Db; readonly sealer: Sealer },
  organizationId: string,
  kept: Sealed,
): Promise<AuditVerdict> {
  const key = await loadAuditKey(ports, ports.db, organizationId);
  const signers = key === null ? [] : [es256Signer('server', key)];
  const sealed = {
    checkpoints: [...(await store.selectCheckpoints(ports.db, organizationId)), ...kept.checkpoints],
    cuts: [...(await selectCuts(ports.db, organizationId)), ...kept.cuts],
  };
  const walk = new ChainWalk(organizationId, sealed, signers);
  for await (const entries of store.selectChain(ports.db, organizationId)) for (const entry of entries) walk.add(entry);
  const unsealed = await store.countUnsealed(ports.db, organizationId);
  return { ...walk.verdict(), unsealed, keyId: key?.keyId ?? null };
}
