import { describe, expect, it } from 'vitest';
import { faint, statusText, styleOf, withoutColour } from './status-text.ts';

describe('the style of an output', () => {
  it.each([
    [false, {}, 'plain'],
    [false, { NO_COLOR: '1' }, 'plain'],
    [true, {}, 'colours'],
    [true, { NO_COLOR: '' }, 'colours'],
    [true, { NO_COLOR: '1' }, 'shapes'],
    [true, { TERM: 'dumb' }, 'shapes'],
  ] as const)('terminal %s with %j is %s', (terminal, env, style) => {
    expect(styleOf(terminal, env)).toBe(style);
  });
});

describe('a state word', () => {
  it('is the word alone for programs', () => {
    expect(statusText('OutOfSync from HEAD (53e28ff)', 'plain')).toBe('OutOfSync from HEAD (53e28ff)');
  });

  it('has its shape without colour', () => {
    expect(statusText('OutOfSync from HEAD (53e28ff)', 'shapes')).toBe('↕ OutOfSync from HEAD (53e28ff)');
    expect(
      ['Synced', 'Unknown', 'Healthy', 'Progressing', 'Degraded', 'Suspended', 'Missing'].map((word) =>
        statusText(word, 'shapes'),
      ),
    ).toEqual(['✓ Synced', '? Unknown', '♥ Healthy', '◔ Progressing', '✕ Degraded', '‖ Suspended', '◌ Missing']);
  });

  it('is coloured with its shape, and nothing else is', () => {
    expect(statusText('Degraded (web)', 'colours')).toBe('\u001b[31m✕ Degraded\u001b[0m (web)');
    expect(statusText('main', 'colours')).toBe('main');
    expect(statusText('', 'colours')).toBe('');
    expect(faint('x', 'shapes')).toBe('x');
  });

  it('can be freed of its colour', () => {
    for (const text of ['plain', '', statusText('Synced to main', 'colours'), faint('x', 'colours')]) {
      expect(withoutColour(text)).not.toContain('\u001b');
    }
    expect(withoutColour(statusText('Synced to main', 'colours'))).toBe('✓ Synced to main');
  });
});
