import { expect, it } from 'vitest';
import { proxyFor } from './proxy.ts';

const env = { HTTPS_PROXY: 'http://proxy:3128', NO_PROXY: '.corp, api.example, 10.0.0.1' };

it.each([
  ['https://other.example', undefined, env, 'http://proxy:3128/'],
  ['https://other.example', 'socks5://s:1', env, 'socks5://s:1'],
  ['https://api.example:6443', undefined, env, undefined],
  ['https://sub.api.example', undefined, env, undefined],
  ['https://notapi.example', undefined, env, 'http://proxy:3128/'],
  ['https://x.corp', undefined, env, undefined],
  ['https://10.0.0.1:6443', undefined, env, undefined],
  ['https://127.0.0.1:6443', undefined, env, undefined],
  ['http://other.example', undefined, env, undefined],
  ['https://other.example', undefined, { https_proxy: 'proxy:80' }, 'http://proxy/'],
  ['https://other.example', undefined, { ...env, NO_PROXY: '*' }, undefined],
  ['https://other.example', undefined, {}, undefined],
])('%s with proxy-url %s goes through the right proxy', (server, configured, environment, expected) => {
  expect(proxyFor(server, configured, environment)?.href).toBe(expected);
});
