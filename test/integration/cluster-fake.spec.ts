/** The cluster room against a server that misbehaves on demand. */

import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import net, { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type Cluster,
  ClusterError,
  type ClusterOptions,
  createCluster,
  type LiveChange,
} from '../../main/cluster/index.ts';
import { type KubeObject, resourceKey } from '../../main/model/index.ts';
import { silentLogger, systemClock } from '../../main/runtime/index.ts';
import { clientCertificateA, clientCertificateB, clientKeyA, clientKeyB } from './cluster-certificates.ts';
import { FakeServer, status } from './cluster-fake-server.ts';
import { until } from './cluster-until.ts';

const CONFIG_MAP = { group: '', kind: 'ConfigMap' };
const manager = { fieldManager: 'argosy' };
const TRACKED = { annotations: { 'argocd.argoproj.io/tracking-id': 'shop:/ConfigMap:default/x' } };

let server: FakeServer;
let dir: string;
const opened: Cluster[] = [];
const stops: (() => void)[] = [];

beforeEach(async () => {
  dir = mkdtempSync(path.join(tmpdir(), 'cluster-fake-'));
  server = await new FakeServer().start();
});

afterEach(async () => {
  await Promise.all(opened.splice(0).map((cluster) => cluster.close()));
  for (const stop of stops.splice(0)) stop();
  await server.stop();
  rmSync(dir, { recursive: true, force: true });
});

function open(options: Partial<ClusterOptions> = {}): Cluster {
  const cluster = createCluster({
    name: 'fake',
    kubeconfig: { kind: 'text', text: server.kubeconfig() },
    clock: systemClock,
    logger: silentLogger,
    random: () => 0, // the shortest waits
    ...options,
  });
  opened.push(cluster);
  return cluster;
}

function key(name: string, kind = 'ConfigMap') {
  return resourceKey('', kind, 'default', name);
}

function configMap(name: string): KubeObject {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: 'default' }, data: {} };
}

async function refusal(work: Promise<unknown>): Promise<ClusterError> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(ClusterError);
  return error as ClusterError;
}

async function watching(cluster: Cluster): Promise<void> {
  expect(await cluster.watch(CONFIG_MAP)).toEqual({ kind: 'synced' });
  await server.until(() => server.watches.some((watch) => watch.plural === 'configmaps'), 'the watch');
}

