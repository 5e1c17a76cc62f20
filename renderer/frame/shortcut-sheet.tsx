import Dialog from '@mui/material/Dialog';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import { styled } from '@mui/material/styles';
import { tb } from '../texts/about.ts';
import { t } from '../texts/index.ts';
import { CopyAsCommand } from '../ui/index.ts';
import { useCommands } from './commands.tsx';
import { keysText } from './shortcuts.ts';

const Table = styled('table')({
  width: '100%',
  borderCollapse: 'collapse',
  '& td': { height: 32, borderBottom: '1px solid var(--border)' },
  '& td:nth-of-type(2)': { textAlign: 'right', width: 120 },
  '& td:nth-of-type(3)': { textAlign: 'right', width: 40 },
});

/** What the lists, the graphs and the panels themselves do, whichever page they are on (`ui/virtual-table`, `graph/keys`, `ui/drawer`). */
const KEYS = [
  {
    place: 'keys.list',
    lines: [
      [['↑', '↓'], 'keys.row'],
      [['Home', 'End'], 'keys.ends'],
      [['Space'], 'keys.choose'],
      [['Shift', '↑', '↓'], 'keys.range'],
      [['Enter'], 'keys.open'],
    ],
  },
  {
    place: 'keys.graph',
    lines: [
      [['←', '→'], 'keys.generations'],
      [['↑', '↓'], 'keys.siblings'],
      [['N'], 'keys.failing'],
      [['Enter'], 'keys.open'],
      [['Space'], 'keys.subtree'],
      [['[', ']'], 'keys.fold'],
      [['F', '+', '-'], 'keys.zoom'],
    ],
  },
  { place: 'keys.panel', lines: [[['Escape'], 'keys.close']] },
] as const;

/** All that can be done here, with its keys and its line for the command line. */
export function ShortcutSheet({ onClose }: { onClose: () => void }) {
  const commands = useCommands();
  return (
    <Dialog open onClose={onClose} fullWidth maxWidth="sm" aria-labelledby="shortcut-sheet">
      <DialogTitle id="shortcut-sheet">{t('shortcuts.title')}</DialogTitle>
      <DialogContent>
        <Table>
          <tbody>
            {commands.map((command) => (
              <tr key={command.id}>
                <td>{command.title}</td>
                <td>{command.keys === undefined ? null : <kbd>{keysText(command.keys)}</kbd>}</td>
                <td>{command.cli === undefined ? null : <CopyAsCommand words={command.cli} />}</td>
              </tr>
            ))}
          </tbody>
        </Table>
        {KEYS.map(({ place, lines }) => (
          <section key={place} aria-label={tb(place)}>
            <h3 style={{ fontSize: 13, margin: '16px 0 4px' }}>{tb(place)}</h3>
            <Table>
              <tbody>
                {lines.map(([keys, what]) => (
                  <tr key={what}>
                    <td>{tb(what)}</td>
                    <td style={{ width: 180 }}>
                      {keys.map((key) => (
                        <kbd key={key} style={{ marginLeft: 4 }}>
                          {key}
                        </kbd>
                      ))}
                    </td>
                    <td />
                  </tr>
                ))}
              </tbody>
            </Table>
          </section>
        ))}
      </DialogContent>
    </Dialog>
  );
}
