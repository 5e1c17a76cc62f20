import type { OfferedCommand } from '../../../preload/desktop.ts';

/** Commands of the application itself; what a page can do comes from the page. */
export const SHELL_COMMANDS = [
  { id: 'shell.window', title: 'New Window', accelerator: 'CmdOrCtrl+Shift+N' },
  { id: 'shell.log', title: 'Show Log File' },
  { id: 'shell.update', title: 'Check for Updates…' },
] as const;

export type ShellCommandId = (typeof SHELL_COMMANDS)[number]['id'];

/** Roles that the system knows how to do and how to name. */
export type MenuRole =
  | 'about'
  | 'appMenu'
  | 'close'
  | 'copy'
  | 'cut'
  | 'editMenu'
  | 'quit'
  | 'reload'
  | 'resetZoom'
  | 'toggleDevTools'
  | 'togglefullscreen'
  | 'windowMenu'
  | 'zoomIn'
  | 'zoomOut';

export type MenuEntry =
  | { readonly kind: 'line' }
  | { readonly kind: 'role'; readonly role: MenuRole }
  | { readonly kind: 'shell'; readonly id: ShellCommandId; readonly title: string; readonly accelerator?: string }
  | { readonly kind: 'page'; readonly id: string; readonly title: string; readonly accelerator?: string }
  | { readonly kind: 'menu'; readonly title: string; readonly entries: readonly MenuEntry[] };

export interface MenuFacts {
  readonly platform: NodeJS.Platform;
  readonly development: boolean;
  /** Whether an update hook is set. */
  readonly updates: boolean;
  /** Of the page in front; none while no window is open. */
  readonly offered: readonly OfferedCommand[];
}

/** The application menu, made of the same list as the palette and the sheet of shortcuts (ux.md §4). */
export function menuModel({ platform, development, updates, offered }: MenuFacts): readonly MenuEntry[] {
  const mac = platform === 'darwin';
  const pages = offered.filter(({ id }) => id.startsWith('go.')).map(pageEntry);
  const actions = offered.filter(({ id }) => !id.startsWith('go.')).map(pageEntry);
  const line = { kind: 'line' } as const;
  const role = (name: MenuRole): MenuEntry => ({ kind: 'role', role: name });
  const menu = (title: string, entries: readonly MenuEntry[]): readonly MenuEntry[] =>
    entries.length === 0 ? [] : [{ kind: 'menu', title, entries }];
  return [
    ...(mac ? [role('appMenu')] : []),
    ...menu('&File', [shellEntry('shell.window'), line, role(mac ? 'close' : 'quit')]),
    role('editMenu'),
    ...menu('&View', [
      role('reload'),
      ...(development ? [role('toggleDevTools')] : []),
      line,
      role('resetZoom'),
      role('zoomIn'),
      role('zoomOut'),
      line,
      role('togglefullscreen'),
    ]),
    ...menu('&Go', pages),
    ...menu('&Commands', actions),
    role('windowMenu'),
    ...menu('&Help', [
      ...(mac ? [] : [role('about')]),
      shellEntry('shell.log'),
      ...(updates ? [shellEntry('shell.update')] : []),
    ]),
  ];
}

function shellEntry(id: ShellCommandId): MenuEntry {
  const { title, ...more } = SHELL_COMMANDS.find((command) => command.id === id)!;
  return { kind: 'shell', title, ...more };
}

function pageEntry({ id, title, keys }: OfferedCommand): MenuEntry {
  const accelerator = keys === undefined ? undefined : acceleratorOf(keys);
  // In a menu `&` marks the letter of a mnemonic.
  const shown = title.replaceAll('&', '&&');
  return { kind: 'page', id, title: shown, ...(accelerator === undefined ? {} : { accelerator }) };
}

/** `mod+k` as Electron writes it. Sequences (`g a`) and bare letters are the page's alone: a menu would take them from text fields. */
export function acceleratorOf(keys: string): string | undefined {
  const match = /^mod\+((?:shift\+|alt\+)*)([a-z0-9,./[\]\\;'=-]|enter|backspace|f\d{1,2})$/i.exec(keys);
  if (!match) return undefined;
  const modifiers = match[1]!
    .split('+')
    .filter((part) => part !== '')
    .map(capital);
  const key = match[2]!.length === 1 ? match[2]!.toUpperCase() : capital(match[2]!);
  return ['CmdOrCtrl', ...modifiers, key].join('+');
}

function capital(word: string): string {
  return word[0]!.toUpperCase() + word.slice(1).toLowerCase();
}
