/** The console inside everything it needs: wording, theme, queries, notifications, router. */
import { localStorageColorSchemeManager, MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { type QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { useState } from 'react';
import { WordingProvider } from '../i18n/WordingProvider.tsx';
import type { Wording } from '../i18n/wording.ts';
import { cssVariables, theme } from '../ui/theme.ts';
import type { ConsoleRouter } from './router.tsx';
import { styleNonce } from './style-nonce.ts';

export function App({
  queryClient,
  router,
  wording,
}: {
  queryClient: QueryClient;
  router: ConsoleRouter;
  wording: Wording;
}) {
  const [colorSchemeManager] = useState(() => localStorageColorSchemeManager({ key: 'sekisho.color-scheme' }));
  return (
    <WordingProvider initial={wording}>
      <MantineProvider
        theme={theme}
        cssVariablesResolver={cssVariables}
        colorSchemeManager={colorSchemeManager}
        defaultColorScheme="auto"
        getStyleNonce={styleNonce}
      >
        <QueryClientProvider client={queryClient}>
          <Notifications position="bottom-right" autoClose={5000} limit={4} />
          <RouterProvider router={router} />
        </QueryClientProvider>
      </MantineProvider>
    </WordingProvider>
  );
}
