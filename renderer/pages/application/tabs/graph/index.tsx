import { useCallback, useState } from 'react';
import { GraphCanvas, type GraphNode, nodeId } from '../../../../graph/index.ts';
import { catalogueOf } from '../../../../texts/catalogue.ts';
import { t } from '../../../../texts/index.ts';
import { ErrorText, inert, Skeleton } from '../../../../ui/index.ts';
import type { TabProps } from '../tab.ts';
import { useTree } from './use-tree.ts';

const words = catalogueOf({ 'graph.of': 'Resources of {name}' });

/** What the application consists of in its cluster: managed objects by wave, and what they own (ux.md §3 "Graph"). */
export default function GraphTab(props: TabProps) {
  const { app, address, node, openNode } = props;
  const { projection, error } = useTree(props);
  const [active, setActive] = useState(node);
  const root = nodeId({ group: 'argoproj.io', kind: 'Application', ...address });
  // An object that was opened elsewhere, by an address or from another tab, is the selected one here.
  const [opened, setOpened] = useState(node);
  if (node !== opened) {
    setOpened(node);
    if (node !== '') setActive(node);
  }
  const open = useCallback(
    (one: GraphNode) => {
      // The application is this page; everything else opens beside it.
      if (one.id !== root) openNode(nodeId(one.ref));
    },
    [openNode, root],
  );
  if (projection === undefined) {
    return error ? <ErrorText error={error} /> : <Skeleton label={t('page.loading')} rows={8} />;
  }
  return (
    <>
      {error ? <ErrorText error={error} /> : null}
      <GraphCanvas
        label={words.t('graph.of', { name: inert(app.metadata.name, 120) })}
        model={projection.model}
        mended={projection.mended}
        kind="tree"
        active={active}
        onActive={setActive}
        onOpen={open}
      />
    </>
  );
}