describe('a watch', () => {
  it('lists again after 410, keeps the old state until then, and tells the difference', async () => {
    server.put('configmaps', 'stays');
    server.put('configmaps', 'goes');
    server.put('configmaps', 'changes');
    const cluster = open();
    await watching(cluster);
    const changes: LiveChange[] = [];
    cluster.onChange((batch) => changes.push(...batch));
    let release: () => void = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    server.intercept = async (asked) => {
      if (asked.path === '/api/v1/configmaps' && !asked.query.has('watch')) await held;
      return undefined;
    };
    const old = server.watches.find((watch) => watch.plural === 'configmaps')!;
    server.watches.splice(server.watches.indexOf(old), 1); // it hears nothing of what happens now
    server.remove('configmaps', 'goes');
    server.put('configmaps', 'changes');
    server.put('configmaps', 'comes');
    old.response.write(
      `${JSON.stringify({ type: 'ERROR', object: { kind: 'Status', code: 410, reason: 'Expired', message: 'too old resource version' } })}\n`,
    );
    await server.until(() => server.listsOf('configmaps').length === 2, 'the second list');
    expect(cluster.live(key('goes'))).toBeDefined();
    expect(cluster.kindState(CONFIG_MAP)).toEqual({ kind: 'synced' });
    release();
    await until(cluster, () => cluster.live(key('goes')) === undefined && changes.length === 3, 'the new list');
    expect(
      changes
        .map((change) => [change.key, change.before !== undefined, change.after !== undefined])
        .toSorted((a, b) => (String(a[0]) < String(b[0]) ? -1 : 1)),
    ).toEqual([
      [key('changes'), true, true],
      [key('comes'), false, true],
      [key('goes'), true, false],
    ]);
    await server.until(() => server.watchesOf('configmaps').length === 2, 'the second watch');
    expect(server.watchesOf('configmaps')[1]!.query.get('resourceVersion')).toBe(String(server.resourceVersion));
  });

  it('goes on from a bookmark without listing', async () => {
    const cluster = open();
    await watching(cluster);
    expect(server.watchesOf('configmaps')[0]!.query.get('allowWatchBookmarks')).toBe('true');
    server.frame('configmaps', 'BOOKMARK', { kind: 'ConfigMap', metadata: { resourceVersion: '5000' } });
    server.endWatches('configmaps');
    await server.until(() => server.watchesOf('configmaps').length === 2, 'the next watch');
    expect(server.watchesOf('configmaps')[1]!.query.get('resourceVersion')).toBe('5000');
    expect(server.listsOf('configmaps')).toHaveLength(1);
    expect(cluster.kindState(CONFIG_MAP)).toEqual({ kind: 'synced' });
  });

  it('survives a connection that breaks, without listing and without a word', async () => {
    server.put('configmaps', 'a');
    const cluster = open();
    await watching(cluster);
    const states: string[] = [];
    cluster.onKindState((_kind, state) => states.push(state.kind));
    server.dropConnections();
    server.put('configmaps', 'b');
    await until(cluster, () => cluster.live(key('b')) !== undefined, 'what happened meanwhile');
    expect(server.listsOf('configmaps')).toHaveLength(1);
    expect(states).toEqual([]);
    expect(cluster.connection().kind).toBe('live');
  });

  it('says stale and keeps the cache while the server is gone, and is true again afterwards', async () => {
    server.put('configmaps', 'a', {}, TRACKED);
    const cluster = open();
    await watching(cluster);
    await server.stop();
    await until(cluster, () => cluster.connection().kind === 'unreachable', 'the outage is noticed');
    expect(cluster.kindState(CONFIG_MAP)).toMatchObject({ kind: 'stale' });
    expect(cluster.trackedBy('shop')).toHaveLength(1);
    const error = await refusal(cluster.apply(configMap('x'), manager));
    expect(error).toMatchObject({ code: 'Unavailable', retry: true, status: { code: 0 } });
    expect(error.message).toContain('ECONNREFUSED');
    // A kind that nobody watched yet is answered at once, too.
    expect(await cluster.watch({ group: '', kind: 'Secret' })).toMatchObject({ kind: 'stale' });
    server.remove('configmaps', 'a', true);
    server.put('configmaps', 'b');
    await server.start();
    cluster.reconnect();
    await until(
      cluster,
      () => cluster.kindState(CONFIG_MAP).kind === 'synced' && cluster.live(key('b')) !== undefined,
      'it is back',
    );
    expect(cluster.connection().kind).toBe('live');
  });

  it('starts again when what comes is no frame', async () => {
    const cluster = open();
    await watching(cluster);
    server.raw('configmaps', '{"type":"ADDED","object":{"metadata":\n');
    await server.until(() => server.listsOf('configmaps').length === 2, 'the list');
    await until(cluster, () => cluster.kindState(CONFIG_MAP).kind === 'synced', 'synced again');
    server.put('configmaps', 'after');
    await until(cluster, () => cluster.live(key('after')) !== undefined, 'an event');
    expect(cluster.connection().kind).toBe('live');
  });

  it('reads a list in one piece when its pages expire', async () => {
    for (let index = 0; index < 700; index++) server.put('configmaps', `c${index}`);
    server.intercept = (asked) =>
      asked.query.has('continue') ? status(410, 'Expired', 'The provided continue parameter is too old') : undefined;
    const cluster = open();
    await watching(cluster);
    expect(cluster.counters().objects).toBe(700);
    expect(server.listsOf('configmaps').map((asked) => asked.query.get('limit'))).toEqual(['500', '500', null]);
  });

  it('leaves other kinds alone when one is forbidden', async () => {
    server.intercept = (asked) =>
      asked.path === '/api/v1/secrets'
        ? status(403, 'Forbidden', 'secrets is forbidden: User "x" cannot list resource "secrets"')
        : undefined;
    const cluster = open();
    await watching(cluster);
    expect(await cluster.watch({ group: '', kind: 'Secret' })).toEqual({
      kind: 'forbidden',
      message: 'secrets is forbidden: User "x" cannot list resource "secrets"',
    });
    expect(cluster.kindState(CONFIG_MAP)).toEqual({ kind: 'synced' });
    expect(cluster.connection().kind).toBe('live');
  });

  it('does not bring back what was deleted before the answer of its apply came', async () => {
    const cluster = open();
    await watching(cluster);
    server.intercept = (asked) => {
      if (asked.method !== 'PATCH') return undefined;
      const object = server.put('configmaps', 'ghost');
      server.remove('configmaps', 'ghost');
      server.put('configmaps', 'marker');
      const seen = () => cluster.live(key('marker')) !== undefined;
      return until(cluster, seen, 'the watch is ahead').then(() => ({
        status: 200,
        body: { apiVersion: 'v1', kind: 'ConfigMap', ...object },
      }));
    };
    await cluster.apply(configMap('ghost'), manager);
    expect(cluster.live(key('ghost'))).toBeUndefined();
  });

  it('tells changes once a turn, the first state before and the last after', async () => {
    const cluster = open();
    await watching(cluster);
    const batches: (readonly LiveChange[])[] = [];
    cluster.onChange((batch) => batches.push(batch));
    const frames = ['1001', '1002', '1003'].map((resourceVersion) =>
      JSON.stringify({
        type: 'MODIFIED',
        object: { metadata: { name: 'quick', namespace: 'default', uid: 'u', resourceVersion } },
      }),
    );
    server.raw('configmaps', `${frames.join('\n')}\n`);
    await until(cluster, () => batches.length > 0, 'a batch');
    expect(batches.flat().map((change) => [change.before, change.after?.resourceVersion])).toEqual([
      [undefined, '1003'],
    ]);
  });
});

