import Button from '@mui/material/Button';
import { styled } from '@mui/material/styles';
import { useState } from 'react';
import { Link } from 'wouter';
import { HoldTag } from '../../bulk/index.ts';
import { addressOf, useRow } from '../../client/index.ts';
import { paths } from '../../frame/index.ts';
import { t } from '../../texts/index.ts';
import { inert, PageBody, Status } from '../../ui/index.ts';
import { Destination, LastOperation } from './cells.tsx';
import { revisionText, shortRepository } from './short.ts';

/** Tiles are for a glance; beyond this many the table is. */
const STEP = 120;

const Grid = styled('ul')({
  listStyle: 'none',
  margin: 0,
  padding: 0,
  display: 'grid',
  gridTemplateColumns: 'repeat(auto-fill, minmax(260px, 1fr))',
  gap: 10,
});

const Tile = styled('li')({
  background: 'var(--surface)',
  border: '1px solid var(--border)',
  borderRadius: 'var(--radius)',
  padding: '10px 12px',
  display: 'grid',
  gap: 4,
  alignContent: 'start',
  minWidth: 0,
  contentVisibility: 'auto',
  containIntrinsicSize: '260px 120px',
  '& > *': { overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' },
  '& .pair': { display: 'flex', gap: 12 },
  '& .why': { whiteSpace: 'normal', display: '-webkit-box', WebkitLineClamp: 2, WebkitBoxOrient: 'vertical' },
});

export function Tiles({ keys }: { keys: readonly string[] }) {
  const [most, setMost] = useState(STEP);
  return (
    <PageBody>
      <Grid aria-label={t('apps.title')}>
        {keys.slice(0, most).map((key) => (
          <ApplicationTile key={key} id={key} />
        ))}
      </Grid>
      {keys.length > most ? (
        <Button sx={{ mt: 1.5 }} onClick={() => setMost(most + STEP)}>
          {t('app.reasonsMore', { count: keys.length - most })}
        </Button>
      ) : null}
    </PageBody>
  );
}

function ApplicationTile({ id }: { id: string }) {
  const row = useRow('applications', id);
  if (!row) return null;
  return (
    <Tile>
      <Link href={paths.app(addressOf(row))} style={{ fontWeight: 600, color: 'var(--text)' }}>
        {inert(row.name, 120)}
      </Link>
      <span className="pair">
        <Status kind="sync" value={row.sync} staleSince={row.staleSince} />
        <Status kind="health" value={row.health} at={row.healthSince} staleSince={row.staleSince > 0 ? 1 : 0} />
        <HoldTag row={row} />
      </span>
      <span>
        <Destination row={row} />
      </span>
      <span className="muted" title={inert(row.repoURL)}>
        {inert(shortRepository(row.repoURL), 60)} · {inert(row.path, 80)}
      </span>
      <span className="mono muted">{inert(revisionText(row.targetRevision, row.revision), 80)}</span>
      {row.reason === '' ? (
        <span className="muted">
          <LastOperation row={row} />
        </span>
      ) : (
        <span className="why muted">{inert(row.reason, 240)}</span>
      )}
    </Tile>
  );
}
