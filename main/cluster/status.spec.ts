import { describe, expect, it } from 'vitest';
import { errorOf, statusOf, withoutSecretContent } from './status.ts';

describe('a refusal', () => {
  it('keeps the words of the server', () => {
    const body = { kind: 'Status', status: 'Failure', message: 'pods "x" not found', reason: 'NotFound', code: 404 };
    const status = statusOf(404, Buffer.from(JSON.stringify(body)));
    expect(status).toEqual({ code: 404, reason: 'NotFound', message: 'pods "x" not found' });
    expect(errorOf(status, 'Pod/x')).toMatchObject({
      code: 'NotFound',
      message: 'pods "x" not found',
      subject: 'Pod/x',
      retry: false,
      status,
    });
  });

  it.each([
    [400, 'BadRequest', 'InvalidArgument', false],
    [401, 'Unauthorized', 'Unauthenticated', false],
    [403, 'Forbidden', 'PermissionDenied', false],
    [409, 'AlreadyExists', 'AlreadyExists', false],
    [409, 'Conflict', 'Conflict', false],
    [410, 'Expired', 'Aborted', true],
    [413, '', 'ResourceExhausted', false],
    [422, 'Invalid', 'InvalidArgument', false],
    [429, 'TooManyRequests', 'ResourceExhausted', true],
    [500, 'InternalError', 'Unknown', true],
    [503, 'ServiceUnavailable', 'Unavailable', true],
    [504, 'Timeout', 'DeadlineExceeded', true],
  ])('%i %s is %s', (code, reason, expected, retry) => {
    expect(errorOf({ code, reason, message: 'm' })).toMatchObject({ code: expected, retry });
  });

  it('quotes what a proxy says, within limits', () => {
    expect(statusOf(502, Buffer.from('<html>Bad Gateway</html>')).message).toBe('HTTP 502: <html>Bad Gateway</html>');
    expect(statusOf(500, Buffer.alloc(0)).message).toBe('HTTP 500');
    expect(statusOf(500, Buffer.from('x'.repeat(1 << 20))).message.length).toBeLessThan(9_000);
  });
});

describe('a refusal about a Secret', () => {
  const sent = Buffer.from(
    JSON.stringify({ data: { key: Buffer.from('hunter2').toString('base64') }, stringData: { other: 'plain-text' } }),
  );
  const clean = (reason: string, message: string) => withoutSecretContent({ code: 422, reason, message }, sent).message;

  it('loses each value that was sent, encoded or not', () => {
    const message = `a ${Buffer.from('hunter2').toString('base64')} b hunter2 c plain-text d`;
    expect(clean('Forbidden', message)).toBe('a … b … c … d');
  });

  it('loses the values of a JSON patch', () => {
    const patch = Buffer.from(JSON.stringify([{ op: 'replace', path: '/data/key', value: 'aHVudGVyMg==' }]));
    const status = { code: 500, reason: 'Forbidden', message: 'a aHVudGVyMg== b hunter2 c' };
    expect(withoutSecretContent(status, patch).message).toBe('a … b … c');
  });

  it('loses quoted objects and invalid values of others', () => {
    expect(clean('Invalid', 'data[k]: Invalid value: "stored \\" secret": too long')).toBe(
      'data[k]: Invalid value: …: too long',
    );
    expect(clean('BadRequest', 'cannot restore map from {"data":{"k":"c3RvcmVk"}} here')).toBe(
      'cannot restore map from {…} here',
    );
  });

  it('keeps what says why', () => {
    const forbidden =
      'secrets "s" is forbidden: User "jane" cannot patch resource "secrets" in API group "" in the namespace "ns"';
    expect(clean('Forbidden', forbidden)).toBe(forbidden);
    expect(clean('Invalid', 'Secret "s" is invalid: data[key.pem]: Required')).toBe(
      'Secret "s" is invalid: data[key.pem]: Required',
    );
  });
});
