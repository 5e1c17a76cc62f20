import Button from '@mui/material/Button';
import { styled } from '@mui/material/styles';
import { RemoteError } from '../client/index.ts';
import { t } from '../texts/index.ts';
import { inert } from './inert-text.ts';
import { Mark } from './mark.tsx';

const Box = styled('div')({
  display: 'grid',
  gridTemplateColumns: 'auto 1fr auto',
  gap: '4px 10px',
  alignItems: 'start',
  background: 'var(--error-bg)',
  border: '1px solid color-mix(in srgb, var(--error) 35%, transparent)',
  borderRadius: 'var(--radius)',
  padding: '8px 12px',
  '& .words': { whiteSpace: 'pre-wrap', overflowWrap: 'anywhere', maxHeight: 240, overflow: 'auto' },
  '& svg': { marginTop: 3 },
});

/** What happened, to what, in the server's own words, and what to do next (ux.md §4). */
export function ErrorText({
  error,
  what,
  retry,
  dismiss,
}: {
  error: Error;
  /** What was being done: "Sync checkout". */
  what?: string;
  retry?: () => void;
  dismiss?: () => void;
}) {
  const remote = error instanceof RemoteError ? error : undefined;
  return (
    <Box role="alert">
      <Mark shape="cross" tone="error" />
      <div className="words">
        {what === undefined ? null : <b>{what}: </b>}
        {remote?.subject === undefined || error.message.includes(remote.subject) ? null : (
          <code>{inert(remote.subject, 200)} </code>
        )}
        {inert(error.message)}
        {remote?.advice === undefined ? null : <div className="muted">{inert(remote.advice)}</div>}
      </div>
      <div style={{ display: 'flex', gap: 6 }}>
        {retry === undefined ? null : (
          <Button size="small" onClick={retry}>
            {t('action.retry')}
          </Button>
        )}
        {dismiss === undefined ? null : (
          <Button size="small" onClick={dismiss}>
            {t('action.dismiss')}
          </Button>
        )}
      </div>
    </Box>
  );
}
