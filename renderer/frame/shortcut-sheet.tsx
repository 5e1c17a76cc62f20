import Dialog from '@mui/material/Dialog';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import { styled } from '@mui/material/styles';
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
      </DialogContent>
    </Dialog>
  );
}
