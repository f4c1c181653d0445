/** What a request concerns, in a few words. */
import type { ApprovalRequest } from '@sekisho/contracts';
import type { Wording } from '../../i18n/wording.ts';

export function requestLabel({ t }: Wording, { kind, names, count }: ApprovalRequest): string {
  if (kind === 'trust-set') return t('approvals.what.trust-set');
  const rest = count - names.length;
  const joined = names.join(', ');
  return t(kind === 'policy' ? 'approvals.what.policies' : 'approvals.what.devices', { names: joined, rest });
}

export const stateColours = {
  open: 'yamabuki',
  approved: 'wakatake',
  refused: 'shu',
  expired: 'gray',
  outdated: 'gray',
} as const satisfies Record<ApprovalRequest['state'], string>;
