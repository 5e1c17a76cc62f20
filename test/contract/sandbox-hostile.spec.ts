import { connect } from 'node:tls';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { RawClient } from './sandbox/client.ts';
import { normalized } from './sandbox/normalize.ts';
import { type BothServers, freshName, startBoth } from './sandbox/servers.ts';

type Call = readonly [method: string, path: string, body?: unknown, headers?: Readonly<Record<string, string>>];

const CM = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'hostile' } };
const MIB = 1024 * 1024;

/** `{ns}` is the namespace of the run. Of each request the whole answer must be the same. */
const TABLE: Readonly<Record<string, readonly Call[]>> = {
  'bodies that are too large': [
    ['POST', '/api/v1/{ns}/configmaps', Buffer.alloc(4 * MIB, 0x20)],
    ['POST', '/api/v1/{ns}/configmaps', { ...CM, data: { a: 'x'.repeat(3.5 * MIB) } }],
    ['POST', '/api/v1/{ns}/configmaps', { ...CM, data: { a: 'x'.repeat(1.5 * MIB) } }],
    ['PUT', '/api/v1/{ns}/configmaps/hostile', Buffer.alloc(4 * MIB, 0x20)],
  ],
  'bodies that say they are compressed': [
    ['POST', '/api/v1/{ns}/configmaps', 'this is no gzip', { 'content-encoding': 'gzip' }],
    ['POST', '/api/v1/{ns}/configmaps', gzipSync(JSON.stringify(CM)).subarray(0, 20), { 'content-encoding': 'gzip' }],
  ],
  // A namespace `..` is left out: the real server answers 500, its store refuses the key; the sandbox knows no such place.
  'paths that climb or double': [
    ['GET', '/api/v1/{ns}/configmaps/%2e%2e'],
    ['GET', '/api/v1/{ns}/configmaps/..'],
    ['GET', '/api/v1/{ns}/configmaps/../secrets'],
    ['GET', '/api/v1/../../etc/passwd'],
    ['GET', '//api/v1/namespaces/none'],
    ['GET', '/api/v1//namespaces/none'],
    ['GET', '/api/v1/{ns}//configmaps/none'],
    ['GET', '/api/v1/{ns}/configmaps/a%2fb'],
    ['GET', '/api/v1/{ns}/configmaps%2fnone'],
    ['GET', '/api/v1/{ns}/configmaps/a%00b'],
    ['GET', '/apis/apps/v1/{ns}/deployments/none/status/more'],
    ['GET', '/apis/apps/v1/{ns}/deployments/none/nothing'],
    ['GET', '/apis/apps/v9/{ns}/deployments'],
  ],
  'verbs that an address does not have': [
    ['POST', '/api/v1/{ns}/configmaps/x', CM],
    ['PUT', '/api/v1/{ns}/configmaps', CM],
    ['PATCH', '/api/v1/{ns}/configmaps', {}],
    ['DELETE', '/apis/apps/v1/{ns}/deployments/x/status'],
    ['POST', '/apis/apps/v1/{ns}/deployments/x/scale', {}],
    ['DELETE', '/api/v1/{ns}/pods/x/log'],
    ['PUT', '/api/v1/{ns}/pods/x/eviction', {}],
    ['GET', '/api/v1/{ns}/pods/x/binding'],
    ['POST', '/version', {}],
    ['OPTIONS', '/api/v1/{ns}/configmaps'],
  ],
  // A continue token is each server's own, and so are the words about one that it did not make.
  'watches and lists of no version that there is': [
    ['GET', '/api/v1/{ns}/configmaps?watch=true&resourceVersion=abc&timeoutSeconds=1'],
    ['GET', '/api/v1/{ns}/configmaps?watch=true&resourceVersion=-1&timeoutSeconds=1'],
    ['GET', '/api/v1/{ns}/configmaps?resourceVersion=abc'],
    ['GET', '/api/v1/{ns}/configmaps?resourceVersion=1&resourceVersionMatch=Nearly'],
    ['GET', '/api/v1/{ns}/configmaps?resourceVersionMatch=Exact'],
    ['GET', '/api/v1/{ns}/configmaps?watch=true&sendInitialEvents=true&timeoutSeconds=1'],
  ],
};

