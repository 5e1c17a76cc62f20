import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LineSplitter, parseWatchFrame } from './watch-frames.ts';

describe('LineSplitter', () => {
  it('gives the same lines however the bytes are cut', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: 'binary', minLength: 1 }).filter((line) => !line.includes('\n'))),
        fc.array(fc.nat(20)),
        (lines, cuts) => {
          const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''));
          const found: string[] = [];
          const splitter = new LineSplitter(1 << 20, (line) => found.push(line.toString()));
          let at = 0;
          for (const cut of cuts) {
            splitter.push(bytes.subarray(at, at + cut));
            at = Math.min(bytes.length, at + cut);
          }
          splitter.push(bytes.subarray(at));
          expect(found).toEqual(lines.map((line) => Buffer.from(line).toString()));
        },
      ),
    );
  });

  it('hands out the rest at the end, once', () => {
    const found: string[] = [];
    const splitter = new LineSplitter(100, (line) => found.push(line.toString()));
    splitter.push(Buffer.from('one\ntw'));
    splitter.push(Buffer.from('o'));
    splitter.flush();
    splitter.flush();
    expect(found).toEqual(['one', 'two']);
  });

  it('refuses a line without end', () => {
    const splitter = new LineSplitter(10, () => {});
    splitter.push(Buffer.from('12345'));
    expect(() => splitter.push(Buffer.from('678901'))).toThrow('longer than 10 bytes');
  });
});

describe('parseWatchFrame', () => {
  it('finds the object in either order', () => {
    for (const line of ['{"type":"ADDED","object":{"a":"}"}}', '{ "object" : {"a":"}"} , "type": "ADDED" }']) {
      const frame = parseWatchFrame(Buffer.from(line));
      expect(frame.type).toBe('ADDED');
      expect(frame.object.toString()).toBe('{"a":"}"}');
    }
  });

  it('refuses what is no frame', () => {
    for (const line of [
      '{}',
      '{"type":"OTHER","object":{}}',
      '{"type":"ADDED"}',
      '{"type":1,"object":{}}',
      'null',
      '{"type":"ADDED","object":{',
    ]) {
      expect(() => parseWatchFrame(Buffer.from(line))).toThrow(SyntaxError);
    }
  });
});
