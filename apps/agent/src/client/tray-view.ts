/** What the icon in the notification area says of a status, and what its menu offers. Pure. */
import type { ClientStatus } from './client-protocol.ts';
import { viewOf, type Wording } from './window-view.ts';

export interface TrayView {
  /** Some lines. */
  readonly tip: string;
  readonly mayConnect: boolean;
  /** The last line of the menu, which only tells. */
  readonly version: string;
}

/** @param status `null`: no agent answers */
export function trayViewOf(status: ClientStatus | null, ownVersion: string, wording: Wording): TrayView {
  const { t } = wording;
  const { badge, rows, mayConnect } = viewOf(status, wording);
  // Of the last check-in the time alone: what went wrong takes more room than there is.
  const said = (['state', 'last'] as const).flatMap((field) => {
    const value = rows[field];
    return value === null ? [] : [`${t(`window.status.${field}`)}: ${firstLine(value)}`];
  });
  return {
    tip: [`Sekisho: ${badge}`, ...said].join('\n'),
    mayConnect,
    version: t('tray.version', { version: status?.version ?? ownVersion }),
  };
}

const firstLine = (text: string): string => text.split('\n')[0] ?? '';
