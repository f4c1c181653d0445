/** The frame behind the log-in: menu, header, search; the screen of the address inside. */
import { AppShell, Box } from '@mantine/core';
import { useDisclosure, useHotkeys } from '@mantine/hooks';
import { useSuspenseQuery } from '@tanstack/react-query';
import { Outlet } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { sessionQuery } from '../api/queries.ts';
import { useWording } from '../i18n/WordingProvider.tsx';
import { ProofProvider } from '../ui/ProofProvider.tsx';
import { Header } from './Header.tsx';
import { Navigation } from './Navigation.tsx';
import classes from './Shell.module.css';

const Search = lazy(async () => ({ default: (await import('../features/search/Search.tsx')).Search }));

export function Shell() {
  const { t } = useWording();
  const { data: session } = useSuspenseQuery(sessionQuery);
  const [menuOpened, menu] = useDisclosure(false);
  const [searchOpened, setSearchOpened] = useState(false);
  const [searchWanted, setSearchWanted] = useState(false);
  const openSearch = () => {
    setSearchWanted(true);
    setSearchOpened(true);
  };
  useHotkeys([['mod+K', openSearch]], []);
  return (
    <AppShell
      header={{ height: 52 }}
      navbar={{ width: 208, breakpoint: 'md', collapsed: { mobile: !menuOpened } }}
      padding={0}
    >
      <a className="sekisho-skip" href="#content">
        {t('shell.skip')}
      </a>
      <AppShell.Header className={classes['header']}>
        <Header menuOpened={menuOpened} onMenu={menu.toggle} onSearch={openSearch} />
      </AppShell.Header>
      <AppShell.Navbar className={classes['navbar']} aria-label={t('shell.menu')}>
        <Navigation onNavigate={menu.close} />
      </AppShell.Navbar>
      <AppShell.Main id="content" tabIndex={-1} className={classes['main']}>
        <Box className={classes['page']}>
          <ProofProvider loginId={session.administrator.loginId}>
            <Outlet />
          </ProofProvider>
        </Box>
      </AppShell.Main>
      {searchWanted && (
        <Suspense fallback={null}>
          <Search opened={searchOpened} onClose={() => setSearchOpened(false)} />
        </Suspense>
      )}
    </AppShell>
  );
}
