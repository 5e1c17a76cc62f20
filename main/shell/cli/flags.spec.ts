import { describe, expect, it } from 'vitest';
import { allCommands } from './all-commands.ts';
import { translateFlags } from './cobra-flags.ts';
import { wholeNumber } from './flag-values.ts';
import { GLOBAL_FLAGS, withoutGlobalFlags } from './global-flags.ts';
import { createProgram } from './program.ts';
import { revisionsFromFlags } from './revisions-from-flags.ts';
import { fakeIo } from './testing/fake-io.ts';
import { timeoutMs } from './watch-app.ts';

const program = createProgram(fakeIo(), () => undefined);
const translated = (line: string) => translateFlags(line.split(' '), program).join(' ');

describe('boolean flags as Go writes them', () => {
  it.each([
    ['app delete x --cascade=false', 'app delete x --no-cascade'],
    ['app delete x --cascade=true', 'app delete x --cascade'],
    ['app sync x --prune=true --async=1', 'app sync x --prune --async'],
    ['app sync x --prune=false', 'app sync x'],
    ['app create x --validate=false', 'app create x --no-validate'],
    ['app diff x --exit-code=F', 'app diff x --no-exit-code'],
    ['app set x --auto-prune=false', 'app set x --no-auto-prune'],
    ['app sync x --revision=true', 'app sync x --revision=true'],
    ['app sync x --prune=maybe', 'app sync x --prune=maybe'],
    ['config set a=false', 'config set a=false'],
    ['app sync -- --prune=true', 'app sync -- --prune=true'],
  ])('%s', (line, result) => {
    expect(translated(line)).toBe(result);
  });
});

describe('flags that say how to reach a server', () => {
  it.each([
    ['app list --grpc-web', 'app list'],
    ['--server example.com app list', 'app list'],
    ['--server=example.com:443 app list --auth-token x', 'app list'],
    ['app list --insecure=true -o name', 'app list -o name'],
    ['-H a:b app list --header c:d', 'app list'],
    ['app sync x --server-side', 'app sync x --server-side'],
    ['app list -- --grpc-web', 'app list -- --grpc-web'],
  ])('%s', (line, result) => {
    expect(withoutGlobalFlags(line.split(' ')).join(' ')).toBe(result);
  });

  it('are flags of no command', () => {
    const ours = [...allCommands(program)].flatMap(({ options }) =>
      options.flatMap(({ long, short }) => [long, short]),
    );
    expect(ours.filter((flag) => flag != null && GLOBAL_FLAGS.has(flag))).toEqual([]);
  });
});

describe('values of flags', () => {
  it('seconds', () => {
    expect([undefined, '0', '15'].map(timeoutMs)).toEqual([0, 0, 15_000]);
    expect(() => timeoutMs('soon')).toThrow('--timeout: expected seconds, got "soon"');
    expect(() => timeoutMs('-1')).toThrow('--timeout');
  });

  it('whole numbers', () => {
    expect(wholeNumber('-3', '--x')).toBe(-3);
    for (const text of ['', '1.5', '0x10', '9999999999', ' 1']) expect(() => wholeNumber(text, '--x')).toThrow('--x');
  });
});

describe('revisions', () => {
  const one = [{ repoURL: 'a' }];
  const two = [
    { repoURL: 'a', targetRevision: 'main' },
    { repoURL: 'b', name: 'values' },
  ];
  it.each([
    [{}, one, {}],
    [{ revision: 'v1' }, one, { revision: 'v1' }],
    [{ revision: 'v1' }, two, { revisions: ['v1'] }],
    [{ revisions: ['v2'], sourcePositions: ['2'] }, two, { revisions: ['main', 'v2'] }],
    [{ revisions: ['v1', 'v2'], sourcePositions: ['2', '1'] }, two, { revisions: ['v2', 'v1'] }],
    [{ revisions: ['v2'], sourceNames: ['values'] }, two, { revisions: ['main', 'v2'] }],
    [{ revisions: ['v1'], sourcePositions: ['1'] }, two, { revisions: ['v1', 'HEAD'] }],
  ])('%j', (flags, sources, result) => {
    expect(revisionsFromFlags(flags, sources)).toEqual(result);
  });

  it.each([
    [{ revisions: ['a', 'b'], sourcePositions: ['1'] }, 'length of values for both flags should be same'],
    [{ revisions: ['a'], sourcePositions: ['3'] }, 'source-position cannot be less than 1 or more than 2'],
    [{ revisions: ['a'], sourcePositions: ['0'] }, 'source-position cannot be less than 1 or more than 2'],
    [{ revisions: ['a'], sourceNames: ['x'] }, "Unknown source name 'x'"],
    [{ revisions: ['a'], sourceNames: ['values'], sourcePositions: ['1'] }, 'Only one of'],
  ])('refuses %j', (flags, message) => {
    expect(() => revisionsFromFlags(flags, two)).toThrow(message);
  });
});
