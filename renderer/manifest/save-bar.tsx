import Button from '@mui/material/Button';
import { styled } from '@mui/material/styles';
import type { ReactNode } from 'react';
import { tm } from '../texts/manifest.ts';
import { ErrorText } from '../ui/index.ts';
import type { Edit } from './use-edit.ts';

const Bar = styled('div')({ display: 'flex', gap: 8, alignItems: 'center', flexWrap: 'wrap', minHeight: 30 });

/** Save and Discard, and what stands in the way. */
export function SaveBar({ edit, blocked = false, children }: { edit: Edit; blocked?: boolean; children?: ReactNode }) {
  const { dirty, draft, overtaken, save, discard } = edit;
  return (
    <>
      <Bar>
        {dirty ? (
          <span style={{ color: 'var(--out)', fontWeight: 600 }} role="status">
            {tm('manifest.unsaved')}
          </span>
        ) : null}
        {overtaken ? (
          <>
            <span>{tm('manifest.changed')}</span>
            <Button size="small" onClick={discard}>
              {tm('manifest.reload')}
            </Button>
          </>
        ) : null}
        <span style={{ flex: 1 }} />
        {children}
        <Button onClick={discard} disabled={!dirty || save.running}>
          {tm('manifest.discard')}
        </Button>
        <Button
          variant="contained"
          color="primary"
          onClick={() => save.run()}
          // Not before its effect, or why that cannot be said, stands beside it.
          disabled={!dirty || !draft.good || draft.preview.loading || blocked || save.running}
        >
          {tm('manifest.save')}
        </Button>
      </Bar>
      {save.error ? <ErrorText what={tm('manifest.saving')} error={save.error} dismiss={save.dismiss} /> : null}
      {draft.error ? <ErrorText error={draft.error} /> : null}
    </>
  );
}
