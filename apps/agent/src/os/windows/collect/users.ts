/** The users section: who is logged on, at the machine and from afar. */
import type { InventoryContents } from '@sekisho/contracts';
import { cleanText } from '../../any/clean-text.ts';
import { logonUserOf } from '../sessions.ts';
import type { Sources } from './sources.ts';

export function collectUsers(sources: Sources): InventoryContents['users'] {
  const sessions = sources.sessions().filter(({ user }) => user !== '');
  return {
    logonUser: logonUserOf(sessions),
    sessions: sessions.map(({ user, remote }) => ({
      user: cleanText(user, 256),
      seat: remote ? '' : 'console',
      kind: remote ? 'remote-desktop' : 'desktop',
      since: null,
    })),
  };
}
