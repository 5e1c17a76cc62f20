import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../model/index.ts';
import { assess } from './assess.ts';
import { type LuaRequest, luaHealthScripts } from './lua-scripts.ts';

class ScriptError extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

function scripts(entries: Readonly<Record<string, string>>, answer: unknown, openLibs: readonly string[] = []) {
  const asked: LuaRequest[] = [];
  const health = new Map(Object.entries(entries));
  const adapter = luaHealthScripts(
    () => ({ health, openLibs: new Set(openLibs) }),
    (request) => {
      asked.push(request);
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
    },
  );
  return { adapter, asked, health };
}

const deployment: KubeObject = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' } };
const widget: KubeObject = { apiVersion: 'eu.example.org/v1', kind: 'Widget', metadata: { name: 'w' } };

describe('scripts of argocd-cm', () => {
  it.each<[string, Readonly<Record<string, string>>, string, string, string | undefined]>([
    ['the exact kind', { apps_Deployment: 'a', '*': 'b' }, 'apps', 'Deployment', 'a'],
    ['a kind of the core group', { Service: 'a' }, '', 'Service', 'a'],
    ['not a kind of another group', { Service: 'a' }, 'serving.knative.dev', 'Service', undefined],
    ['a glob of the group', { '*.example.org_*': 'a' }, 'eu.example.org', 'Widget', 'a'],
    [
      'the longest glob',
      { '*': 'a', '*.example.org_*': 'b', '*.example.org_W*': 'c' },
      'eu.example.org',
      'Widget',
      'c',
    ],
    ['every kind', { '*': 'a' }, '', 'ConfigMap', 'a'],
    ['an empty script is none', { apps_Deployment: ' ' }, 'apps', 'Deployment', undefined],
    ['case counts', { apps_deployment: 'a' }, 'apps', 'Deployment', undefined],
  ])('choose %s', async (_title, entries, group, kind, script) => {
    const { adapter, asked } = scripts(entries, { status: 'Healthy' });
    expect(adapter.has(group, kind)).toBe(script !== undefined);
    await adapter.run({ apiVersion: group === '' ? 'v1' : `${group}/v1`, kind, metadata: {} });
    expect(asked[0]?.script).toBe(script);
  });

  it('get the object, a second, and libraries where they are asked for', async () => {
    const { adapter, asked } = scripts({ apps_Deployment: 'a', '*.example.org_*': 'b' }, null, ['*.example.org_*']);
    await adapter.run(deployment);
    await adapter.run(widget);
    expect(asked).toEqual([
      { script: 'a', globals: { obj: deployment }, openLibs: false, limits: { timeoutMs: 1_000 } },
      { script: 'b', globals: { obj: widget }, openLibs: true, limits: { timeoutMs: 1_000 } },
    ]);
  });

  it.each<[unknown, unknown]>([
    [
      { status: 'Healthy', message: 'fine' },
      { status: 'Healthy', message: 'fine' },
    ],
    [{ status: 'Degraded' }, { status: 'Degraded' }],
    [null, undefined],
    [{}, undefined],
    [[], undefined],
    [{ status: '', message: '' }, undefined],
    [{ status: 'Healthy', message: 5 }, undefined],
    [{ status: 'Great' }, { status: 'Unknown', message: 'Lua returned an invalid health status' }],
    [{ message: 'only words' }, { status: 'Unknown', message: 'Lua returned an invalid health status' }],
    [['a'], { status: 'Unknown', message: 'Lua returned an invalid health status' }],
    ['Healthy', { status: 'Unknown', message: 'expect table output from Lua script, not string' }],
  ])('that return %j', async (answer, expected) => {
    expect(await scripts({ '*': 'x' }, answer).adapter.run(widget)).toEqual(expected);
  });

  it('that fail make the object Unknown with the words of the failure', async () => {
    const { adapter } = scripts({ '*': 'x' }, new ScriptError('FAILED', '<string>:1: boom'));
    expect(await adapter.run(widget)).toEqual({ status: 'Unknown', message: '<string>:1: boom' });
  });

  it('do not hide failures that are not theirs', async () => {
    await expect(scripts({ '*': 'x' }, new ScriptError('CLOSED', 'pool closed')).adapter.run(widget)).rejects.toThrow(
      'pool closed',
    );
    await expect(scripts({ '*': 'x' }, new TypeError('bug')).adapter.run(widget)).rejects.toThrow('bug');
    const stop = new AbortController();
    stop.abort();
    const { adapter } = scripts({ '*': 'x' }, new ScriptError('DEADLINE', 'late'));
    await expect(adapter.run(widget, stop.signal)).rejects.toThrow('late');
  });

  it('are chosen anew when the configuration changes', () => {
    let health = new Map([['apps_Deployment', 'a']]);
    const adapter = luaHealthScripts(
      () => ({ health, openLibs: new Set() }),
      () => Promise.resolve(null),
    );
    expect(adapter.has('apps', 'Deployment')).toBe(true);
    health = new Map();
    expect(adapter.has('apps', 'Deployment')).toBe(false);
  });
});

describe('an assessment with scripts', () => {
  it('takes the word of the script', async () => {
    const { adapter } = scripts({ apps_Deployment: 'x' }, { status: 'Suspended', message: 'by script' });
    expect(await assess(deployment, adapter)).toEqual({ status: 'Suspended', message: 'by script' });
  });

  it('asks the compiled-in check where the script has no opinion, and never a built-in rule', async () => {
    const { adapter } = scripts({ '*': 'x' }, null);
    expect(await assess(deployment, adapter)).toEqual({ status: 'Healthy' });
    const certificate = { apiVersion: 'cert-manager.io/v1', kind: 'Certificate', metadata: {} };
    expect(await assess(certificate, adapter)).toBeUndefined();
    expect(await assess(certificate, scripts({}, null).adapter)).toEqual({
      status: 'Progressing',
      message: 'Waiting for certificate',
    });
  });

  it('does not ask about an object that is being deleted', async () => {
    const { adapter, asked } = scripts({ '*': 'x' }, { status: 'Healthy' });
    const deleting = { ...deployment, metadata: { name: 'web', deletionTimestamp: '2026-01-01T00:00:00Z' } };
    expect(await assess(deleting, adapter)).toEqual({ status: 'Progressing', message: 'Pending deletion' });
    expect(asked).toEqual([]);
  });
});
