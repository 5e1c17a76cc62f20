import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainLine, segmentsOf } from './ansi.ts';

const E = '\u001b';

describe('plainLine', () => {
  it('leaves ordinary text as it is', () => {
    expect(plainLine('[31m is no order; äöü €')).toBe('[31m is no order; äöü €');
  });

  it.each([
    ['colours', `${E}[1;31mred${E}[0m`, 'red'],
    ['erasing the screen and moving about', `a${E}[2J${E}[H${E}[10;3Hb`, 'ab'],
    ['the title of a window', `a${E}]0;owned\u0007b`, 'ab'],
    ['a link', `${E}]8;;javascript:alert(1)${E}\\click${E}]8;;${E}\\`, 'click'],
    ['an order that never ends', `a${E}]52;c;aGk=`, 'a'],
    ['a device string', `a${E}P1$r q${E}\\b`, 'ab'],
    ['8-bit forms', 'a\u009b31mb\u009d0;x\u009cc', 'abc'],
    ['an escape at the end', `a${E}`, 'a'],
    ['a reset of the terminal', `a${E}cb`, 'ab'],
    ['a choice of character set', `a${E}(0b`, 'ab'],
  ])('drops %s', (_what, line, expected) => {
    expect(plainLine(line)).toBe(expected);
  });

  it('leaves no escape in anything, and is what the segments say', () => {
    const piece = fc.constantFrom(
      E,
      '[',
      ']',
      'm',
      '3',
      '1',
      ';',
      '\u0007',
      '\\',
      'x',
      '\u009b',
      '(',
      'P',
      ' ',
      '\u009c',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const line = pieces.join('');
        const plain = plainLine(line);
        expect(plain).not.toContain(E);
        expect(
          segmentsOf(line)
            .map(({ text }) => text)
            .join(''),
        ).toBe(plain);
      }),
    );
  });

  it('takes a line of a megabyte of escapes in its stride', () => {
    expect(plainLine(`${E}[`.repeat(500_000)).length).toBeLessThan(1_000_000);
    expect(plainLine(`${E}]`.repeat(500_000))).toBe('');
  });
});

describe('segmentsOf', () => {
  it('keeps foreground and bold', () => {
    expect(segmentsOf(`a${E}[31mb${E}[1mc${E}[39md${E}[0me${E}[92mf`)).toEqual([
      { text: 'a' },
      { text: 'b', colour: 1 },
      { text: 'c', colour: 1, bold: true },
      { text: 'd', bold: true },
      { text: 'e' },
      { text: 'f', colour: 10 },
    ]);
  });

  it('reads long forms without taking their numbers for others', () => {
    expect(segmentsOf(`${E}[38;5;9ma${E}[38;2;1;31;1mb${E}[48;5;31mc`)).toEqual([
      { text: 'a', colour: 9 },
      { text: 'b' },
      { text: 'c' },
    ]);
  });
});
