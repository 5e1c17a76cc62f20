import { useCallback, useEffect, useMemo, useState } from 'react';
import { useLocation } from 'wouter';
import { type AppAddress, useClient, useStale, useTopic } from '../../../client/index.ts';
import { paths } from '../../../frame/index.ts';
import { createProjector, GraphCanvas, type GraphNode } from '../../../graph/index.ts';
import { catalogueOf } from '../../../texts/catalogue.ts';
import { t } from '../../../texts/index.ts';
import { ErrorText, Skeleton } from '../../../ui/index.ts';
import { type Place, placesOf, sourcesOf } from './applications-source.ts';

const words = catalogueOf({
  'apps.graph': 'Applications and what they make',
  'apps.roots': 'Applications',
  'apps.level': 'Level {level} · wave {wave}',
});

/** New applications come in bursts; the fleet is asked once for all of a burst. */
const SETTLE_MS = 300;
const NOWHERE: ReadonlyMap<string, Place> = new Map();

/** App-of-Apps across all clusters: applications under those that made them, waves as columns (ux.md §3). */
export default function ApplicationsGraph() {
  const view = useTopic('applications');
  const { places, error, retry } = usePlaces(view.rows, view.ready);
  const [, navigate] = useLocation();
  const [active, setActive] = useState('');
  const project = useMemo(createProjector, []);
  // The rows are one map that changes; `view` is new for each change.
  const projection = useMemo(
    () => project(sourcesOf(view.rows, places ?? NOWHERE), undefined),
    [view, places, project],
  );
  const open = useCallback(
    ({ ref }: GraphNode) => {
      const address: AppAddress = { namespace: ref.namespace, name: ref.name };
      navigate(paths.app(address));
    },
    [navigate],
  );
  const columnTitle = useCallback(
    (level: number, wave: number) =>
      level === 0 ? words.t('apps.roots') : words.t('apps.level', { level, wave: String(wave).replace('-', '−') }),
    [],
  );
  if (!view.ready || (places === undefined && error === undefined)) {
    return <Skeleton label={t('page.loading')} rows={8} />;
  }
  return (
    <>
      {error ? <ErrorText error={error} retry={retry} /> : null}
      <GraphCanvas
        label={words.t('apps.graph')}
        model={projection.model}
        mended={projection.mended}
        kind="ranked"
        active={active}
        onActive={setActive}
        onOpen={open}
        columnTitle={columnTitle}
      />
    </>
  );
}

/** Asked again when applications come or go: a parent or a wave of one that stays hardly ever changes, its status does all the time. */
function usePlaces(rows: ReadonlyMap<string, unknown>, ready: boolean) {
  const client = useClient();
  const stale = useStale();
  const [places, setPlaces] = useState<ReadonlyMap<string, Place>>();
  const [error, setError] = useState<Error>();
  const [asked, setAsked] = useState(0);
  const fleet = useFleetNumber(rows);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `fleet` and `asked` say when to ask again
  useEffect(() => {
    if (!ready || stale) return;
    const controller = new AbortController();
    const timer = setTimeout(
      () => {
        client.call('app.list', {}, controller.signal).then(
          ({ items }) => {
            if (controller.signal.aborted) return;
            setPlaces(placesOf(items));
            setError(undefined);
          },
          (failed: Error) => {
            if (!controller.signal.aborted) setError(failed);
          },
        );
      },
      places === undefined ? 0 : SETTLE_MS,
    );
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [client, ready, stale, fleet, asked]);
  return { places, error, retry: useCallback(() => setAsked((n) => n + 1), []) };
}

/** Another number whenever the set of keys is another. */
function useFleetNumber(rows: ReadonlyMap<string, unknown>): number {
  const [last] = useState<{ number: number; keys: ReadonlySet<string> }>(() => ({ number: 0, keys: new Set() }));
  let same = last.keys.size === rows.size;
  if (same) {
    for (const key of rows.keys()) {
      if (last.keys.has(key)) continue;
      same = false;
      break;
    }
  }
  if (!same) {
    last.keys = new Set(rows.keys());
    last.number++;
  }
  return last.number;
}
