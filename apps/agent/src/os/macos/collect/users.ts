/** Who is logged on: the owner of the console, and sessions as `who` lists them. */
import type { InventoryContents } from '@sekisho/contracts';
import { cleanText } from '../../any/clean-text.ts';
import type { Sources } from '../../posix/sources.ts';

type Users = InventoryContents['users'];

/** Below stand accounts of services, which have the console while nobody has logged on: the login window, the assistant of the first start. */
const firstPerson = 501;

export interface ConsoleUserReader {
  read(): Promise<string | null>;
}

/** Whose the console is, the file system tells at once; the name is asked for only when it is another's. */
export function createConsoleUserReader({ ownerOf, run }: Pick<Sources, 'ownerOf' | 'run'>): ConsoleUserReader {
  let known: { readonly owner: number; readonly user: string | null } | null = null;
  return {
    async read() {
      const owner = await ownerOf('/dev/console');
      if (owner === null || owner < firstPerson) return null;
      if (known?.owner === owner) return known.user;
      const user = cleanText(await run('id', ['-un', String(owner)]), 256) || null;
      known = { owner, user };
      return user;
    },
  };
}

/** Name and line; the time has no year. The console is the screen of the machine itself. */
export function parseSessions(text: string): Users['sessions'] {
  const rows = [...text.matchAll(/^(\S+)\s+(console|ttys?\S+)\s/gm)].map(([, user = '', line = '']) => ({
    user,
    line,
  }));
  return rows.slice(0, 512).map(({ user, line }) => ({
    user: cleanText(user, 256),
    seat: line === 'console' ? 'console' : '',
    kind: line === 'console' ? 'aqua' : 'tty',
    since: null,
  }));
}

export async function collectUsers(sources: Sources): Promise<Users> {
  const sessions = parseSessions((await sources.run('who', [])) ?? '');
  return { logonUser: await createConsoleUserReader(sources).read(), sessions };
}
