/** Who looked at whose position goes into the audit log: once for a look, not for every move of the map. */
import type { AuditAction } from '@sekisho/contracts';
import { type AppendAudit, auditActorOf } from '../../platform/audit/audit.ts';
import type { Principal } from '../../platform/authorization/permissions.ts';
import type { Clock } from '../../platform/clock.ts';
import type { RunInTransaction } from '../../platform/database/transaction.ts';

export interface LooksPorts {
  readonly transaction: RunInTransaction;
  readonly appendAudit: AppendAudit;
  readonly clock: Clock;
}

export interface Look {
  readonly action: Extract<AuditAction, 'locations.viewed' | 'device.track-viewed'>;
  readonly deviceId?: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

export interface Looks {
  /** Resolves when it stands in the log; whatever was looked at is shown only then. */
  note(principal: Principal, look: Look): Promise<void>;
}

/** Within this, looking again at the same is the same look. */
const sameLookMs = 10 * 60_000;
const mostRemembered = 10_000;

export function createLooks({ transaction, appendAudit, clock }: LooksPorts): Looks {
  /** When each look was last noted, oldest first. Another server process notes it again. */
  const noted = new Map<string, number>();

  function isNoted(key: string, now: number): boolean {
    const at = noted.get(key);
    return at !== undefined && now - at < sameLookMs;
  }

  function remember(key: string, now: number): void {
    noted.delete(key);
    noted.set(key, now);
    for (const [oldest, at] of noted) {
      if (noted.size <= mostRemembered && now - at < sameLookMs) return;
      noted.delete(oldest);
    }
  }

  return {
    async note(principal, { action, deviceId, detail }) {
      const now = clock.now();
      const who = principal.kind === 'api-token' ? principal.tokenId : principal.administratorId;
      const key = `${who} ${action} ${deviceId ?? ''}`;
      if (isNoted(key, now)) return;
      await transaction((tx) =>
        appendAudit(tx, {
          organizationId: principal.organizationId,
          actor: auditActorOf(principal),
          action,
          ...(deviceId === undefined ? {} : { target: { type: 'device', id: deviceId } }),
          detail,
          at: new Date(now),
        }),
      );
      remember(key, now);
    },
  };
}
