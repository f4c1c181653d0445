/** What an organization does not keep of its audit log any more: the beginning of the chain, up to a cut that the key of the log signs. */
import type { AuditCut } from '@sekisho/contracts';
import { es256Signer, signText } from '@sekisho/trust';
import type { AppendAudit } from '../../platform/audit/audit.ts';
import { type KeptDays, spanOf, timeLimit } from '../../platform/database/time-partitions.rules.ts';
import type { Expired, TimePartitions } from '../../platform/database/time-partitions.ts';
import { tryLockChain } from './audit.store.ts';
import * as store from './cuts.store.ts';
import { readCheckpoint } from './seal.rules.ts';
import { type AuditSealerPorts, keepOutside, loadAuditKey } from './sealer.ts';

export interface AuditRetentionPorts extends AuditSealerPorts {
  readonly appendAudit: AppendAudit;
  readonly partitions: Pick<TimePartitions, 'expire'>;
}

export async function expireAudit(ports: AuditRetentionPorts, kept: readonly KeptDays[]): Promise<Expired> {
  const { db, partitions } = ports;
  for (const { organizationId, days } of kept) if (days !== null) await cutChain(ports, organizationId, days);
  const cuts = new Map<string, number>();
  for (const { organizationId } of kept)
    cuts.set(organizationId, (await store.selectLastCut(db, organizationId))?.sequence ?? 0);
  return partitions.expire('audit_log', {
    ...spanOf(kept),
    async mayDrop(partition) {
      for (const [organizationId, cut] of cuts)
        if (await store.holdsMore(db, partition, organizationId, cut)) return false;
      return true;
    },
    async deleteExpired(partition) {
      let deleted = 0;
      for (const [organizationId, cut] of cuts)
        if (cut > 0) deleted += await store.deleteThrough(db, partition, organizationId, cut);
      return deleted;
    },
  });
}

/** Signs where the chain begins from now on. */
async function cutChain(ports: AuditRetentionPorts, organizationId: string, days: number): Promise<void> {
  const now = ports.clock.now();
  const signed = await ports.transaction(async (tx) => {
    if (!(await tryLockChain(tx, organizationId))) return null;
    const key = await loadAuditKey(ports, tx, organizationId);
    const place = await store.selectCutPlace(tx, organizationId, timeLimit(now, days));
    if (key === null || place === null) return null;
    const { sequence, hash } = place;
    if (sequence <= ((await store.selectLastCut(tx, organizationId))?.sequence ?? 0)) return null;
    if (readCheckpoint(place.checkpoint, organizationId, [es256Signer('server', key)])?.hash !== hash) {
      ports.log.error({ organizationId, sequence }, 'the audit log is not what was sealed: nothing of it is deleted');
      return null;
    }
    const cut: AuditCut = { organization: organizationId, sequence, hash, keptDays: days, cutAt: now };
    const text = signText('audit-cut', JSON.stringify(cut), key);
    await store.insertCut(tx, organizationId, sequence, text, new Date(now));
    await ports.appendAudit(tx, {
      organizationId,
      actor: { type: 'system' },
      action: 'audit-log.cut',
      target: { type: 'organization', id: organizationId },
      detail: { through: sequence, hash, keptDays: days },
      at: new Date(now),
    });
    return text;
  });
  if (signed !== null) await keepOutside(ports, organizationId, { cut: signed });
}
