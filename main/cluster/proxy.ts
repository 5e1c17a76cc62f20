import http from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';
import { connectSocks5 } from './socks.ts';

/**
 * The proxy towards a server: the kubeconfig's proxy-url, else HTTPS_PROXY or HTTP_PROXY unless NO_PROXY names the
 * host, as client-go does. Loopback is never proxied by the environment.
 */
export function proxyFor(
  server: string,
  configured: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
): URL | undefined {
  if (configured !== undefined) return new URL(configured);
  const url = new URL(server);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (host === 'localhost' || host === '::1' || host.startsWith('127.')) return undefined;
  const variable = url.protocol === 'https:' ? 'https_proxy' : 'http_proxy';
  const proxy = env[variable.toUpperCase()] || env[variable];
  if (!proxy || excepted(host, env['NO_PROXY'] || env['no_proxy'] || '')) return undefined;
  return new URL(proxy.includes('://') ? proxy : `http://${proxy}`);
}

function excepted(host: string, list: string): boolean {
  return list.split(',').some((entry) => {
    const name = entry
      .trim()
      .toLowerCase()
      .replace(/^\*?\./, '');
    return name === '*' || (name !== '' && (host === name || host.endsWith(`.${name}`)));
  });
}

/** A TCP connection to host:port through the proxy, ready for TLS. */
export function connectThrough(proxy: URL, host: string, port: number, timeout: number): Promise<Socket> {
  if (/^socks5h?:$/.test(proxy.protocol)) return connectSocks5(proxy, host, port, timeout);
  if (proxy.protocol !== 'http:' && proxy.protocol !== 'https:') {
    return Promise.reject(new Error(`proxy-url ${proxy.protocol}// is not supported: use http, https or socks5`));
  }
  return new Promise((resolve, reject) => {
    const target = `${host.includes(':') ? `[${host}]` : host}:${port}`;
    const headers: Record<string, string> = { host: target };
    if (proxy.username !== '') {
      const pair = `${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`;
      headers['proxy-authorization'] = `Basic ${Buffer.from(pair).toString('base64')}`;
    }
    const connect = proxy.protocol === 'https:' ? https.request : http.request;
    const asked = connect({
      host: proxy.hostname.replace(/^\[|\]$/g, ''),
      port: proxy.port || (proxy.protocol === 'https:' ? 443 : 80),
      method: 'CONNECT',
      path: target,
      headers,
      agent: false,
      timeout,
    });
    const fail = (message: string) => reject(new Error(`proxy ${proxy.host}: ${message}`));
    asked.once('connect', (answer, socket, head) => {
      if (answer.statusCode !== 200) {
        socket.destroy();
        return fail(`answered ${answer.statusCode} ${answer.statusMessage ?? ''}`.trim());
      }
      socket.setTimeout(0);
      if (head.length > 0) socket.unshift(head);
      resolve(socket);
    });
    asked.once('response', (answer) => {
      answer.resume();
      fail(`answered ${answer.statusCode} to CONNECT`);
    });
    asked.once('timeout', () => asked.destroy(new Error('no answer in time')));
    asked.once('error', (error) => fail(error.message));
    asked.end();
  });
}
