import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { statusText, withoutColour } from './status-text.ts';
import { inert, inertLines, table } from './table.ts';

describe('table', () => {
  it('aligns columns with two spaces and leaves no blanks at the end', () => {
    expect(
      table(
        ['NAME', 'STATUS', 'PATH'],
        [
          ['a', 'Synced', ''],
          ['a-long-name', 'x', 'p'],
        ],
      ),
    ).toBe('NAME         STATUS  PATH\na            Synced\na-long-name  x       p\n');
  });

  it('counts characters, and not colours', () => {
    const coloured = statusText('Synced', 'colours');
    expect(coloured).not.toBe(withoutColour(coloured));
    const lines = table(
      [],
      [
        ['ü→💥', 'x'],
        [coloured, 'y'],
        ['12345678', 'z'],
      ],
    ).split('\n');
    expect(lines.slice(0, 3).map((line) => Array.from(withoutColour(line)).length)).toEqual([11, 11, 11]);
  });

  it('prints the header alone when there is nothing', () => {
    expect(table(['A', 'B'], [])).toBe('A  B\n');
  });
});

describe('inert', () => {
  it('shows what would move the cursor or turn the text', () => {
    expect(inert('a\u001b[2J\u0007b\u202e\u2066c\nd\te\u009b')).toBe('a\\u001b[2J\\u0007b\\u202e\\u2066c d e\\u009b');
  });

  it('leaves no control character of any text, and ordinary text as it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(inert(text)).not.toMatch(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u);
      }),
    );
    expect(inert('Deployment "web" – größer 💥')).toBe('Deployment "web" – größer 💥');
  });

  it('keeps lines and tabs where they mean something', () => {
    expect(inertLines('a\tb\u001b\r\n\n+c\u202e\n')).toBe('a\tb\\u001b\\u000d\n\n+c\\u202e\n');
  });
});
