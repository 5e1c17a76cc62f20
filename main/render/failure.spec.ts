import { describe, expect, it } from 'vitest';
import { bounded, withoutContent } from './failure.ts';

describe('the text of a failure', () => {
  it('keeps both ends of a long one: what failed, and why', () => {
    const text = bounded(`start ${'x'.repeat(100_000)} cause`);
    expect(text.length).toBeLessThan(2_100);
    expect(text).toMatch(/^start x+… \(\d+ characters\) …x+ cause$/);
  });

  it('cannot steer a terminal or turn its words around', () => {
    expect(bounded('a\u001b[31mb\r\u0000\u202ec\td\ne\u009b')).toBe('a\ufffd[31mb\ufffd\ufffd\ufffdc\td\ne\ufffd');
  });

  it('quotes neither content nor passwords', () => {
    const secret = 'hunter2';
    for (const text of [
      `error unmarshaling JSON: line 3: cannot unmarshal !!str \`${secret}\` into map[string]interface {}`,
      `json: cannot unmarshal string ${secret} into Go value`,
      `Object 'Kind' is missing in '{"a":"${secret}"}'`,
      `clone https://user:${secret}@example.com/x.git failed`,
      `invalid character '${secret}' looking for value`,
    ]) {
      expect(withoutContent(text)).not.toContain(secret);
    }
    expect(withoutContent('open app/x.yaml: no such file or directory')).toBe(
      'open app/x.yaml: no such file or directory',
    );
  });
});
