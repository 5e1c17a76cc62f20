import { styled } from '@mui/material/styles';
import { type ReactNode, useEffect } from 'react';
import { inert } from './inert-text.ts';

const Frame = styled('section')({
  display: 'flex',
  flexDirection: 'column',
  gap: 12,
  minHeight: 0,
  minWidth: 0,
  flex: 1,
  padding: '16px 20px 0',
  // What is said below the title has the whole width: buttons beside the title do not cut it.
  '& > header': {
    display: 'grid',
    gridTemplate: '"title actions" auto "sub sub" auto / minmax(0, 1fr) fit-content(70%)',
    alignItems: 'start',
    columnGap: 16,
  },
  '& h1': {
    gridArea: 'title',
    minWidth: 0,
    fontSize: 20,
    lineHeight: 1.4,
    letterSpacing: '-.01em',
    fontWeight: 700,
    display: 'flex',
    gap: 8,
    alignItems: 'center',
    flexWrap: 'wrap',
    overflowWrap: 'anywhere',
  },
  // One line of buttons as long as there is room: the text beside it can wrap.
  '& .actions': {
    gridArea: 'actions',
    display: 'flex',
    gap: 6,
    flexWrap: 'wrap',
    justifyContent: 'flex-end',
  },
  '& .sub': {
    gridArea: 'sub',
    minWidth: 0,
    color: 'var(--muted)',
    marginTop: 4,
    display: 'flex',
    gap: 10,
    alignItems: 'center',
    flexWrap: 'wrap',
  },
});

/** A page: its heading, what can be done with it, and its content. The heading is also the window's title. */
export function Page({
  title,
  heading,
  sub,
  actions,
  children,
}: {
  title: string;
  /** In place of the title, when it is more than a text. */
  heading?: ReactNode;
  sub?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}) {
  useEffect(() => {
    document.title = `${inert(title, 200)} · Argosy`;
  }, [title]);
  return (
    <Frame aria-label={inert(title, 260)}>
      <header>
        <h1>{heading ?? inert(title, 260)}</h1>
        {sub === undefined ? null : <div className="sub">{sub}</div>}
        {actions === undefined ? null : <div className="actions">{actions}</div>}
      </header>
      {children}
    </Frame>
  );
}

/** What scrolls below the fixed part of a page. */
export const PageBody = styled('div')({ flex: 1, minHeight: 0, overflow: 'auto', paddingBottom: 20 });
