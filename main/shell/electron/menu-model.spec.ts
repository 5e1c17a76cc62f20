import { describe, expect, it } from 'vitest';
import { acceleratorOf, type MenuEntry, menuModel } from './menu-model.ts';

const offered = [
  { id: 'go.apps', title: 'Applications', keys: 'g a' },
  { id: 'palette.open', title: 'Search & Run', keys: 'mod+k' },
];
const facts = { platform: 'linux', development: false, updates: false, offered } as const;

function flat(entries: readonly MenuEntry[]): readonly MenuEntry[] {
  return entries.flatMap((entry) => (entry.kind === 'menu' ? flat(entry.entries) : [entry]));
}
const titles = (entries: readonly MenuEntry[]) =>
  entries.map((entry) => (entry.kind === 'menu' ? entry.title : entry.kind === 'role' ? entry.role : ''));

describe('the application menu', () => {
  it('holds what the page offers, each once', () => {
    const model = menuModel(facts);
    const pages = flat(model).filter((entry) => entry.kind === 'page');
    expect(pages).toEqual([
      { kind: 'page', id: 'go.apps', title: 'Applications' },
      { kind: 'page', id: 'palette.open', title: 'Search && Run', accelerator: 'CmdOrCtrl+K' },
    ]);
    expect(titles(model)).toEqual(['&File', 'editMenu', '&View', '&Go', '&Commands', 'windowMenu', '&Help']);
  });

  it('has no empty menus', () => {
    expect(titles(menuModel({ ...facts, offered: [] }))).toEqual(['&File', 'editMenu', '&View', 'windowMenu', '&Help']);
  });

  it('is a Mac’s on a Mac', () => {
    const model = menuModel({ ...facts, platform: 'darwin' });
    expect(titles(model)[0]).toBe('appMenu');
    expect(flat(model)).toContainEqual({ kind: 'role', role: 'close' });
    expect(flat(model)).not.toContainEqual({ kind: 'role', role: 'quit' });
  });

  it('shows developer tools in development, updates where they are on', () => {
    const tools = { kind: 'role', role: 'toggleDevTools' };
    expect(flat(menuModel(facts))).not.toContainEqual(tools);
    expect(flat(menuModel({ ...facts, development: true }))).toContainEqual(tools);
    const update = expect.objectContaining({ id: 'shell.update' });
    expect(flat(menuModel(facts))).not.toContainEqual(update);
    expect(flat(menuModel({ ...facts, updates: true }))).toContainEqual(update);
  });

  it.each([
    ['mod+k', 'CmdOrCtrl+K'],
    ['mod+shift+p', 'CmdOrCtrl+Shift+P'],
    ['mod+,', 'CmdOrCtrl+,'],
    ['mod+enter', 'CmdOrCtrl+Enter'],
    ['mod+F5', 'CmdOrCtrl+F5'],
    ['g a', undefined],
    ['/', undefined],
    ['mod+', undefined],
    ['mod++', undefined],
    ['mod+k; rm', undefined],
    ['shift+k', undefined],
  ])('writes %s as %s', (keys, accelerator) => {
    expect(acceleratorOf(keys)).toBe(accelerator);
  });
});
