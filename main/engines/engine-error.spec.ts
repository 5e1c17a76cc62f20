import { describe, expect, it } from 'vitest';
import { EngineError } from './engine-error.ts';

describe('an EngineError', () => {
  it('becomes what a person is shown: same words and advice, with the object it happened to', () => {
    const error = new EngineError('REMOTE', 'a: resources b', { advice: 'Fetch it first.', details: [] });
    const shown = error.toArgosyError('application guestbook');
    expect(shown).toMatchObject({
      code: 'FailedPrecondition',
      message: 'a: resources b',
      subject: 'application guestbook',
      advice: 'Fetch it first.',
      retry: false,
      cause: error,
    });
  });

  it('may be tried again only where the inputs are not to blame', () => {
    const retried = (['DEADLINE', 'CRASHED', 'START_FAILED', 'FAILED', 'OUT_OF_MEMORY'] as const).filter(
      (code) => new EngineError(code, '').toArgosyError().retry,
    );
    expect(retried).toEqual(['CRASHED', 'START_FAILED']);
  });
});
