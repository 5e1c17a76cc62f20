import Button from '@mui/material/Button';
import Menu from '@mui/material/Menu';
import MenuItem from '@mui/material/MenuItem';
import { type ReactNode, useId, useState } from 'react';
import { Icon } from '../ui/index.ts';

export interface Choice {
  readonly id: string;
  readonly label: string;
  readonly count?: number;
  readonly mark?: ReactNode;
  readonly chosen: boolean;
}

/** A button that says what is chosen, and a menu of ticks with how many each would show. */
export function ChoiceMenu({
  label,
  choices,
  onToggle,
}: {
  label: string;
  /** Asked for when the menu is opened. */
  choices: () => readonly Choice[];
  onToggle: (id: string) => void;
}) {
  const [anchor, setAnchor] = useState<HTMLElement>();
  const id = useId();
  return (
    <>
      <Button
        size="small"
        aria-haspopup="menu"
        aria-expanded={anchor !== undefined}
        aria-controls={anchor === undefined ? undefined : id}
        onClick={(event) => setAnchor(event.currentTarget)}
        endIcon={<Icon name="down" size={12} />}
      >
        {label}
      </Button>
      {anchor === undefined ? null : (
        <Menu
          id={id}
          anchorEl={anchor}
          open
          // Within the page's own landmark.
          disablePortal
          onClose={() => setAnchor(undefined)}
          slotProps={{ list: { 'aria-label': label, dense: true }, paper: { sx: { maxHeight: 420 } } }}
        >
          {choices().map((choice) => (
            <MenuItem
              key={choice.id}
              role="menuitemcheckbox"
              aria-checked={choice.chosen}
              onClick={() => onToggle(choice.id)}
              sx={{ gap: 1 }}
            >
              <span style={{ width: 14, flex: 'none', display: 'inline-flex' }}>
                {choice.chosen ? <Icon name="check" size={14} /> : null}
              </span>
              {choice.mark}
              <span style={{ flex: 1 }}>{choice.label}</span>
              {choice.count === undefined ? null : <span className="muted">{choice.count.toLocaleString('en')}</span>}
            </MenuItem>
          ))}
        </Menu>
      )}
    </>
  );
}
