import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { ArgosyError } from '../model/index.ts';
import { parseKubeconfig } from './kubeconfig.ts';

const FOLDER = path.resolve('/home/jane/.kube');

function parse(text: string, ...more: string[]) {
  return parseKubeconfig(
    [text, ...more].map((one, index) => ({ text: one, folder: FOLDER, origin: `config${index}` })),
  );
}

function config(user: string, cluster = 'server: https://api.example:6443/'): string {
  return `
current-context: main
clusters: [{name: c, cluster: {${cluster}}}]
users: [{name: u, user: {${user}}}]
contexts: [{name: main, context: {cluster: c, user: u, namespace: shop}}]
`;
}

describe('a kubeconfig', () => {
  it('says how to reach a cluster', () => {
    const access = parse(
      config(
        'token: abc',
        'server: "https://api.example:6443/", certificate-authority: pki/ca.crt, tls-server-name: kube, proxy-url: "socks5://p:1"',
      ),
    ).access();
    expect(access).toMatchObject({
      context: 'main',
      server: 'https://api.example:6443',
      namespace: 'shop',
      ca: { file: path.join(FOLDER, 'pki/ca.crt') },
      insecure: false,
      tlsServerName: 'kube',
      proxyUrl: 'socks5://p:1',
      userName: 'u',
      user: { token: 'abc' },
    });
  });

  it('prefers data to files, and reads every way to sign in', () => {
    const data = Buffer.from('PEM').toString('base64');
    expect(
      parse(config(`client-certificate-data: ${data}, client-certificate: x, client-key: k.pem`)).access().user,
    ).toEqual({
      certificate: { data: Buffer.from('PEM') },
      key: { file: path.join(FOLDER, 'k.pem') },
    });
    expect(parse(config('username: jane, password: 123')).access().user).toEqual({ username: 'jane', password: '123' });
    expect(parse(config('tokenFile: t')).access().user).toEqual({ tokenFile: path.join(FOLDER, 't') });
    expect(
      parse(config('as: bob, as-uid: "7", as-groups: [a, b], as-user-extra: {scopes: [x]}')).access().user.impersonate,
    ).toEqual({
      user: 'bob',
      uid: '7',
      groups: ['a', 'b'],
      extra: new Map([['scopes', ['x']]]),
    });
    expect(
      parse(
        config('auth-provider: {name: oidc, config: {client-id: id, id-token: t, expiry: 2026-01-01T00:00:00Z}}'),
      ).access().user.authProvider,
    ).toMatchObject({
      name: 'oidc',
      config: { 'client-id': 'id', expiry: '2026-01-01T00:00:00Z' },
    });
    expect(
      parse(
        config(
          'exec: {command: ./bin/login, args: [a, 2], env: [{name: X, value: y}], apiVersion: client.authentication.k8s.io/v1, interactiveMode: Never}',
        ),
      ).access().user.exec,
    ).toEqual({
      command: path.join(FOLDER, 'bin/login'),
      args: ['a', '2'],
      env: [{ name: 'X', value: 'y' }],
      apiVersion: 'client.authentication.k8s.io/v1',
      installHint: '',
      provideClusterInfo: false,
      interactiveMode: 'Never',
    });
    expect(parse(config('exec: {command: aws}')).access().user.exec?.command).toBe('aws');
  });

  it('merges files: the first that names something wins', () => {
    const other = config('token: second').replace('current-context: main', 'current-context: other').concat('\n');
    const merged = parse('clusters: []\ncurrent-context: ""', config('token: first'), other);
    expect(merged.currentContext).toBe('main');
    expect(merged.access().user.token).toBe('first');
    expect(merged.contexts).toEqual([
      { name: 'main', cluster: 'c', user: 'u', namespace: 'shop', server: 'https://api.example:6443' },
    ]);
  });

  it.each([
    ['}', 'is not YAML'],
    ['', 'is empty'],
    ['- a', 'is no kubeconfig'],
    ['clusters: 5', 'clusters is not a list'],
    ['users: [{user: {}}]', 'users[0] has no name'],
    ['contexts: []', 'no current-context'],
    [config('', 'server: ftp://x'), 'no usable server'],
    [config('', 'x: y'), 'no usable server'],
    [config('token: a').replace('user: u', 'user: z'), 'names user "z"'],
    [config('token: a').replace('cluster: c,', 'cluster: z,'), 'names cluster "z"'],
    [config('exec: {args: [a]}'), 'exec plugin without a command'],
  ])('that is broken is refused with the reason: %j', (text, reason) => {
    expect(() => parse(text).access()).toThrow(ArgosyError);
    expect(() => parse(text).access()).toThrow(reason);
  });

  it('names the contexts it has when asked for another, and never quotes what it holds', () => {
    expect(() => parse(config('token: a')).access('none')).toThrow(
      expect.objectContaining({ advice: 'it has: main' }) as Error,
    );
    expect(() => parse('users: [{name: u, user: {token: topsecret}}\n')).toThrow(
      expect.not.objectContaining({ message: expect.stringContaining('topsecret') as string }) as Error,
    );
  });

  it('is read as @kubernetes/client-node reads it', async () => {
    const { KubeConfig } = await import('@kubernetes/client-node');
    for (const user of ['token: abc', 'username: jane, password: pw', 'token: 42, as: bob']) {
      const text = config(
        user,
        'server: "https://api.example:6443/", insecure-skip-tls-verify: true, tls-server-name: kube',
      );
      const theirs = new KubeConfig();
      theirs.loadFromString(text);
      const ours = parse(text).access();
      expect(ours.server).toBe(theirs.getCurrentCluster()?.server);
      expect(ours.insecure).toBe(theirs.getCurrentCluster()?.skipTLSVerify);
      expect(ours.tlsServerName).toBe(theirs.getCurrentCluster()?.tlsServerName);
      const { token, username, password, impersonateUser } = theirs.getCurrentUser()!;
      expect([ours.user.token, ours.user.username, ours.user.password, ours.user.impersonate?.user]).toEqual(
        [token, username, password, impersonateUser].map((value) => (value == null ? undefined : String(value))),
      );
    }
  });
});
