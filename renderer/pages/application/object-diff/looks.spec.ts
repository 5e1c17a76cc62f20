import { describe, expect, it } from 'vitest';
import { parseLooks } from './looks.ts';

describe('parseLooks', () => {
  const usual = { layout: 'side-by-side', truth: 'apply', fold: true };
  it.each([null, '', '{', '5', '{"layout":"upside down","truth":7}'])('takes %j for the usual', (kept) => {
    expect(parseLooks(kept)).toEqual(usual);
  });

  it('keeps what was chosen', () => {
    const chosen = { layout: 'inline', truth: 'text', fold: false } as const;
    expect(parseLooks(JSON.stringify(chosen))).toEqual(chosen);
  });
});
