/**
 * A page with nothing but a graph, for what only a browser can tell: speed, keys, pictures, accessibility. Its address says what is drawn:
 * `?nodes=10000&kind=tree&stacks=off&hostile=1&scheme=dark`. `window.harness` changes it and counts.
 */
import createCache from '@emotion/cache';
import { CacheProvider } from '@emotion/react';
import { ThemeProvider } from '@mui/material/styles';
import { Profiler, useMemo, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { ClientProvider, createAppClient, type LinkState } from '../../client/index.ts';
import { CommandsProvider, useCommands } from '../../frame/commands.tsx';
import { useShortcuts } from '../../frame/shortcuts.ts';
import { GlobalStyle, type SchemeName, themeOf } from '../../theme/index.ts';
import type { SourceNode } from '../arrange.ts';
import { GraphCanvas } from '../graph-canvas.tsx';
import { AUTOMATIC } from '../group.ts';
import type { LayoutEngine } from '../laid-out.ts';
import { layout } from '../layout.ts';
import { createProjector } from '../project.ts';
import { generatedTree, hostileTree, mockTree, ROOT, waves } from './sources.ts';

export interface Harness {
  /** Gives so many nodes another health, as one frame of the engine would. */
  readonly change: (count: number) => void;
  /** The same for so long, as the engine would send it: a frame of five every 100 ms. */
  readonly changeFor: (ms: number) => Promise<void>;
  readonly startFrames: () => void;
  /** Milliseconds between the frames since then. */
  readonly stopFrames: () => readonly number[];
  readonly renders: () => number;
  readonly layouts: () => number;
  /** Milliseconds from the navigation to the frame that showed the first node. */
  readonly firstCard: () => number;
  readonly opened: () => string;
  /** Replaces all nodes. */
  readonly show: (what: string, count: number) => void;
}

declare global {
  interface Window {
    harness: Harness;
  }
}

const query = new URLSearchParams(window.location.search);
const scheme = (query.get('scheme') ?? 'light') as SchemeName;
const LIVE: LinkState = { phase: 'live', since: 0, heardAt: 0 };
const client = {
  ...createAppClient({
    open: () => new Promise(() => undefined),
    now: () => 0,
    after: () => () => undefined,
    random: () => 0,
  }),
  state: () => LIVE,
  onState: () => () => undefined,
};
let renders = 0;
let layouts = 0;
let frames: number[] = [];
let firstCard = Number.NaN;
const watching = new MutationObserver(() => {
  if (document.querySelector('.card') === null) return;
  watching.disconnect();
  requestAnimationFrame(() =>
    setTimeout(() => {
      firstCard = performance.now();
    }),
  );
});
watching.observe(document.body, { childList: true, subtree: true });
const counting: LayoutEngine = (model, kind) => {
  layouts++;
  return layout(model, kind);
};
const first = query.get('stacks') === 'off' ? { folding: { ...AUTOMATIC, automatic: false } } : undefined;
let turn = 0;

function sourcesOf(what: string, count: number): readonly SourceNode[] {
  if (what === 'mock') return mockTree();
  if (what === 'hostile') return hostileTree();
  if (what === 'waves') return waves(count);
  return generatedTree(count);
}

function Graph() {
  const [sources, setSources] = useState(() =>
    sourcesOf(query.get('what') ?? 'tree', Number(query.get('nodes') ?? 100)),
  );
  const [active, setActive] = useState('');
  const [opened, setOpened] = useState('');
  const ranked = query.get('kind') === 'ranked';
  const project = useMemo(createProjector, []);
  const { model, mended } = useMemo(() => project(sources, ranked ? undefined : ROOT), [project, sources, ranked]);
  useShortcuts(useCommands());
  window.harness = {
    change(count) {
      turn++;
      setSources((before) => {
        const next = [...before];
        for (let i = 0; i < count; i++) {
          const at = (turn * 7919 + i * 104_729) % next.length;
          const source = next[at]!;
          // What fails stands beside its stack: such a change would move nodes.
          if (source.health === 'Degraded') continue;
          next[at] = { ...source, health: source.health === 'Progressing' ? 'Healthy' : 'Progressing' };
        }
        return next;
      });
    },
    changeFor: (ms) =>
      new Promise((resolve) => {
        const end = performance.now() + ms;
        const timer = setInterval(() => {
          window.harness.change(5);
          if (performance.now() < end) return;
          clearInterval(timer);
          resolve();
        }, 100);
      }),
    startFrames() {
      const times: number[] = [];
      frames = times;
      let last = performance.now();
      const tick = (now: number): void => {
        if (frames !== times) return;
        times.push(now - last);
        last = now;
        requestAnimationFrame(tick);
      };
      requestAnimationFrame(tick);
    },
    stopFrames() {
      const times = frames;
      frames = [];
      return times.slice(1);
    },
    renders: () => renders,
    layouts: () => layouts,
    firstCard: () => firstCard,
    opened: () => opened,
    show: (what, count) => setSources(sourcesOf(what, count)),
  };
  return (
    <main style={{ height: '100vh', padding: '16px 20px 0', display: 'flex', flexDirection: 'column' }}>
      <h1 style={{ fontSize: 20 }}>Graph</h1>
      <Profiler
        id="graph"
        onRender={() => {
          renders++;
        }}
      >
        <GraphCanvas
          label="Resources of checkout"
          model={model}
          mended={mended}
          kind={ranked ? 'ranked' : 'tree'}
          active={active}
          onActive={setActive}
          engine={counting}
          {...(first === undefined ? {} : { first })}
          onOpen={(node) => setOpened(node.id)}
          {...(ranked ? { columnTitle: (level: number, step: number) => `Level ${level}, wave ${step}` } : {})}
        />
      </Profiler>
    </main>
  );
}

const nonce = document.querySelector<HTMLMetaElement>('meta[name=csp-nonce]')?.content ?? '';
createRoot(document.getElementById('root')!).render(
  <CacheProvider value={createCache({ key: 'a', nonce })}>
    <ClientProvider value={client}>
      <ThemeProvider theme={themeOf(scheme)}>
        <GlobalStyle scheme={scheme} stale={false} />
        <CommandsProvider>
          <Graph />
        </CommandsProvider>
      </ThemeProvider>
    </ClientProvider>
  </CacheProvider>,
);
