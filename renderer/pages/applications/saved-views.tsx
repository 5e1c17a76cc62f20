import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import IconButton from '@mui/material/IconButton';
import Menu from '@mui/material/Menu';
import MenuItem from '@mui/material/MenuItem';
import TextField from '@mui/material/TextField';
import { useState } from 'react';
import { useLocation, useSearch } from 'wouter';
import { paths } from '../../frame/index.ts';
import { t } from '../../texts/index.ts';
import { Icon, inert } from '../../ui/index.ts';
import { keepViews, readViews } from './view-store.ts';

/** Filters with a name, kept by this browser. */
export function SavedViews() {
  const [anchor, setAnchor] = useState<HTMLElement>();
  const [views, setViews] = useState(() => readViews(window.localStorage));
  const [naming, setNaming] = useState<string>();
  const search = useSearch();
  const [, navigate] = useLocation();
  const change = (next: ReadonlyMap<string, string>): void => {
    keepViews(window.localStorage, next);
    setViews(next);
  };
  return (
    <>
      <Button
        size="small"
        endIcon={<Icon name="down" size={12} />}
        aria-haspopup="menu"
        aria-expanded={anchor !== undefined}
        onClick={(event) => setAnchor(event.currentTarget)}
      >
        {t('apps.savedViews')}
      </Button>
      <Menu open={anchor !== undefined} anchorEl={anchor ?? null} onClose={() => setAnchor(undefined)}>
        {views.size === 0 ? <MenuItem disabled>{t('apps.viewNone')}</MenuItem> : null}
        {[...views].map(([name, query]) => (
          <MenuItem
            key={name}
            onClick={() => {
              setAnchor(undefined);
              navigate(`${paths.apps}?${query}`);
            }}
          >
            <span style={{ flex: 1, marginRight: 16 }}>{inert(name, 80)}</span>
            <IconButton
              aria-label={t('apps.viewDelete', { name: inert(name, 80) })}
              size="small"
              onClick={(event) => {
                event.stopPropagation();
                change(new Map([...views].filter(([other]) => other !== name)));
              }}
            >
              <Icon name="close" size={12} />
            </IconButton>
          </MenuItem>
        ))}
        <MenuItem
          onClick={() => {
            setAnchor(undefined);
            setNaming('');
          }}
        >
          {t('apps.saveView')}
        </MenuItem>
      </Menu>
      {naming === undefined ? null : (
        <Dialog open onClose={() => setNaming(undefined)} aria-labelledby="view-name">
          <form
            onSubmit={(event) => {
              event.preventDefault();
              if (naming.trim() === '') return;
              change(new Map([...views, [naming.trim().slice(0, 80), search]]));
              setNaming(undefined);
            }}
          >
            <DialogTitle id="view-name">{t('apps.saveView')}</DialogTitle>
            <DialogContent>
              <TextField
                autoFocus
                fullWidth
                value={naming}
                onChange={(event) => setNaming(event.target.value)}
                slotProps={{ htmlInput: { 'aria-label': t('apps.viewName'), maxLength: 80 } }}
              />
            </DialogContent>
            <DialogActions>
              <Button onClick={() => setNaming(undefined)}>{t('action.cancel')}</Button>
              <Button type="submit" variant="contained" color="primary" disabled={naming.trim() === ''}>
                {t('action.save')}
              </Button>
            </DialogActions>
          </form>
        </Dialog>
      )}
    </>
  );
}
