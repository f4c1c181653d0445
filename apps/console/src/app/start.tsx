/** Puts queries, router and language together and draws the console into `root`. */
import { createRoot } from 'react-dom/client';
import { sessionQuery } from '../api/queries.ts';
import { firstLanguage } from '../i18n/language-choice.ts';
import { loadWording } from '../i18n/load-wording.ts';
import { App } from './App.tsx';
import { createQueries } from './queries.ts';
import { createConsoleRouter } from './router.tsx';
import { publishStyleNonce } from './style-nonce.ts';

export async function start(root: HTMLElement): Promise<void> {
  publishStyleNonce();
  const queryClient = createQueries(() => {
    const { href, pathname } = router.state.location;
    if (pathname === '/login') return;
    queryClient.removeQueries({ queryKey: sessionQuery.queryKey });
    void router.navigate({ to: '/login', search: { next: href, why: 'ended' }, replace: true });
  });
  const router = createConsoleRouter(queryClient);
  const wording = await loadWording(firstLanguage());
  createRoot(root).render(<App queryClient={queryClient} router={router} wording={wording} />);
}