describe('credentials', () => {
  function refuseAllBut(token: () => string): void {
    server.intercept = (asked) =>
      asked.headers['authorization'] === `Bearer ${token()}` ? undefined : status(401, 'Unauthorized', 'Unauthorized');
  }

  it('are read again once after 401 before anybody is bothered', async () => {
    const file = path.join(dir, 'token');
    writeFileSync(file, 'first\n');
    let good = 'first';
    refuseAllBut(() => good);
    const cluster = open({
      kubeconfig: { kind: 'text', text: server.kubeconfig(`tokenFile: ${JSON.stringify(file)}`) },
    });
    await cluster.apply(configMap('a'), manager);
    const states: string[] = [];
    cluster.onConnection((state) => states.push(state.kind));
    good = 'second';
    writeFileSync(file, 'second\n');
    const before = server.asked.length;
    await cluster.apply(configMap('b'), manager);
    expect(server.asked.slice(before).map((asked) => asked.headers['authorization'])).toEqual([
      'Bearer first',
      'Bearer second',
    ]);
    expect(states).toEqual([]);
  });

  it('that stay refused are asked for, and requests fail at once until they are renewed', async () => {
    const file = path.join(dir, 'token');
    writeFileSync(file, 'old');
    refuseAllBut(() => 'new');
    const cluster = open({
      kubeconfig: { kind: 'text', text: server.kubeconfig(`tokenFile: ${JSON.stringify(file)}`) },
    });
    expect((await refusal(cluster.apply(configMap('a'), manager))).code).toBe('Unauthenticated');
    expect(cluster.connection()).toMatchObject({ kind: 'auth-needed', message: 'Unauthorized' });
    const before = server.asked.length;
    expect((await refusal(cluster.apply(configMap('a'), manager))).code).toBe('Unauthenticated');
    expect(server.asked).toHaveLength(before);
    writeFileSync(file, 'new');
    cluster.reconnect();
    await until(cluster, () => cluster.connection().kind === 'live', 'live again');
    await cluster.apply(configMap('a'), manager);
  });

  it('come from a program only when that is allowed', async () => {
    const ran = path.join(dir, 'ran');
    const script = path.join(dir, 'plugin.cjs');
    writeFileSync(
      script,
      `require('fs').writeFileSync(${JSON.stringify(ran)}, JSON.stringify([process.argv.slice(2), JSON.parse(process.env.KUBERNETES_EXEC_INFO), process.env.EXTRA]));
       console.log(JSON.stringify({ kind: 'ExecCredential', apiVersion: 'client.authentication.k8s.io/v1', status: { token: 'from-program' } }));`,
    );
    const args = JSON.stringify([script, '--cluster', 'a b; rm -rf $HOME']);
    const user = `exec: {apiVersion: client.authentication.k8s.io/v1, command: ${JSON.stringify(process.execPath)}, args: ${args}, env: [{name: EXTRA, value: "1"}], provideClusterInfo: true, interactiveMode: IfAvailable}`;
    const kubeconfig = { kind: 'text', text: server.kubeconfig(user) } as const;
    const denied = open({ kubeconfig });
    await expect(denied.apply(configMap('a'), manager)).rejects.toMatchObject({
      code: 'PermissionDenied',
      message: expect.stringContaining('plugin.cjs') as string,
    });
    expect(() => readFileSync(ran)).toThrow('ENOENT');

    const allowed = open({ kubeconfig, allowExec: (plugin) => plugin.args[1] === '--cluster' });
    await Promise.all([allowed.apply(configMap('a'), manager), allowed.apply(configMap('b'), manager)]);
    expect(server.asked.at(-1)!.headers['authorization']).toBe('Bearer from-program');
    const [argv, info, extra] = JSON.parse(readFileSync(ran, 'utf8')) as [
      string[],
      { spec: { interactive: boolean; cluster: { server: string } } },
      string,
    ];
    expect(argv).toEqual(['--cluster', 'a b; rm -rf $HOME']);
    expect(info.spec).toMatchObject({ interactive: false, cluster: { server: server.url } });
    expect(extra).toBe('1');
  });

  it('show what a failing program said, never what it printed', async () => {
    const script = path.join(dir, 'plugin.sh');
    writeFileSync(script, '#!/bin/sh\necho secret-on-stdout\necho "session expired, run: tool login" >&2\nexit 3\n');
    chmodSync(script, 0o700);
    const cluster = open({
      kubeconfig: { kind: 'text', text: server.kubeconfig(`exec: {command: ${JSON.stringify(script)}}`) },
      allowExec: () => true,
    });
    const error = await refusal(cluster.apply(configMap('a'), manager));
    expect(error.code).toBe('Unauthenticated');
    expect(error.message).toContain('ended with 3: session expired, run: tool login');
    expect(error.message).not.toContain('secret-on-stdout');
    expect(cluster.connection()).toMatchObject({
      kind: 'auth-needed',
      message: expect.stringContaining('session expired') as string,
    });
  });

  it('with another client certificate make another connection', async () => {
    const certificate = path.join(dir, 'client.crt');
    const clientKey = path.join(dir, 'client.key');
    const use = (pem: string, pemKey: string) => {
      writeFileSync(certificate, pem);
      writeFileSync(clientKey, pemKey);
    };
    use(clientCertificateA, clientKeyA);
    let refused = '';
    server.intercept = (asked) =>
      asked.client === refused ? status(401, 'Unauthorized', 'certificate has expired') : undefined;
    const cluster = open({
      kubeconfig: {
        kind: 'text',
        text: server.kubeconfig(`client-certificate: ${certificate}, client-key: ${clientKey}`),
      },
    });
    await cluster.apply(configMap('a'), manager);
    expect(server.asked.at(-1)!.client).toBe('client-a');
    use(clientCertificateB, clientKeyB);
    refused = 'client-a';
    await cluster.apply(configMap('b'), manager);
    expect(server.asked.at(-1)!.client).toBe('client-b');
    expect(cluster.counters().connectionsOpened).toBe(2);
  });

  it('are never sent in clear to another machine', async () => {
    const text = server.kubeconfig().replace(/server: "[^"]+"/, 'server: "http://cluster.example"');
    const cluster = open({ kubeconfig: { kind: 'text', text } });
    await expect(cluster.apply(configMap('a'), manager)).rejects.toMatchObject({ code: 'FailedPrecondition' });
  });
});

