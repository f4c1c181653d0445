/** The table of the status as text with tab stops: one field that can be read out, copied and scrolled. Pure. */

import { statusFields, type WindowView, type Wording } from '../../../client/window-view.ts';

const newLine = '\r\n';

export function statusText({ note, rows }: Pick<WindowView, 'note' | 'rows'>, t: Wording['t']): string {
  const lines = statusFields.flatMap((field) => {
    const value = rows[field];
    return value === null ? [] : [`${t(`window.status.${field}`)}\t${value.replaceAll('\n', `${newLine}\t`)}`];
  });
  const above = note === '' ? [] : [note.replaceAll('\n', newLine), ''];
  return [...above, ...lines].join(newLine);
}
