import { afterAll, describe, expect, it } from 'vitest';
import { createEngines } from './create.ts';
import { expectFailure } from './testing/cases.ts';

// Far more than needed: these tests ask for results, on whatever machine.
const engines = createEngines({ deadlineMs: 60_000 });
afterAll(() => engines.close());

describe('jsonnet', () => {
  const files = {
    'app/main.jsonnet': '(import "lib.libsonnet") + {b: importstr "../t.txt"}',
    'vendor/lib.libsonnet': '{a: std.extVar("v")}',
    't.txt': 'text',
  };

  it('imports beside the file and from the library directories', async () => {
    const args = { file: 'app/main.jsonnet', libs: ['vendor'], extVars: [{ name: 'v', value: 'x' }] };
    expect(JSON.parse(await engines.jsonnet(args, { files }))).toEqual({ a: 'x', b: 'text' });
  });

  it('imports nothing else', async () => {
    await expectFailure(engines.jsonnet({ code: 'importstr "/etc/passwd"' }), 'FAILED', /absolute import/);
    await expectFailure(
      engines.jsonnet({ code: 'importstr "../../t.txt"' }, { files }),
      'FAILED',
      /couldn't open import/,
    );
  });

  it('prints text, one document or a stream', async () => {
    expect(await engines.jsonnet({ code: '"a" + "b"', manifest: 'string' })).toBe('ab\n');
    expect(await engines.jsonnetStream({ code: '[{a: 1}, {a: 2}]' })).toEqual([{ a: 1 }, { a: 2 }]);
  });
});

describe('jq', () => {
  it('gives all results and knows variables', async () => {
    const results = await engines.jq({ query: '.a[] | . + $n', input: { a: [1, 2] }, vars: { n: 1 } });
    expect(results).toEqual([2, 3]);
  });

  it('sees no environment, files or modules', async () => {
    expect(await engines.jq({ query: 'env | length', input: null })).toEqual([0]);
    await expectFailure(engines.jq({ query: 'input', input: null }), 'FAILED', /input/);
    await expectFailure(engines.jq({ query: 'import "m" as m; .', input: null }), 'FAILED', /module/);
  });

  it('stops by itself', async () => {
    const endless = { query: 'last(repeat(1))', input: null };
    await expectFailure(engines.jq({ ...endless, limits: { steps: 1000 } }), 'FAILED', /step limit/);
    await expectFailure(engines.jq({ ...endless, limits: { timeoutMs: 50 } }), 'FAILED', /deadline/);
  });

  it('refuses input that is nested too deeply', async () => {
    let input: unknown = 1;
    for (let depth = 0; depth < 20_000; depth++) input = [input];
    // V8 itself may refuse to write such a value.
    await expectFailure(engines.jq({ query: '.', input }), 'BAD_REQUEST', /depth|stack/i);
  });
});

describe('lua', () => {
  it('runs with the libraries that Argo CD opens', async () => {
    const script =
      'obj.n = obj.n + 1 return {obj.n, string.upper("x"), io == nil, os.exit == nil, debug == nil, dofile == nil}';
    const result = await engines.lua({ script, globals: { obj: { n: 1 } }, openLibs: true });
    expect(result).toEqual([2, 'X', true, true, true, true]);
    expect(await engines.lua({ script: 'return string == nil' })).toBe(true);
  });

  it('stops by itself', async () => {
    const script = 'while true do end';
    await expectFailure(engines.lua({ script, limits: { steps: 1000 } }), 'FAILED', /step limit/);
    await expectFailure(engines.lua({ script, limits: { timeoutMs: 50 } }), 'FAILED', /deadline/);
    await expectFailure(
      engines.lua({ script: 'local function f() return 1 + f() end return f()' }),
      'FAILED',
      /stack overflow/,
    );
  });
});

describe('goTemplate', () => {
  it('renders each text with the functions of an ApplicationSet', async () => {
    const texts = ['{{ .x }}', '{{ normalize "A_b." }}{{ slugify 8 true "One Two Three" }}'];
    expect(await engines.goTemplate({ texts, data: { x: 1 } })).toEqual(['1', 'a-bone-two']);
  });

  it('knows options, and not the machine', async () => {
    const missing = engines.goTemplate({ texts: ['{{ .y }}'], data: { x: 1 }, options: ['missingkey=error'] });
    await expectFailure(missing, 'FAILED', /no entry for key/);
    for (const name of ['env', 'expandenv', 'getHostByName']) {
      const run = engines.goTemplate({ texts: [`{{ ${name} "HOME" }}`], data: {} });
      await expectFailure(run, 'FAILED', new RegExp(`"${name}" not defined`));
    }
    const nonsense = engines.goTemplate({ texts: ['x'], data: {}, options: ['nonsense'] });
    await expectFailure(nonsense, 'PANIC', /nonsense/);
  });
});

describe('expr, semver and glob', () => {
  it('evaluate', async () => {
    const expression = 'labels["a"] == "b" && len(x) > 1';
    expect(await engines.expr({ expression, env: { labels: { a: 'b' }, x: [1, 2] } })).toBe(true);
    const versions = ['1.2.0', 'v1.10.1', '2.0.0', 'main'];
    expect(await engines.semverSelect({ constraint: '^1.2', versions })).toEqual(['v1.10.1', '1.2.0']);
    expect(await engines.semverCheck({ constraint: '>=1.10', versions })).toEqual([false, true, true, false]);
    expect(await engines.semverSort({ versions: ['1.10.0', '1.9.0', 'x'] })).toEqual(['1.9.0', '1.10.0']);
    const matches = await engines.glob({ pattern: '{a,b}/**', separators: '/', texts: ['a/x/y', 'c/x'] });
    expect(matches).toEqual([true, false]);
  });
});
