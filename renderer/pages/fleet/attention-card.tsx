import Button from '@mui/material/Button';
import { styled } from '@mui/material/styles';
import type { ReactNode } from 'react';
import type { Row } from '../../../preload/contract/index.ts';
import { addressOf, requestNameOf, useRequest } from '../../client/index.ts';
import { tf } from '../../texts/fleet.ts';
import { t } from '../../texts/index.ts';
import { Age, inert, StatusMark } from '../../ui/index.ts';
import type { Attention } from './attention.ts';
import { type Offer, offerOf, sentenceOf } from './offer.ts';

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
  display: 'flex',
  flexDirection: 'column',
  gap: 4,
  minWidth: 0,
  '&[data-severity=warning]': { borderLeftColor: 'var(--out)' },
  '& > header': { display: 'flex', gap: 8, alignItems: 'center' },
  '& > header b': { overflowWrap: 'anywhere', minWidth: 0 },
  '& > header .marks': { display: 'inline-flex', gap: 4, flex: 'none' },
  '& > header time': { marginLeft: 'auto', flex: 'none' },
  '& p': { overflowWrap: 'anywhere' },
  '& .do': { display: 'flex', gap: 6, alignItems: 'center', marginTop: 'auto', paddingTop: 6, flexWrap: 'wrap' },
});

/** One sentence, what helps, and the way there (ux.md §3). `action`: undefined where only looking helps. */
export function AttentionCard({
  item,
  sentence,
  marks,
  action,
  open,
  lookFirst = false,
}: {
  item: Attention;
  sentence: string;
  marks?: ReactNode;
  action: ReactNode;
  open: () => void;
  /** Looking is what helps. */
  lookFirst?: boolean;
}) {
  const title = inert(item.title, 160);
  return (
    <Card data-severity={item.severity}>
      <header>
        <b>{title}</b>
        {marks === undefined ? null : <span className="marks">{marks}</span>}
        {item.at > 0 ? <Age at={item.at} from={60_000} /> : null}
      </header>
      <p className="muted">{inert(sentence)}</p>
      <span className="do">
        {lookFirst ? null : action}
        <Button size="small" aria-label={`${t('fleet.open')} ${title}`} onClick={open}>
          {t('fleet.open')}
        </Button>
        {lookFirst ? action : null}
      </span>
    </Card>
  );
}

/** The card of an application asks why it is so: the whole sentence, and what helps against just that. */
export function AppCard({
  item,
  row,
  busy,
  onOffer,
  open,
}: {
  item: Attention;
  row: Row<'applications'>;
  busy: boolean;
  onOffer: (offer: Offer) => void;
  open: () => void;
}) {
  const { data } = useRequest(
    'app.reasons',
    { name: requestNameOf(addressOf(row)) },
    `${row.reason} ${row.sync} ${row.health} ${row.operationAt}`,
  );
  const reasons = data?.items ?? [];
  const offer = data === undefined ? undefined : offerOf(row, reasons);
  const word = offer === undefined ? '' : tf(`fleet.${offer.do}`);
  // What has failed fails again until somebody has looked why.
  const failed = row.operation === 'Failed' || row.operation === 'Error';
  return (
    <AttentionCard
      item={item}
      sentence={sentenceOf(reasons[0]?.text ?? item.detail)}
      marks={
        <>
          <StatusMark kind="sync" value={row.sync} size={12} />
          <StatusMark kind="health" value={row.health} size={12} />
        </>
      }
      action={
        offer === undefined ? undefined : (
          <Button
            size="small"
            {...(failed ? {} : { variant: 'contained' as const, color: 'primary' as const })}
            disabled={busy}
            aria-label={`${word}… ${inert(row.name, 120)}`}
            onClick={() => onOffer(offer)}
          >
            {word}…
          </Button>
        )
      }
      lookFirst={failed}
      open={open}
    />
  );
}
