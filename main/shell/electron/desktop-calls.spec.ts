import { describe, expect, it } from 'vitest';
import { DESKTOP_CALLS } from '../../../preload/desktop.ts';
import { answerCall, type DesktopHandlers } from './desktop-calls.ts';

const GOOD = {
  'link.open': { url: 'https://example.org' },
  'log.show': {},
  'engine.restart': {},
  'menu.offer': {
    commands: [
      { id: 'go.apps', title: 'Applications', keys: 'g a' },
      { id: 'x', title: 'X' },
    ],
  },
  'window.open': { route: '/apps' },
} as const;

function handlers(): { readonly all: DesktopHandlers<string>; readonly heard: unknown[] } {
  const heard: unknown[] = [];
  const one = (name: string) => (input: unknown, window: string) => {
    heard.push([name, input, window]);
    return { opened: true };
  };
  return {
    all: Object.fromEntries(DESKTOP_CALLS.map((name) => [name, one(name)])) as unknown as DesktopHandlers<string>,
    heard,
  };
}

describe('calls of a page', () => {
  it.each(DESKTOP_CALLS)('%s is answered', async (name) => {
    const { all, heard } = handlers();
    expect(await answerCall(all, 'w', name, GOOD[name])).toEqual({ opened: true });
    expect(heard).toEqual([[name, GOOD[name], 'w']]);
  });

  it.each([
    ['link.open', { url: 5 }],
    ['link.open', { url: 'x'.repeat(9000) }],
    ['link.open', undefined],
    ['menu.offer', { commands: Array.from({ length: 201 }, () => ({ id: 'x', title: 'X' })) }],
    ['menu.offer', { commands: [{ id: 'x', title: 'a\nb' }] }],
    ['menu.offer', { commands: [{ id: 'x', title: 'x'.repeat(200) }] }],
    ['menu.offer', { commands: [{ id: 'x' }] }],
    ['window.open', { route: '//evil.example' }],
    ['window.open', { route: 'https://evil.example' }],
    ['no.such', {}],
    ['constructor', {}],
    ['__proto__', {}],
    [undefined, {}],
    [{ toString: (): string => 'log.show' }, {}],
  ])('%j with %.60j is refused', async (name, input) => {
    const { all, heard } = handlers();
    await expect(answerCall(all, 'w', name, input)).rejects.toMatchObject({ code: 'InvalidArgument' });
    expect(heard).toEqual([]);
  });
});