describe('requests', () => {
  it('share one connection, however many there are', async () => {
    const cluster = open();
    await Promise.all(['ConfigMap', 'Secret', 'Service'].map((kind) => cluster.watch({ group: '', kind })));
    await Promise.all(Array.from({ length: 200 }, (_, index) => cluster.apply(configMap(`c${index}`), manager)));
    expect(server.connections).toBe(1);
    expect(cluster.counters()).toMatchObject({ connectionsOpened: 1, watches: 3 });
    expect(cluster.counters().requestsByVerb['apply']).toBe(200);
  });

  it('share it with forty watches, and open another for more', async () => {
    const namespaces = Array.from({ length: 45 }, (_, index) => `ns-${index}`);
    const cluster = open({ namespaces });
    expect(await cluster.watch(CONFIG_MAP)).toEqual({ kind: 'synced' });
    await server.until(() => server.watches.length === 45, 'all watches');
    expect(server.connections).toBe(2);
    expect(await cluster.watch({ group: '', kind: 'Secret' })).toEqual({ kind: 'synced' });
    await server.until(() => server.watches.length === 90, 'all watches');
    expect(server.connections).toBe(3);
  });

  it('are refused in words when what answers is no API server', async () => {
    server.intercept = (asked) =>
      asked.method === 'PATCH'
        ? { status: 200, headers: { 'content-type': 'text/html' }, body: '<html>Sign in</html>' }
        : undefined;
    const error = await refusal(open().apply(configMap('a'), manager));
    expect(error.message).toContain('<html>Sign in</html>');
    server.intercept = (asked) =>
      asked.method === 'PATCH' ? { status: 302, headers: { location: 'https://login.example' } } : undefined;
    expect((await refusal(open().apply(configMap('a'), manager))).status.code).toBe(302);
  });

  it('need a namespace where the kind has one', async () => {
    const { namespace: _, ...metadata } = configMap('a').metadata;
    await expect(open().apply({ ...configMap('a'), metadata }, manager)).rejects.toMatchObject({
      code: 'InvalidArgument',
    });
  });

  it('wait as long as the server asks, of every verb', async () => {
    let refusals = 2;
    server.intercept = (asked) =>
      asked.method === 'POST' && refusals-- > 0
        ? status(429, 'TooManyRequests', 'slow down', { 'retry-after': '0' })
        : undefined;
    const cluster = open();
    await cluster.create(configMap('a'), manager);
    expect(server.askedFor('POST', /configmaps$/)).toHaveLength(3);
    expect(cluster.counters().throttled).toBe(2);
  });

  it('are sent again when the connection breaks only if that is the same as once', async () => {
    let breaks = 1;
    server.intercept = (asked) => (['POST', 'PATCH'].includes(asked.method) && breaks-- > 0 ? 'break' : undefined);
    const cluster = open();
    await cluster.apply(configMap('a'), manager);
    expect(server.askedFor('PATCH', /configmaps/)).toHaveLength(2);
    breaks = 1;
    expect((await refusal(cluster.create(configMap('b'), manager))).code).toBe('Unavailable');
    expect(server.askedFor('POST', /configmaps/)).toHaveLength(1);
  });

  it('end at their deadline, and when they are aborted', async () => {
    server.intercept = (asked) => (asked.method === 'PATCH' ? 'hang' : undefined);
    const cluster = open({ limits: { deadline: 1_200 } });
    expect((await refusal(cluster.apply(configMap('a'), manager))).code).toMatch(/DeadlineExceeded|Unavailable/);
    const controller = new AbortController();
    const work = cluster.apply(configMap('b'), manager, controller.signal);
    await server.until(() => server.askedFor('PATCH', /configmaps\/b/).length === 1, 'the request');
    controller.abort(new Error('changed my mind'));
    await expect(work).rejects.toThrow('changed my mind');
  });

  it('keep the content of a Secret out of errors', async () => {
    const canary = 'c4n4ry-value';
    const encoded = Buffer.from(canary).toString('base64');
    server.intercept = (asked) =>
      asked.method === 'PATCH'
        ? status(
            422,
            'Invalid',
            `Secret "s" is invalid: data.key: Invalid value: "${canary}": too short; sent {"data":{"key":"${encoded}"}}`,
          )
        : undefined;
    const cluster = open();
    const secret: KubeObject = {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 's', namespace: 'default' },
      data: { key: encoded },
    };
    const error = await refusal(cluster.apply(secret, manager));
    expect(error.message).toContain('Secret "s" is invalid: data.key');
    for (const text of [error.message, error.stack ?? '', JSON.stringify(error.status)]) {
      expect(text).not.toContain(canary);
      expect(text).not.toContain(encoded);
    }
  });
});

