import IconButton from '@mui/material/IconButton';
import { styled } from '@mui/material/styles';
import Tooltip from '@mui/material/Tooltip';
import { Suspense, useMemo, useState } from 'react';
import { Link, useLocation } from 'wouter';
import { Pages } from '../pages/index.tsx';
import { t } from '../texts/index.ts';
import type { SchemeStore } from '../theme/index.ts';
import { Icon, Skeleton } from '../ui/index.ts';
import { Breadcrumb } from './breadcrumb.tsx';
import { type Command, pageCommands, useCommands, useOffer } from './commands.tsx';
import { useDesktopMenu } from './desktop.ts';
import { ErrorBoundary } from './error-boundary.tsx';
import { useFocusOfPage } from './focus-of-page.ts';
import { LinkBanner, LinkLight } from './link-light.tsx';
import { Palette } from './palette.tsx';
import { paths } from './paths.ts';
import { Rail } from './rail.tsx';
import { ShortcutSheet } from './shortcut-sheet.tsx';
import { keysText, useShortcuts } from './shortcuts.ts';
import { TaskBar } from './task-bar.tsx';

const Grid = styled('div')({
  display: 'grid',
  gridTemplate: '48px 1fr 28px / 64px minmax(0, 1fr)',
  height: '100%',
  '& > header': {
    gridColumn: '1 / 3',
    display: 'flex',
    alignItems: 'center',
    gap: 20,
    padding: '0 16px',
    background: 'var(--surface)',
    borderBottom: '1px solid var(--border)',
  },
  '& .brand': {
    display: 'flex',
    gap: 8,
    alignItems: 'center',
    color: 'var(--primary)',
    '& b': { color: 'var(--text)' },
  },
  '& .brand:hover': { textDecoration: 'none' },
  '& .search': {
    marginLeft: 'auto',
    width: 300,
    minWidth: 120,
    height: 30,
    display: 'flex',
    justifyContent: 'space-between',
    alignItems: 'center',
    border: '1px solid var(--edge)',
    borderRadius: 6,
    padding: '0 10px',
    color: 'var(--muted)',
    background: 'var(--bg)',
    font: 'inherit',
    cursor: 'pointer',
  },
  '& .search:hover': { borderColor: 'var(--muted)' },
  '& > main:focus-visible': { outlineOffset: -2 },
  '& > main': {
    position: 'relative',
    overflow: 'hidden',
    minWidth: 0,
    minHeight: 0,
    display: 'flex',
    flexDirection: 'column',
  },
  '& .skip': { position: 'absolute', left: -9999 },
  '& .skip:focus': { left: 8, top: 8, zIndex: 20, background: 'var(--surface)', padding: 8 },
});

/** What is around every page (ux.md §1). */
export function Frame({ scheme }: { scheme: SchemeStore }) {
  const [location, navigate] = useLocation();
  const [sheet, setSheet] = useState<'palette' | 'shortcuts'>();
  const own = useMemo<readonly Command[]>(
    () => [
      { id: 'palette', title: t('palette.title'), icon: 'search', keys: 'mod+k', run: () => setSheet('palette') },
      ...pageCommands(navigate),
      { id: 'shortcuts', title: t('shortcuts.title'), icon: 'help', keys: '?', run: () => setSheet('shortcuts') },
      {
        id: 'theme',
        title: t('theme.switch'),
        icon: 'theme',
        run: () => scheme.choose(scheme.shown() === 'light' ? 'dark' : 'light'),
      },
      { id: 'theme.contrast', title: t('theme.contrast'), icon: 'theme', run: () => scheme.choose('contrast') },
    ],
    [navigate, scheme],
  );
  useOffer(own);
  const commands = useCommands();
  useShortcuts(commands);
  useDesktopMenu(commands, navigate);
  const [, place = ''] = location.split('/');
  const content = useFocusOfPage(location);
  return (
    <Grid>
      <header>
        <a className="skip" href="#content">
          {t('nav.skip')}
        </a>
        <Link className="brand" href={paths.fleet}>
          <Icon name="sail" size={20} />
          <b>Argosy</b>
        </Link>
        <Breadcrumb />
        <button type="button" className="search" aria-keyshortcuts="Control+K" onClick={() => setSheet('palette')}>
          {t('palette.title')} <kbd>{keysText('mod+k')}</kbd>
        </button>
        <LinkLight />
        <Tooltip title={t('shortcuts.title')}>
          <IconButton aria-label={t('shortcuts.title')} onClick={() => setSheet('shortcuts')}>
            <Icon name="help" size={18} />
          </IconButton>
        </Tooltip>
      </header>
      <Rail />
      <main ref={content} id="content" tabIndex={-1}>
        <LinkBanner />
        <ErrorBoundary key={place}>
          <Suspense
            fallback={
              <div style={{ padding: 20 }}>
                <Skeleton label={t('page.loading')} rows={8} />
              </div>
            }
          >
            <Pages scheme={scheme} />
          </Suspense>
        </ErrorBoundary>
      </main>
      <TaskBar />
      {sheet === 'palette' ? <Palette onClose={() => setSheet(undefined)} /> : null}
      {sheet === 'shortcuts' ? <ShortcutSheet onClose={() => setSheet(undefined)} /> : null}
    </Grid>
  );
}
