import { styled } from '@mui/material/styles';
import { useMemo } from 'react';
import { useQuery } from '../../../../frame/index.ts';
import { tt } from '../../../../texts/tabs.ts';
import { EmptyState } from '../../../../ui/index.ts';
import type { TabProps } from '../tab.ts';
import { TabFrame } from '../tab-frame.tsx';
import { DifferenceToNow } from './difference-to-now.tsx';
import { historyEntries } from './entries.ts';
import { Timeline } from './timeline.tsx';

const Split = styled('div')({
  display: 'grid',
  gridTemplateColumns: 'minmax(320px, 2fr) minmax(320px, 3fr)',
  gap: 12,
  flex: 1,
  minHeight: 0,
  paddingBottom: 16,
  '@media (max-width: 900px)': { gridTemplateColumns: '1fr', overflow: 'auto' },
});

/** How do I get back? What was deployed, by whom and when, how each differs from now, and the ways there. */
export default function HistoryTab({ address, name, app, version, openNode }: TabProps) {
  const entries = useMemo(() => historyEntries(app), [app]);
  const { get, set } = useQuery();
  const chosen = get('entry') === '' ? undefined : Number(get('entry'));
  if (entries.length === 0) {
    return (
      <TabFrame>
        <EmptyState title={tt('history.empty')}>{tt('history.emptyMore')}</EmptyState>
      </TabFrame>
    );
  }
  return (
    <TabFrame>
      <Split>
        <Timeline entries={entries} name={name} chosen={chosen} onChoose={(id) => set({ entry: String(id) })} />
        <DifferenceToNow
          // What was opened for one deployment is not meant for another.
          key={chosen}
          address={address}
          name={name}
          app={app}
          entry={entries.find(({ id }) => id === chosen)}
          version={version}
          openNode={openNode}
        />
      </Split>
    </TabFrame>
  );
}
