/** The task that exports the audit log as JSON lines: entries with their hashes, then the checkpoints, so that anybody can check it. */

import type { Clock } from '../../platform/clock.ts';
import type { Db } from '../../platform/database/tables.ts';
import type { RunTask } from '../tasks/index.ts';
import * as store from './audit.store.ts';
import { selectCuts } from './cuts.store.ts';

export function createAuditExportTask({ db, clock }: { readonly db: Db; readonly clock: Clock }): RunTask {
  return async (context) => {
    const { organizationId } = context;
    const day = new Date(clock.now()).toISOString().slice(0, 10).replaceAll('-', '');
    const file = await context.openFile('result', `audit-log-${day}.jsonl`, 'application/x-ndjson');
    const key = await store.selectKey(db, organizationId);
    const publicKey = key === undefined ? null : key.public_key.toString('base64url');
    await file.write(`${JSON.stringify({ organization: organizationId, keyId: key?.key_id ?? null, publicKey })}\n`);
    const cuts = await selectCuts(db, organizationId);
    await file.write(cuts.map((cut) => `${JSON.stringify({ cut })}\n`).join(''));
    const total = (await store.selectChainEnd(db, organizationId))?.sequence ?? 0;
    let rows = 0;
    for await (const entries of store.selectChain(db, organizationId)) {
      await file.write(entries.map((entry) => `${JSON.stringify({ entry })}\n`).join(''));
      rows += entries.length;
      await context.progress(rows, Math.max(rows, total));
    }
    const checkpoints = await store.selectCheckpoints(db, organizationId);
    await file.write(checkpoints.map((checkpoint) => `${JSON.stringify({ checkpoint })}\n`).join(''));
    await file.end();
    await context.conclude(async () => ({ state: 'done', outcome: { rows } }));
  };
}
