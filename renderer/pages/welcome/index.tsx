import Button from '@mui/material/Button';
import { styled } from '@mui/material/styles';
import { useLocation } from 'wouter';
import { paths } from '../../frame/index.ts';
import { tw } from '../../texts/welcome.ts';
import { Page, PageBody } from '../../ui/index.ts';
import { Bring } from './bring.tsx';
import { Checklist } from './checklist.tsx';
import { Connect } from './connect.tsx';
import { TryIt } from './try-it.tsx';

const Columns = styled('div')({
  display: 'grid',
  gridTemplateColumns: 'minmax(0, 1fr) 280px',
  gap: 16,
  '& > .steps': { display: 'grid', gap: 12, minWidth: 0 },
  '@media (max-width: 820px)': { gridTemplateColumns: '1fr' },
});

/** The first run: try it, connect, bring applications, and the first steps beside it (ux.md §2). `onFleet`: how to leave it. */
export default function WelcomePage({ onFleet }: { onFleet?: () => void }) {
  const [, navigate] = useLocation();
  return (
    <Page
      title={tw('welcome.title')}
      sub={<span>{tw('welcome.sub')}</span>}
      actions={<Button onClick={() => (onFleet ? onFleet() : navigate(paths.fleet))}>{tw('welcome.fleet')}</Button>}
    >
      <PageBody>
        <Columns>
          <div className="steps">
            <TryIt number={1} />
            <Connect number={2} />
            <Bring number={3} />
          </div>
          <Checklist />
        </Columns>
      </PageBody>
    </Page>
  );
}
