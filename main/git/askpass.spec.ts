import { describe, expect, it } from 'vitest';
import { parseAddress } from './address.ts';
import { answerFor, parseProxy } from './askpass.ts';

const url = parseAddress('https://example.org:8443/a');
const access = {
  url: 'https://example.org:8443/a',
  credentials: { kind: 'basic', username: 'ada', password: "it's" },
} as const;

describe('answerFor', () => {
  const answer = answerFor(url, access, undefined);

  it('answers for the host of the repository', () => {
    expect(answer("Username for 'https://example.org:8443': ")).toBe('ada');
    expect(answer("Password for 'https://ada@example.org:8443': ")).toBe("it's");
  });

  it.each([
    "Password for 'https://ada@evil.org:8443': ",
    "Password for 'https://ada@example.org': ",
    "Password for 'https://example.org:8443@evil.org': ",
    "Password for 'nonsense': ",
    'Are you sure you want to continue connecting (yes/no)? ',
    '',
  ])('says nothing to %j', (question) => {
    expect(answer(question)).toBeUndefined();
  });

  it('sends no password that would be two lines', () => {
    const two = { ...access, credentials: { ...access.credentials, password: 'a\nb' } };
    expect(answerFor(url, two, undefined)("Password for 'https://ada@example.org:8443': ")).toBeUndefined();
  });

  it.each(['nonsense', 'ftp://bob:pw@h', 'file:///x'])('refuses the proxy %s and does not repeat it', (text) => {
    expect(() => parseProxy(text)).toThrow(/^the proxy of the repository is no http/);
  });

  it('answers for the proxy with what belongs to the proxy', () => {
    const proxy = parseProxy('http://bob:pw@proxy.example.org:3128');
    expect(proxy?.address).toBe('http://bob@proxy.example.org:3128/');
    const both = answerFor(url, access, proxy);
    expect(both("Password for 'http://bob@proxy.example.org:3128': ")).toBe('pw');
    expect(both("Password for 'https://ada@example.org:8443': ")).toBe("it's");
    expect(both("Password for 'http://ada@proxy.example.org:3128': ")).toBeUndefined();
  });
});