describe('hostile requests, on the sandbox and on kube-apiserver', () => {
  let both: BothServers;
  let namespace: string;

  // Without Go there is no kube-apiserver: nothing is compared, and that is said.
  beforeEach((context) => {
    context.skip(both.real === undefined, 'Go is missing: there is no kube-apiserver to compare with');
  });
  beforeAll(async () => {
    both = await startBoth();
    namespace = freshName('hostile');
    for (const client of [both.box, both.real]) {
      await client?.send('POST', '/api/v1/namespaces', {
        apiVersion: 'v1',
        kind: 'Namespace',
        metadata: { name: namespace },
      });
    }
  });
  afterAll(async () => {
    // Whatever was sent: both still answer.
    for (const client of [both.box, both.real])
      if (client) expect((await client.send('GET', '/version')).code).toBe(200);
    await both.real?.send('DELETE', `/api/v1/namespaces/${namespace}`);
    await both.stop();
  });

  it.each(Object.entries(TABLE))('answers alike: %s', async (_name, calls) => {
    const shown = async (client: RawClient) => {
      const all: unknown[] = [];
      for (const [method, path, body, headers] of calls) {
        const { code, body: given } = await client.send(
          method,
          path.replace('{ns}', `namespaces/${namespace}`),
          body,
          'application/json',
          headers,
        );
        all.push({ request: `${method} ${path}`, code, body: normalized(given) });
      }
      return all;
    };
    expect(await shown(both.box)).toEqual(await shown(both.real!));
  });

  it('takes as many headers as a real server, and no more', async () => {
    const codes = async (client: RawClient) => {
      const all: unknown[] = [];
      for (const size of [60_000, 900_000, 3 * MIB]) all.push(await statusOfHeaders(client, size));
      return all;
    };
    expect(await codes(both.box)).toEqual(await codes(both.real!));
  });

  it('ends a body without end as a real server does', async () => {
    const path = `/api/v1/namespaces/${namespace}/configmaps`;
    expect(await statusOfEndlessBody(both.box, path)).toBe(await statusOfEndlessBody(both.real!, path));
  });
});

/** The status line that a request with headers of so many bytes gets; `closed` when none came. */
function statusOfHeaders(client: RawClient, bytes: number): Promise<string> {
  const one = `x-flood: ${'y'.repeat(990)}\r\n`;
  return raw(client, (write) => {
    write(`GET /api/v1/namespaces/default HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: Bearer ${client.token}\r\n`);
    write(one.repeat(Math.ceil(bytes / one.length)));
    write('connection: close\r\n\r\n');
  });
}

/** The status line that chunks without end get, which are sent until it comes. */
function statusOfEndlessBody(client: RawClient, path: string): Promise<string> {
  const chunk = `10000\r\n${' '.repeat(0x10000)}\r\n`;
  return raw(client, (write, drained) => {
    write(
      `POST ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: Bearer ${client.token}\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n`,
    );
    // At most 1 GiB: a server that takes it all has failed.
    let left = 16_384;
    const more = () => {
      while (left-- > 0) if (!write(chunk)) return drained(more);
    };
    more();
  });
}

function raw(
  client: RawClient,
  send: (write: (text: string) => boolean, drained: (then: () => void) => void) => void,
): Promise<string> {
  const { hostname, port } = new URL(client.server);
  return new Promise((resolve) => {
    const socket = connect({
      host: hostname,
      port: Number(port),
      rejectUnauthorized: false,
      ALPNProtocols: ['http/1.1'],
    });
    let text = '';
    const end = () => {
      socket.destroy();
      resolve(/^HTTP\/1\.1 (\d+)/.exec(text)?.[1] ?? 'closed');
    };
    socket.once('secureConnect', () =>
      send(
        (part) => !socket.destroyed && socket.write(part),
        (then) => socket.once('drain', then),
      ),
    );
    socket.on('data', (data: Buffer) => {
      text += data.toString('latin1');
      if (text.includes('\r\n')) end();
    });
    socket.once('error', end);
    socket.once('close', end);
  });
}
