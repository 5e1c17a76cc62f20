import { describe, expect, it } from 'vitest';
import { ArgosyError } from '../../model/index.ts';
import { RemoteError } from '../client/client.ts';
import { CommandError, describeError } from './exit.ts';

describe('an error as it is printed', () => {
  it.each([
    [new CommandError('timed out'), 'timed out', 1],
    [new CommandError('no file', 20, 'Look for it.'), 'no file\n  Look for it.', 20],
    [new ArgosyError('NotFound', 'nothing there', { advice: 'List them.' }), 'nothing there\n  List them.', 20],
    [new ArgosyError('NotFound', 'nothing there'), 'nothing there', 20],
    [
      new RemoteError({
        code: 'NotFound',
        message: "application 'x' not found",
        detail: { advice: 'Try y.' },
        retry: false,
      }),
      "application 'x' not found\n  Try y.",
      20,
    ],
    [
      new RemoteError({ code: 'Internal', message: 'x is not a function', retry: false }),
      'a bug in Argosy: x is not a function\n  Details are in the log of the engine.',
      20,
    ],
    ['a text', 'a bug in Argosy: a text\n  Run it again with ARGOSY_DEBUG=1 in the environment to see where.', 20],
  ])('%s', (error, text, exitCode) => {
    expect(describeError(error)).toEqual({ text, exitCode });
  });

  it('has no stack unless it is asked for', () => {
    const bug = new TypeError('x is not a function');
    expect(describeError(bug).text).not.toContain(' at ');
    expect(describeError(bug, true).text).toContain(' at ');
  });

  it('shows what a server says without letting it act on the terminal', () => {
    const error = new RemoteError({ code: 'Unknown', message: 'a\u001b[2Jb\nc', retry: false });
    expect(describeError(error).text).toBe('a\\u001b[2Jb\nc');
  });
});
