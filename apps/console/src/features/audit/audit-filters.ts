/** What of the audit log is shown, as it stands in the address. Pure but for the reader's time zone. */
import { type AuditAction, type AuditLogQuery, auditActions } from '@sekisho/contracts';
import { isDay, startOfDay } from '../../ui/day.ts';

export type AuditFilters = { actor?: string; action?: AuditAction; target?: string; day?: string };

export function parseAuditFilters(search: Record<string, unknown>): AuditFilters {
  const { actor, action, target, day } = search;
  const filters: AuditFilters = {};
  if ((typeof actor === 'string' || typeof actor === 'number') && String(actor) !== '')
    filters.actor = String(actor).slice(0, 64);
  if (auditActions.includes(action as AuditAction)) filters.action = action as AuditAction;
  if (typeof target === 'string' && /^[a-z-]+:.+$/.test(target)) filters.target = target.slice(0, 200);
  if (typeof day === 'string' && isDay(day)) filters.day = day;
  return filters;
}

export function toAuditQuery({ day, ...filters }: AuditFilters): AuditLogQuery {
  const query: AuditLogQuery = { ...filters, limit: 100 };
  if (day !== undefined) {
    query.from = startOfDay(day);
    query.until = startOfDay(day, 1);
  }
  return query;
}
