import { styled } from '@mui/material/styles';

/** What is not known to be true now is grey, whatever it says (architecture §7): every status in it has the tone of the unknown. */
export const Stale = styled('div')({
  display: 'contents',
  '&[data-stale=true]': {
    '--ok': 'var(--unknown)',
    '--out': 'var(--unknown)',
    '--error': 'var(--unknown)',
    '--progress': 'var(--unknown)',
    '--paused': 'var(--unknown)',
  },
});