describe('other servers', () => {
  it('with HTTP/1.1 get several connections, and watches block nothing', async () => {
    await server.stop();
    server = await new FakeServer({ http1: true }).start();
    const cluster = open();
    await Promise.all(['ConfigMap', 'Secret', 'Service'].map((kind) => cluster.watch({ group: '', kind })));
    await server.until(() => server.watches.length === 3, 'three watches');
    await Promise.all(Array.from({ length: 100 }, (_, index) => cluster.apply(configMap(`c${index}`), manager)));
    await until(cluster, () => cluster.live(key('c99')) !== undefined, 'events');
    // 16 for requests, one a watch (two of them for definitions), one to find out.
    expect(server.connections).toBeLessThanOrEqual(16 + 5 + 1);
    expect(server.connections).toBeGreaterThan(3);
  });

  it('without aggregated discovery are asked group by group; a silent group is not an empty one', async () => {
    await server.stop();
    server = await new FakeServer({ aggregated: false }).start();
    server.intercept = (asked) =>
      asked.path === '/apis/down.example/v1' ? status(503, 'ServiceUnavailable', 'no endpoints') : undefined;
    const cluster = open();
    expect(await cluster.resourceOf({ group: 'up.example', kind: 'Up' })).toMatchObject({
      version: 'v1',
      plural: 'ups',
      namespaced: false,
    });
    expect(await cluster.resourceOf(CONFIG_MAP)).toMatchObject({ plural: 'configmaps' });
    expect(await cluster.resourceOf({ group: 'up.example', kind: 'None' })).toBeUndefined();
    expect((await refusal(cluster.resourceOf({ group: 'down.example', kind: 'Any' }))).code).toBe('Unavailable');
    expect(await cluster.watch({ group: 'down.example', kind: 'Any' })).toMatchObject({ kind: 'stale' });
  });
});

