import { styled } from '@mui/material/styles';
import { pluralc } from '../texts/changes.ts';

/** Where an editor stands: it fills what its parent gives it, and scrolls inside. */
export const EditorBox = styled('div')({
  flex: 1,
  minHeight: 0,
  minWidth: 0,
  display: 'flex',
  flexDirection: 'column',
  border: '1px solid var(--border)',
  borderRadius: 'var(--radius)',
  overflow: 'hidden',
  background: 'var(--surface)',
  '& > .one': { flex: 1, minHeight: 0, overflow: 'hidden' },
  '& > .two': { flex: 1, minHeight: 0, overflow: 'auto' },
  '& > .two > .cm-mergeView': { minHeight: '100%' },
  '& > .two .cm-mergeViewEditor + .cm-mergeViewEditor': { borderLeft: '1px solid var(--border)' },
  '& > .sides': {
    display: 'grid',
    gridTemplateColumns: '1fr 1fr',
    borderBottom: '1px solid var(--border)',
    color: 'var(--muted)',
    fontSize: 12,
    '& > span': { padding: '4px 12px' },
    '& > span + span': { borderLeft: '1px solid var(--border)' },
  },
  '& > .note': { padding: '4px 12px', borderBottom: '1px solid var(--border)', background: 'var(--out-bg)' },
});

export function CutNote({ cut }: { cut: number }) {
  return cut === 0 ? null : (
    <p className="note" role="status">
      {pluralc('editor.cut', cut)}
    </p>
  );
}
