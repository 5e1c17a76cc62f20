import createCache from '@emotion/cache';
import { CacheProvider } from '@emotion/react';
import { ThemeProvider } from '@mui/material/styles';
import { useMemo } from 'react';
import type { DesktopBridge } from '../preload/desktop.ts';
import { type AppClient, ClientProvider, useStale } from './client/index.ts';
import { CommandsProvider } from './frame/commands.tsx';
import { DesktopProvider, useEngineNotice } from './frame/desktop.ts';
import { Frame } from './frame/frame.tsx';
import { GlobalStyle, type SchemeStore, themeOf, useScheme } from './theme/index.ts';

/** The desktop: everything below a client and a scheme. `nonce`: what lets styles in under the content security policy. */
export function App({
  client,
  scheme,
  nonce,
  bridge,
}: {
  client: AppClient;
  scheme: SchemeStore;
  nonce: string;
  /** Absent in a browser. */
  bridge: DesktopBridge | undefined;
}) {
  const cache = useMemo(() => createCache({ key: 'a', nonce }), [nonce]);
  return (
    <CacheProvider value={cache}>
      <ClientProvider value={client}>
        <DesktopProvider value={bridge}>
          <Themed scheme={scheme} />
        </DesktopProvider>
      </ClientProvider>
    </CacheProvider>
  );
}

function Themed({ scheme }: { scheme: SchemeStore }) {
  const shown = useScheme(scheme);
  const away = useStale();
  const notice = useEngineNotice();
  const stale = away || notice?.state === 'asleep' || notice?.state === 'reading';
  const theme = useMemo(() => themeOf(shown), [shown]);
  return (
    <ThemeProvider theme={theme}>
      <GlobalStyle scheme={shown} stale={stale} />
      <CommandsProvider>
        <Frame scheme={scheme} />
      </CommandsProvider>
    </ThemeProvider>
  );
}
