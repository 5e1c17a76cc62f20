import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { REDACTED, Redactor, redactText } from './redact.ts';

describe('redactText', () => {
  const pem = '-----BEGIN RSA PRIVATE KEY-----\nMIIEowIBAAKCAQEA\nabcdef==\n-----END RSA PRIVATE KEY-----';
  const jwt = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U';

  it.each([
    ['Authorization: Basic dXNlcjpodW50ZXIy', 'dXNlcjpodW50ZXIy'],
    ['{"authorization":"Bearer abcdefgh12345678"}', 'abcdefgh12345678'],
    ['{\\"Authorization\\":\\"Bearer abcdefgh12345678\\"}', 'abcdefgh12345678'],
    ['Proxy-Authorization: Negotiate YIIabc', 'YIIabc'],
    ['fatal: unable to access https://git:hunter2x@host/repo.git/', 'hunter2x'],
    ['clone https://ghp0123456789abcdefgh@host/repo.git', 'ghp0123456789abcdefgh'],
    ['ssh://git:pa:ss@host', 'pa:ss'],
    [`key ${pem} end`, 'MIIEowIBAAKCAQEA'],
    [JSON.stringify({ key: pem }), 'MIIEowIBAAKCAQEA'],
    ['-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXk cut off', 'b3BlbnNzaC1rZXk'],
    [`token is ${jwt}`, 'dozjgNryP4J3jVmNHl0w5N'],
    ['remote said: bearer abcd1234efgh5678', 'abcd1234efgh5678'],
    ['use ghp_abcdefghijklmnopqrstuvwxyz0123', 'ghp_abcdefghijklmnopqrstuvwxyz0123'],
    ['use glpat-abcdefghijklmnop1234', 'glpat-abcdefghijklmnop1234'],
    ['AKIAIOSFODNN7EXAMPLE', 'AKIAIOSFODNN7EXAMPLE'],
    ['GET /x?access_token=abcdef&y=1', 'abcdef'],
    ['{"password":"hunter2"}', 'hunter2'],
    ['client_secret: hunter2', 'hunter2'],
    ['DB_PASSWORD=hunter2', 'hunter2'],
  ])('takes the secret out of %j', (text, secret) => {
    const clean = redactText(text);
    expect(clean).not.toContain(secret);
    expect(clean).toContain(REDACTED);
  });

  it('keeps what helps: host, user, path and other query parts', () => {
    expect(redactText('https://git:hunter2x@host.example/a/b.git failed')).toBe(
      `https://git:${REDACTED}@host.example/a/b.git failed`,
    );
    expect(redactText('GET /x?access_token=abcdef&y=1')).toBe(`GET /x?access_token=${REDACTED}&y=1`);
  });

  it.each([
    'applied Deployment default/api in 12 ms',
    'ssh://git@host.example/team/repo.git',
    'git@host.example:team/repo.git',
    'server requires basic authentication',
    'Secret default/db-credentials is missing',
    'the https://host.example:8443/a@b page',
  ])('leaves %j alone', (text) => {
    expect(redactText(text)).toBe(text);
  });

  it('takes linear time on texts made to be slow', () => {
    // Would not end within the test's limit if a mark could backtrack over the whole text from every position.
    const hostile = ['https://', 'Authorization: ', 'password=', 'eyJ', '-----BEGIN PRIVATE KEY-----'];
    for (const piece of hostile) redactText(piece.repeat(Math.ceil(60_000 / piece.length)));
    for (const piece of ['a://', 'a_', ':', 'eyJaaaaa.', 'bearer ']) redactText(`token ${piece.repeat(20_000)}`);
  });
});

describe('Redactor', () => {
  it('removes registered values in clear, base64, URL form and JSON', () => {
    const redactor = new Redactor();
    redactor.add('pa ss"w/örd');
    redactor.addBasic('git', 'pa ss"w/örd');
    for (const form of [
      'pa ss"w/örd',
      Buffer.from('pa ss"w/örd').toString('base64'),
      Buffer.from('pa ss"w/örd').toString('base64url'),
      Buffer.from('git:pa ss"w/örd').toString('base64'),
      encodeURIComponent('pa ss"w/örd'),
      JSON.stringify('pa ss"w/örd'),
    ]) {
      expect(redactor.redact(`<${form}>`), form).toContain(REDACTED);
      expect(redactor.redact(`<${form}>`)).not.toContain(form);
    }
  });

  it('finds a value inside a longer base64 text at any offset', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 9, maxLength: 40 }).filter((value) => Buffer.from(value).toString() === value),
        fc.string({ maxLength: 7 }),
        fc.string({ maxLength: 7 }),
        (secret, before, after) => {
          const redactor = new Redactor();
          redactor.add(secret);
          expect(redactor.redact(Buffer.from(before + secret + after).toString('base64'))).toContain(REDACTED);
        },
      ),
    );
  });

  it('takes a longer value before one that it contains', () => {
    const redactor = new Redactor();
    redactor.add('hunter22');
    redactor.add('hunter22-and-more');
    expect(redactor.redact('x hunter22-and-more y')).toBe(`x ${REDACTED} y`);
  });

  it('removes the lines of a key one by one and ignores what is too short to be secret', () => {
    const redactor = new Redactor();
    redactor.add('-----BEGIN KEY-----\nQUJDREVGR0g=\nabc\n-----END KEY-----');
    expect(redactor.redact('line QUJDREVGR0g= abc')).toBe(`line ${REDACTED} abc`);
  });
});
