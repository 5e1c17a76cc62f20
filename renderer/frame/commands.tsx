import { createContext, type ReactNode, use, useEffect, useMemo, useState } from 'react';
import { tb } from '../texts/about.ts';
import { t } from '../texts/index.ts';
import type { IconName } from '../ui/index.ts';
import { paths } from './paths.ts';

/** One thing that can be done. The palette, the shortcut sheet and the menus are made of these. */
export interface Command {
  readonly id: string;
  readonly title: string;
  readonly icon?: IconName;
  /** As in `g a` (one after the other) or `mod+k`. */
  readonly keys?: string;
  /** The same for the command line, without `argosy`. */
  readonly cli?: readonly string[];
  readonly run: () => void;
}

interface Registry {
  readonly offered: readonly Command[];
  readonly offer: (commands: readonly Command[]) => () => void;
}

const CommandsContext = createContext<Registry | undefined>(undefined);

/** Keeps what the frame and the page of the moment offer. */
export function CommandsProvider({ children }: { children: ReactNode }) {
  const [sets, setSets] = useState<readonly (readonly Command[])[]>([]);
  const registry = useMemo<Registry>(
    () => ({
      offered: sets.flat(),
      offer: (commands) => {
        setSets((before) => [...before, commands]);
        return () => setSets((before) => before.filter((one) => one !== commands));
      },
    }),
    [sets],
  );
  return <CommandsContext value={registry}>{children}</CommandsContext>;
}

export function useCommands(): readonly Command[] {
  return registryOf(use(CommandsContext)).offered;
}

/** What this component can do while it is shown. Memoise the list: a new one replaces the old. */
export function useOffer(commands: readonly Command[]): void {
  const { offer } = registryOf(use(CommandsContext));
  // biome-ignore lint/correctness/useExhaustiveDependencies: `offer` changes with every offer; only the commands matter
  useEffect(() => offer(commands), [commands]);
}

function registryOf(registry: Registry | undefined): Registry {
  if (!registry) throw new Error('no commands above this component');
  return registry;
}

/** Going places: what the frame offers on every page. */
export function pageCommands(go: (path: string) => void): readonly Command[] {
  return [
    { id: 'go.fleet', title: t('nav.fleet'), icon: 'fleet', keys: 'g f', run: () => go(paths.fleet) },
    {
      id: 'go.apps',
      title: t('nav.applications'),
      icon: 'apps',
      keys: 'g a',
      cli: ['app', 'list'],
      run: () => go(paths.apps),
    },
    {
      id: 'go.clusters',
      title: t('nav.clusters'),
      icon: 'clusters',
      keys: 'g c',
      cli: ['cluster', 'list'],
      run: () => go(paths.clusters),
    },
    {
      id: 'go.repositories',
      title: t('nav.repositories'),
      icon: 'repos',
      keys: 'g r',
      cli: ['repo', 'list'],
      run: () => go(paths.repositories),
    },
    {
      id: 'go.new',
      title: t('apps.new'),
      icon: 'plus',
      keys: 'g n',
      cli: ['app', 'create', '--file', 'FILE'],
      run: () => go(paths.newApp()),
    },
    { id: 'go.welcome', title: t('nav.welcome'), icon: 'sail', keys: 'g w', run: () => go(paths.welcome) },
    {
      id: 'go.settings',
      title: t('nav.settings'),
      icon: 'settings',
      keys: 'g s',
      cli: ['config', 'list'],
      run: () => go(paths.settings),
    },
    {
      id: 'go.diagnostics',
      title: tb('diagnostics.title'),
      icon: 'help',
      keys: 'g d',
      cli: ['version'],
      run: () => go(paths.diagnostics),
    },
    { id: 'go.licences', title: tb('licences.title'), icon: 'right', run: () => go(paths.licences) },
  ];
}
