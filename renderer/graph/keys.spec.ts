import { describe, expect, it } from 'vitest';
import { keyAction } from './keys.ts';

const press = (key: string, more: Partial<{ ctrlKey: boolean; metaKey: boolean; altKey: boolean }> = {}) =>
  keyAction({ key, ctrlKey: false, metaKey: false, altKey: false, ...more });

describe('keyAction', () => {
  it('follows arrows along parent, child and siblings', () => {
    expect(press('ArrowLeft')).toEqual({ do: 'step', step: 'parent' });
    expect(press('ArrowRight')).toEqual({ do: 'step', step: 'child' });
    expect(press('ArrowDown')).toEqual({ do: 'step', step: 'next' });
    expect(press('ArrowUp')).toEqual({ do: 'step', step: 'previous' });
  });

  it('opens, folds, unfolds and fits', () => {
    expect(['Enter', '[', ']', 'f'].map((key) => press(key)?.do)).toEqual(['open', 'fold', 'unfold', 'fit']);
  });

  it('leaves keys of the window alone', () => {
    expect(press('f', { ctrlKey: true })).toBeUndefined();
    expect(press('ArrowLeft', { altKey: true })).toBeUndefined();
    expect(press('Tab')).toBeUndefined();
    expect(press('constructor')).toBeUndefined();
  });
});