describe('proxies', () => {
  async function listening(listener: net.Server | http.Server): Promise<number> {
    await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
    stops.push(() => listener.close());
    return (listener.address() as AddressInfo).port;
  }

  it('of HTTP are asked to connect, with their password', async () => {
    const asked: (string | undefined)[] = [];
    const proxy = http.createServer();
    proxy.on('connect', (request, socket, head) => {
      asked.push(request.url, request.headers['proxy-authorization']);
      const onward = net.connect(server.port, '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n');
        onward.write(head);
        onward.pipe(socket).pipe(onward);
      });
      for (const end of [onward, socket]) end.on('error', () => {});
    });
    const port = await listening(proxy);
    const cluster = open({
      kubeconfig: {
        kind: 'text',
        text: server.kubeconfig('token: good', `proxy-url: "http://me:pass@127.0.0.1:${port}"`),
      },
    });
    await cluster.apply(configMap('a'), manager);
    expect(asked).toEqual([`127.0.0.1:${server.port}`, `Basic ${Buffer.from('me:pass').toString('base64')}`]);
    expect(server.connections).toBe(1);
  });

  it('of SOCKS5 resolve the name themselves', async () => {
    let target = '';
    const proxy = net.createServer((socket) => {
      socket.on('error', () => {});
      socket.once('data', () => {
        socket.write(Buffer.from([5, 0]));
        socket.once('data', (ask) => {
          target = `${ask.toString('latin1', 5, 5 + ask[4]!)}:${ask.readUInt16BE(5 + ask[4]!)}`;
          const onward = net.connect(server.port, '127.0.0.1', () => {
            socket.write(Buffer.from([5, 0, 0, 1, 127, 0, 0, 1, 0, 0]));
            onward.pipe(socket).pipe(onward);
          });
          onward.on('error', () => {});
        });
      });
    });
    const port = await listening(proxy);
    const text = server
      .kubeconfig('token: good', `proxy-url: "socks5://127.0.0.1:${port}"`)
      .replace(`127.0.0.1:${server.port}`, `other.example:${server.port}`);
    const cluster = open({ kubeconfig: { kind: 'text', text } });
    await cluster.apply(configMap('a'), manager);
    expect(target).toBe(`other.example:${server.port}`);
  });
});
