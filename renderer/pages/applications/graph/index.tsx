import { useCallback, useMemo, useState } from 'react';
import { useLocation } from 'wouter';
import { type AppAddress, useClusterNames, useTopic } from '../../../client/index.ts';
import { paths } from '../../../frame/index.ts';
import { createProjector, GraphCanvas, type GraphNode } from '../../../graph/index.ts';
import { catalogueOf } from '../../../texts/catalogue.ts';
import { t } from '../../../texts/index.ts';
import { Skeleton } from '../../../ui/index.ts';
import { sourcesOf } from './applications-source.ts';

const words = catalogueOf({
  'apps.graph': 'Applications and what they make',
  'apps.roots': 'Applications',
  'apps.level': 'Level {level} · wave {wave}',
});

/** App-of-Apps across all clusters: applications under those that made them, waves as columns (ux.md §3). */
export default function ApplicationsGraph() {
  const view = useTopic('applications');
  const { nameOf } = useClusterNames();
  const [, navigate] = useLocation();
  const [active, setActive] = useState('');
  const project = useMemo(createProjector, []);
  // The rows are one map that changes; `view` is new for each change.
  const projection = useMemo(() => project(sourcesOf(view.rows, nameOf), undefined), [view, nameOf, project]);
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
  if (!view.ready) return <Skeleton label={t('page.loading')} rows={8} />;
  return (
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
  );
}
