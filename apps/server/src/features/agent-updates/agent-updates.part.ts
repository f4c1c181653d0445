/** Updates of the agent in check-ins: devices in the stage of a rollout hear that there is one, and tell what became of it. */
import type { DeviceEvent } from '@sekisho/contracts';
import type { AppendAudit } from '../../platform/audit/audit.ts';
import type { Tx } from '../../platform/database/tables.ts';
import type { Outbox } from '../../platform/outbox/outbox.ts';
import type { CheckInEntry, CheckInPart } from '../check-in/index.ts';
import { isInStage, toldNumber } from './rollout.rules.ts';
import { type CurrentRollout, type RolloutCache, rolloutsChanged } from './rollout-cache.ts';
import { type DeviceWord, haltIfFailing, upsertWords } from './rollouts.store.ts';

export interface AgentUpdatesPartPorts {
  readonly rollouts: Pick<RolloutCache, 'of'>;
  readonly appendAudit: AppendAudit;
  readonly outbox: Outbox;
}

/** Without a statement of its own unless a device tells of an update. */
export function createAgentUpdatesPart({ rollouts, appendAudit, outbox }: AgentUpdatesPartPorts): CheckInPart {
  async function halt(tx: Tx, failed: readonly { organizationId: string; id: string }[], at: Date): Promise<void> {
    for (const { organizationId, id } of failed) {
      const halted = await haltIfFailing(tx, organizationId, id, at);
      if (halted === null) continue;
      const target = { type: 'agent-rollout', id };
      const entry = { organizationId, actor: { type: 'system' }, action: 'agent-rollout.halted', target } as const;
      await appendAudit(tx, { ...entry, detail: halted, at });
      await outbox.enqueue(tx, rolloutsChanged, organizationId);
    }
  }

  return {
    name: 'agent-updates',
    async apply(tx, entries) {
      const words = entries.flatMap(wordOf);
      const [first] = entries;
      if (words.length > 0 && first !== undefined) await halt(tx, await upsertWords(tx, words), first.receivedAt);
    },
    async inform(entries) {
      const known = new Map<string, CurrentRollout | null>();
      for (const { organizationId, deviceId, deviceRevision, answer } of entries) {
        const rollout =
          known.get(organizationId) ?? (known.has(organizationId) ? null : await rollouts.of(organizationId));
        known.set(organizationId, rollout);
        if (rollout?.state === 'running' && isInStage(rollout, deviceId))
          answer.updates = toldNumber(rollout, deviceRevision);
      }
    },
  };
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The last one it tells counts; what cannot be about a rollout of ours is only in its timeline. */
function wordOf({ organizationId, deviceId, events, receivedAt }: CheckInEntry): DeviceWord[] {
  const event = events.findLast(({ what }) => what === 'agent-updated' || what === 'agent-update-failed');
  if (event === undefined) return [];
  const rolloutId = text(event, 'rollout');
  const attempt = Number(event.detail?.['attempt']);
  if (!uuid.test(rolloutId) || !Number.isInteger(attempt) || attempt < 1 || attempt > 1_000_000) return [];
  const failed = event.what === 'agent-update-failed';
  return [
    {
      organizationId,
      deviceId,
      rolloutId,
      attempt,
      state: failed ? 'failed' : 'updated',
      from: text(event, 'from'),
      fault: failed ? text(event, 'fault') || 'unknown' : null,
      // The device's trusted time, but never later than the server heard of it.
      at: new Date(Math.min(event.at, receivedAt.getTime())),
    },
  ];
}

function text({ detail }: DeviceEvent, name: string): string {
  return String(detail?.[name] ?? '')
    .toWellFormed()
    .replaceAll('\0', '')
    .slice(0, 64);
}
