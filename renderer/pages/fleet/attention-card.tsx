import Button from '@mui/material/Button';
import { styled } from '@mui/material/styles';
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
  '& button': { justifySelf: 'start' },
});

export function AttentionCard({ item, open }: { item: Attention; open: () => void }) {
  return (
    <Card data-severity={item.severity}>
      <b style={{ overflowWrap: 'anywhere' }}>{inert(item.title, 160)}</b>
      <p className="muted">
        {inert(item.detail, 400)} {item.at > 0 ? <Age at={item.at} from={60_000} /> : null}
      </p>
      <Button size="small" aria-label={`${t('fleet.open')} ${inert(item.title, 160)}`} onClick={open}>
        {t('fleet.open')}
      </Button>
    </Card>
  );
}
