import { expect, it } from 'vitest';
import { providerCommand, storedToken, tokenFromOutput } from './legacy-provider.ts';

const now = Date.UTC(2026, 0, 1);

it('uses a stored token until it ends', () => {
  const of = (config: Record<string, string>) => storedToken({ name: 'gcp', config }, now);
  expect(of({ 'access-token': 't' })).toEqual({ token: 't' });
  expect(of({ 'access-token': 't', expiry: '2026-01-02T00:00:00Z' })).toEqual({
    token: 't',
    expiresAt: now + 86_400_000,
  });
  expect(of({ 'access-token': 't', expiry: '2025-12-31T23:59:59Z' })).toBeUndefined();
  expect(of({ 'access-token': 't', 'expires-on': String(now / 1000 - 1) })).toBeUndefined();
  expect(of({})).toBeUndefined();
});

it('runs its program from an argument array', () => {
  const command = providerCommand({
    name: 'gcp',
    config: { 'cmd-path': '/opt/gcloud', 'cmd-args': 'config  helper --format=json;ls' },
  });
  expect(command).toMatchObject({ command: '/opt/gcloud', args: ['config', 'helper', '--format=json;ls'] });
  expect(providerCommand({ name: 'gcp', config: {} })).toBeUndefined();
});

it('finds the token in what the program printed', () => {
  const config = {
    'cmd-path': 'gcloud',
    'token-key': '{.credential.access_token}',
    'expiry-key': '{.credential.token_expiry}',
  };
  const printed = '{"credential":{"access_token":"t","token_expiry":"2026-01-01T00:00:01Z"}}';
  expect(tokenFromOutput({ name: 'gcp', config }, printed)).toEqual({ token: 't', expiresAt: now + 1_000 });
  for (const text of ['', '{}', '{"credential":null}'])
    expect(() => tokenFromOutput({ name: 'gcp', config }, text)).toThrow('gcloud printed no');
  expect(() => tokenFromOutput({ name: 'gcp', config: { ...config, 'token-key': '{.__proto__.x}' } }, '{}')).toThrow(
    'no token',
  );
});
