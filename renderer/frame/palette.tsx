import Dialog from '@mui/material/Dialog';
import { styled } from '@mui/material/styles';
import { type KeyboardEvent, useDeferredValue, useId, useState } from 'react';
import { tb } from '../texts/about.ts';
import { t } from '../texts/index.ts';
import { CopyAsCommand, Icon, inert, StatusMark } from '../ui/index.ts';
import { keysText } from './shortcuts.ts';
import { type Hit, useHits } from './use-hits.ts';

const Box = styled('div')({
  display: 'flex',
  flexDirection: 'column',
  maxHeight: 480,
  '& input': {
    font: 'inherit',
    fontSize: 15,
    padding: '12px 16px',
    border: 0,
    outline: 0,
    borderBottom: '1px solid var(--border)',
    background: 'var(--surface)',
    color: 'var(--text)',
  },
  '& .hits': { listStyle: 'none', margin: 0, padding: 6, overflow: 'auto' },
  '& .hits > div': {
    display: 'flex',
    gap: 10,
    alignItems: 'center',
    height: 34,
    padding: '0 10px',
    borderRadius: 6,
    cursor: 'pointer',
  },
  '& .hits > div[aria-selected=true]': { background: 'var(--selected)' },
  '& .grow': { flex: 1, overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' },
});

/** Search and commands in one field (ux.md §1). */
export function Palette({ onClose }: { onClose: () => void }) {
  const [text, setText] = useState('');
  const wanted = useDeferredValue(text.trim().toLowerCase());
  const [at, setAt] = useState(0);
  const list = useId();
  const { hits, more } = useHits(wanted);
  const current = Math.min(at, hits.length - 1);
  const choose = (hit: Hit | undefined): void => {
    if (!hit) return;
    onClose();
    hit.run();
  };
  const keys = (event: KeyboardEvent): void => {
    if (event.key === 'ArrowDown') setAt(Math.min(hits.length - 1, current + 1));
    else if (event.key === 'ArrowUp') setAt(Math.max(0, current - 1));
    else if (event.key === 'Enter') choose(hits[current]);
    else return;
    event.preventDefault();
  };
  return (
    <Dialog
      open
      onClose={onClose}
      fullWidth
      maxWidth="sm"
      aria-labelledby={`${list}-title`}
      sx={{ '& .MuiDialog-container': { alignItems: 'flex-start', paddingTop: '8vh' } }}
    >
      <Box>
        <h2 id={`${list}-title`} className="visually-hidden">
          {t('palette.title')}
        </h2>
        <input
          autoFocus
          role="combobox"
          aria-label={t('palette.title')}
          aria-expanded="true"
          aria-controls={list}
          aria-activedescendant={hits[current] ? `${list}-${current}` : undefined}
          placeholder={t('palette.placeholder')}
          value={text}
          spellCheck={false}
          autoComplete="off"
          onChange={(event) => {
            setText(event.target.value);
            setAt(0);
          }}
          onKeyDown={keys}
        />
        <div id={list} className="hits" role="listbox" aria-label={t('palette.results')}>
          {hits.map((hit, index) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the combobox has the keys
            <div
              key={hit.id}
              id={`${list}-${index}`}
              role="option"
              aria-selected={index === current}
              onMouseMove={() => setAt(index)}
              onClick={() => choose(hit)}
            >
              <Icon name={hit.icon} />
              <span className="grow">
                {inert(hit.title, 120)} <span className="muted">{inert(hit.detail, 160)}</span>
              </span>
              {hit.sync === undefined ? null : <StatusMark kind="sync" value={hit.sync} />}
              {hit.health === undefined ? null : <StatusMark kind="health" value={hit.health} />}
              {hit.command?.keys === undefined ? null : <kbd>{keysText(hit.command.keys)}</kbd>}
            </div>
          ))}
          {hits.length === 0 ? <div className="muted">{t('palette.nothing')}</div> : null}
        </div>
        {more ? (
          <div className="muted" role="status" style={{ padding: '4px 16px 8px' }}>
            {tb('palette.more')}
          </div>
        ) : null}
        {hits[current]?.command?.cli === undefined ? null : (
          <div style={{ borderTop: '1px solid var(--border)', padding: '6px 10px' }}>
            <CopyAsCommand words={hits[current].command.cli} text />
          </div>
        )}
      </Box>
    </Dialog>
  );
}
