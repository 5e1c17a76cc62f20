import Button from '@mui/material/Button';
import { styled } from '@mui/material/styles';
import type { ReactNode } from 'react';
import { t } from '../../texts/index.ts';
import { Age, inert } from '../../ui/index.ts';
import type { Attention } from './attention.ts';

export const Cards = styled('ul')({
  listStyle: 'none',
  margin: 0,
  padding: 0,
  display: 'grid',
  gridTemplateColumns: 'repeat(auto-fill, minmax(300px, 1fr))',
  gap: 10,
});

const Card = styled('li')({
  background: 'var(--surface)',
  border: '1px solid var(--border)',
  borderLeft: '3px solid var(--error)',
  borderRadius: 'var(--radius)',
  padding: '10px 12px',
  display: 'grid',
  gap: 4,
  alignContent: 'start',
  '&[data-severity=warning]': { borderLeftColor: 'var(--out)' },
  '& p': {
    display: '-webkit-box',
    WebkitLineClamp: 3,
    WebkitBoxOrient: 'vertical',
    overflow: 'hidden',
    overflowWrap: 'anywhere',
  },
  '& .do': { display: 'flex', gap: 6, alignItems: 'center', marginTop: 4 },
});

/** One sentence, what helps, and the way there (ux.md §3). `action`: undefined where only looking helps. */
export function AttentionCard({ item, action, open }: { item: Attention; action: ReactNode; open: () => void }) {
  const title = inert(item.title, 160);
  return (
    <Card data-severity={item.severity}>
      <b style={{ overflowWrap: 'anywhere' }}>{title}</b>
      <p className="muted">
        {inert(item.detail, 400)} {item.at > 0 ? <Age at={item.at} from={60_000} /> : null}
      </p>
      <span className="do">
        {action}
        <Button size="small" aria-label={`${t('fleet.open')} ${title}`} onClick={open}>
          {t('fleet.open')}
        </Button>
      </span>
    </Card>
  );
}
