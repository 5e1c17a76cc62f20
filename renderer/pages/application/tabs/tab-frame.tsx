import { styled } from '@mui/material/styles';

/** The content of a tab: its tools above, and below them what takes the rest of the height. */
export const TabFrame = styled('div')({
  display: 'flex',
  flexDirection: 'column',
  gap: 12,
  flex: 1,
  minHeight: 0,
  minWidth: 0,
});

/** What scrolls in a tab. */
export const TabBody = styled('div')({ flex: 1, minHeight: 0, overflow: 'auto', paddingBottom: 20 });
