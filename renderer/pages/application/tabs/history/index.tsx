import { styled } from '@mui/material/styles';
import { useMemo } from 'react';
import { useQuery } from '../../../../frame/index.ts';
import { th } from '../../../../texts/healing.ts';
import { tt } from '../../../../texts/tabs.ts';
import { EmptyState } from '../../../../ui/index.ts';
import { HealList } from '../../healing/heal-list.tsx';
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

const Heals = styled('section')({
  display: 'grid',
  gap: 6,
  flex: 'none',
  maxHeight: '35%',
  overflow: 'auto',
  paddingBottom: 16,
  '& h2': { fontSize: 13, fontWeight: 600 },
  '& button.link': {
    font: 'inherit',
    fontWeight: 600,
    color: 'var(--text)',
    background: 'none',
    border: 0,
    padding: 0,
  },
  '& button.link:hover': { color: 'var(--primary)', textDecoration: 'underline' },
});

/** How do I get back? What was deployed, by whom and when, how each differs from now, and the ways there. */
export default function HistoryTab({ address, name, app, version, openNode }: TabProps) {
  const heals = app.status?.heals ?? [];
  const entries = useMemo(() => historyEntries(app), [app]);
  const { get, set } = useQuery();
  const chosen = get('entry') === '' ? undefined : Number(get('entry'));
  return (
    <TabFrame>
      {entries.length === 0 ? (
        <EmptyState title={tt('history.empty')}>{tt('history.emptyMore')}</EmptyState>
      ) : (
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
      )}
      {heals.length === 0 ? null : (
        <Heals aria-label={th('heal.title')}>
          <h2>{th('heal.title')}</h2>
          <p className="muted">{th('heal.titleMore')}</p>
          <HealList heals={heals} openNode={openNode} />
        </Heals>
      )}
    </TabFrame>
  );
}
