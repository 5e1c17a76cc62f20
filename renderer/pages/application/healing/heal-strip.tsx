import Button from '@mui/material/Button';
import { styled } from '@mui/material/styles';
import type { Application } from '../../../../preload/contract/index.ts';
import { th } from '../../../texts/healing.ts';
import { Age, inert, Mark } from '../../../ui/index.ts';
import type { TabProps } from '../tabs/tab.ts';
import { HealWords } from './heal-words.tsx';
import { healedAt } from './recent-heals.ts';
import { useRecentHeals } from './use-recent-heals.ts';

const Strip = styled('section')({
  display: 'flex',
  gap: 10,
  alignItems: 'center',
  borderRadius: 'var(--radius)',
  padding: '8px 12px',
  background: 'var(--ok-bg)',
  border: '1px solid color-mix(in srgb, var(--ok) 35%, transparent)',
  '& p': { flex: 1, minWidth: 0, overflowWrap: 'anywhere' },
});

/** Something was changed by hand and set right a moment ago: nobody could have seen it. */
export function HealStrip({ app, go }: { app: Application } & Pick<TabProps, 'go'>) {
  const heals = useRecentHeals(app);
  const [newest] = heals;
  return (
    // It is there before it has something to say: then it is spoken.
    <div role="status" style={{ display: 'contents' }}>
      {newest === undefined ? null : (
        <Strip aria-label={th('heal.label')}>
          <Mark shape="check" tone="ok" />
          <p>
            <b>{th('heal.healed')}</b> <Age at={healedAt(newest)} suffix={th('heal.ago')} />
            {' · '}
            {inert(newest.kind, 80)} <b>{inert(newest.name, 260)}</b> <HealWords heal={newest} />
          </p>
          <Button size="small" onClick={() => go('history')}>
            {heals.length === 1 ? th('heal.all') : th('heal.allMore', { count: heals.length - 1 })}
          </Button>
        </Strip>
      )}
    </div>
  );
}
