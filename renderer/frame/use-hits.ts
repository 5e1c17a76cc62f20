import { useMemo } from 'react';
import { useLocation } from 'wouter';
import { addressOf, useRequest, useTopic } from '../client/index.ts';
import type { IconName } from '../ui/index.ts';
import { type Command, useCommands } from './commands.tsx';
import { paths } from './paths.ts';

/** Of applications and commands, and of objects: a list that nobody would read to its end helps nobody. */
const MOST = 50;
const MOST_OBJECTS = 12;
/** Objects are asked for from so many letters on. */
const LEAST = 2;

export interface Hit {
  readonly id: string;
  readonly icon: IconName;
  readonly title: string;
  readonly detail: string;
  readonly command?: Command;
  readonly sync?: string;
  readonly health?: string;
  readonly run: () => void;
}

/** What fits the words: commands and pages, applications, and objects of all applications, which the engine is asked for. */
export function useHits(wanted: string): { readonly hits: readonly Hit[]; readonly more: boolean } {
  const commands = useCommands();
  const apps = useTopic('applications');
  const [, navigate] = useLocation();
  const objects = useRequest(
    'resource.search',
    wanted.length < LEAST ? undefined : { text: wanted.slice(0, 256), limit: MOST_OBJECTS },
  );
  const found = useMemo(() => {
    const words = wanted.split(/\s+/).filter((word) => word !== '');
    const fits = (text: string): boolean => words.every((word) => text.includes(word));
    const hits: Hit[] = [];
    for (const command of commands) {
      if (command.id === 'palette' || !fits(command.title.toLowerCase())) continue;
      const { id, title, icon = 'right', run } = command;
      hits.push({ id, icon, title, detail: '', command, run });
    }
    if (wanted === '' && apps.rows.size > MOST) return { hits, more: false };
    let more = false;
    for (const [key, app] of apps.rows) {
      if (!fits(`${app.name} ${app.namespace} ${app.project}`.toLowerCase())) continue;
      if (hits.length >= MOST) {
        more = true;
        break;
      }
      const stale = app.staleSince > 0;
      hits.push({
        id: `app ${key}`,
        icon: 'apps',
        title: app.name,
        detail: `${app.project} · ${app.destinationNamespace}`,
        sync: stale ? 'Unknown' : app.sync,
        health: stale ? 'Unknown' : app.health,
        run: () => navigate(paths.app(addressOf(app))),
      });
    }
    return { hits, more };
  }, [commands, apps, wanted, navigate]);
  const { data } = objects;
  return useMemo(() => {
    if (data === undefined) return found;
    const objectHits = data.items.flatMap(({ app, ref, status, health }): readonly Hit[] => {
      const row = apps.rows.get(app);
      if (row === undefined) return [];
      const node = `${ref.group}/${ref.kind}/${ref.namespace}/${ref.name}`;
      return [
        {
          id: `object ${app} ${node}`,
          icon: 'right',
          title: ref.name,
          detail: [ref.kind, ref.namespace, row.name].filter((part) => part !== '').join(' · '),
          sync: status,
          ...(health === undefined ? {} : { health }),
          run: () => navigate(paths.app(addressOf(row), 'graph', { node })),
        },
      ];
    });
    return { hits: [...found.hits, ...objectHits], more: found.more || data.more };
  }, [found, data, apps, navigate]);
}
