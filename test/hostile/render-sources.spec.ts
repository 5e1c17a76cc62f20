import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { createEngines } from '../../main/engines/index.ts';
import { type ApplicationSource, ArgosyError } from '../../main/model/index.ts';
import { createRenderer } from '../../main/render/index.ts';
import { configMap, request } from '../../main/render/testing/fixture.ts';
import { MemoryRepository, type RepositoryFile } from '../../main/render/testing/repository.ts';
import { ManualClock, silentLogger } from '../../main/runtime/index.ts';

type Files = Record<string, RepositoryFile>;

const engines = createEngines({ maxWorkers: 1 });
const renderer = createRenderer({
  engines,
  clock: new ManualClock(),
  logger: silentLogger,
  limits: { deadlineMs: 5_000, outputBytes: 4 << 20 },
});
afterAll(async () => {
  await renderer.close();
  await engines.close();
});

async function render(files: Files, source: Partial<ApplicationSource> = {}) {
  const { resources } = await renderer.render(request(new MemoryRepository().commit(files), source));
  return resources.map(({ object }) => object.metadata.name);
}

/** The failure, proven to be one that a person can read: typed, short, naming where it comes from. */
async function refusal(files: Files, source: Partial<ApplicationSource> = {}, names = /app/): Promise<ArgosyError> {
  const error = await render(files, source).then(
    (names) => new Error(`rendered ${names.length} objects`),
    (reason: unknown) => reason,
  );
  if (!(error instanceof ArgosyError)) throw error;
  expect(error.message.length).toBeLessThan(2_100);
  expect(error.message).toMatch(names);
  return error;
}

// Whatever was thrown at it, the next application renders.
afterEach(async () => {
  expect(await render({ 'app/a.yaml': configMap('alive') })).toEqual(['alive']);
});

describe('directories made to exhaust', () => {
  const manifest = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n';

  it('alias bombs', async () => {
    const levels = Array.from(
      { length: 12 },
      (_, n) => `l${n + 1}: &l${n + 1} [${Array(9).fill(`*l${n}`).join(', ')}]`,
    );
    const error = await refusal({ 'app/bomb.yaml': `${manifest}data:\n  l0: &l0 lol\n  ${levels.join('\n  ')}\n` });
    expect(error.message).toContain('Failed to unmarshal "app/bomb.yaml"');
    expect((await refusal({ 'app/cycle.yaml': `${manifest}data: &a {x: *a}\n` })).message).toContain('app/cycle.yaml');
  });

  it('deep nesting, in YAML and JSON', async () => {
    for (const depth of [600, 100_000]) {
      const nested = '['.repeat(depth) + ']'.repeat(depth);
      expect((await refusal({ 'app/deep.yaml': `${manifest}data: ${nested}\n` })).message).toContain('app/deep.yaml');
      const json = `{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"},"data":${nested}}`;
      expect((await refusal({ 'app/deep.json': json })).message).toContain('app/deep.json');
      expect((await refusal({ 'app/open.json': '['.repeat(depth) })).message).toContain('app/open.json');
    }
  });

  it('one byte too many', async () => {
    const file = (size: number) => {
      const head = `${manifest}# `;
      return `${head}${'x'.repeat(size - head.length - 1)}\n`;
    };
    expect(await render({ 'app/a.yaml': file(10 << 20) })).toEqual(['a']);
    expect((await refusal({ 'app/a.yaml': file((10 << 20) + 1) })).message).toContain(
      'exceeded max combined manifest file size',
    );
    expect((await refusal({ 'app/a.yaml': file(6 << 20), 'app/b.yaml': file(5 << 20) })).code).toBe(
      'ResourceExhausted',
    );
  });

  it('a million tiny documents', async () => {
    const text = '{"kind":1}\n---\n'.repeat(700_000);
    expect(
      (await refusal({ 'app/many.yaml': `# apiVersion: kind: metadata:\n${text}`.slice(0, 10 << 20) })).message,
    ).toContain('app/many.yaml');
    expect(
      (
        await refusal({
          'app/list.yaml': `apiVersion: v1\nkind: List\nmetadata: {}\nitems:\n${'- {apiVersion: v1, kind: A}\n'.repeat(60_000)}`,
        })
      ).message,
    ).toContain('more than 50000 objects');
  });

  it('ten million small values, which need a hundred times their text', async () => {
    const text = `${manifest}data: [${'1,'.repeat(5_200_000)}1]\n`;
    expect(await refusal({ 'app/heavy.yaml': text })).toMatchObject({
      code: 'ResourceExhausted',
      message: expect.stringMatching(
        /^app\/heavy\.yaml: the text (needs too much memory|is not read after)/,
      ) as unknown,
    });
  }, 120_000);

  it('bytes that are no text', async () => {
    const noise = Buffer.from(Array.from({ length: 4_096 }, (_, n) => (n * 31) % 256));
    for (const bytes of [Buffer.from(`${manifest}data: {a: "\0"}\n`), Buffer.concat([Buffer.from(manifest), noise])]) {
      expect((await refusal({ 'app/a.yaml': bytes })).message).toContain('app/a.yaml');
    }
    expect(await render({ 'app/noise.yaml': noise, 'app/z.yaml': configMap('z') })).toEqual(['z']);
    expect((await refusal({ 'app/noise.json': noise })).message).toContain('app/noise.json');
  });

  it('numbers, keys and tags that JSON has not', async () => {
    for (const data of ['{a: .nan}', '{? [a] : b}', '{a: !!binary "%%%"}', '{<<: 5}', '{a: *nobody}']) {
      const result = await render({ 'app/a.yaml': `${manifest}data: ${data}\n` }).catch((error: unknown) => error);
      if (!Array.isArray(result)) expect(result).toBeInstanceOf(ArgosyError);
    }
    const polluted = await renderer.render(
      request(
        new MemoryRepository().commit({
          'app/a.json': '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"},"__proto__":{"polluted":1}}',
        }),
      ),
    );
    expect(polluted.resources).toHaveLength(1);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it('more folders and files than anybody has', async () => {
    const deep = Object.fromEntries([[`app/${'d/'.repeat(200)}a.yaml`, manifest]]);
    expect((await refusal(deep, { directory: { recurse: true } })).message).toContain('nested deeper than 64');
    const many = Object.fromEntries(Array.from({ length: 20_002 }, (_, n) => [`app/f${n}.yaml`, '']));
    expect((await refusal(many, { directory: { recurse: true } })).message).toContain('app: more than 20000 files');
  });

  it('patterns that try everything', async () => {
    const files = { [`app/${'a'.repeat(200)}.yaml`]: manifest };
    const slow = { include: `${'*a'.repeat(40)}b`, exclude: `${'{a,b}'.repeat(9)}*` };
    expect(await render(files, { directory: slow })).toEqual([]);
    await refusal(files, { directory: { include: '{a,b}'.repeat(20) } }, /directory\.include: invalid glob/);
  });
});

describe('paths made to escape', () => {
  const chart = {
    'app/Chart.yaml': 'apiVersion: v2\nname: app\nversion: 1.0.0\n',
    'app/templates/a.yaml': configMap('a'),
  };
  const outside = [
    '../../x',
    '/../x',
    '../../../etc/passwd',
    'a/../../../x',
    '..\\..\\..\\..',
    '/etc/passwd',
    'x\0y',
    `${'a/'.repeat(3_000)}x`,
  ];

  it('in value files and file parameters', async () => {
    for (const path of outside) {
      await refusal(chart, { helm: { valueFiles: [path] } }, /^value file '/);
      await refusal(chart, { helm: { fileParameters: [{ name: 'a', path }] } }, /^file parameter '/);
    }
  });

  it('in the path itself', async () => {
    for (const path of ['..', '/', '/etc', 'app/../../x', '\0', 'app\0/x', '.git', '../app']) {
      await expect(render({ 'app/a.yaml': configMap('a') }, { path })).rejects.toBeInstanceOf(ArgosyError);
    }
  });

  it('by links, wherever they lie', async () => {
    for (const link of ['/etc/passwd', '../../x', '../../../../../../etc/passwd', '/', '..', 'self']) {
      if (link !== '..')
        expect((await refusal({ 'app/self': { link } })).message).toMatch(/symbolic links|out-of-bounds/);
      await refusal({ ...chart, 'app/templates/self': { link } });
      await refusal({
        'app/kustomization.yaml': 'resources: [self]\n',
        'app/self': { link: link === '..' ? '../..' : link },
      });
    }
    await refusal(
      { ...chart, 'app/values-x.yaml': { link: '/etc/passwd' } },
      { helm: { valueFiles: ['values-x.yaml'] } },
    );
    await refusal({ ...chart, 'app/.argocd-source.yaml': { link: '/etc/passwd' } });
    await refusal({ 'app/a.yaml': { link: 'x'.repeat(5_000) } });
  });

  it('from a kustomization, a chart template or Jsonnet', async () => {
    for (const field of [
      'resources',
      'components',
      'crds',
      'configurations',
      'patchesStrategicMerge',
      'generators',
      'transformers',
    ]) {
      await refusal({ 'app/kustomization.yaml': `${field}: ["../../../../etc/passwd"]\n` });
    }
    await refusal({ 'app/kustomization.yaml': 'configMapGenerator: [{name: a, files: [/etc/passwd]}]\n' });
    await refusal({ 'app/kustomization.yaml': 'secretGenerator: [{name: a, envs: [../../../etc/passwd]}]\n' });
    await refusal({ 'app/a.jsonnet': '{a: importstr "/etc/hostname"}' });
    const template =
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {f: {{ .Files.Get "/etc/passwd" | quote }}, g: {{ .Files.Get "../secret" | quote }}}\n';
    const { resources } = await renderer.render(
      request(new MemoryRepository().commit({ ...chart, 'app/templates/a.yaml': template, secret: 'hunter2' })),
    );
    expect(resources[0]?.object['data']).toEqual({ f: '', g: '' });
  });

  it('by programs that a kustomization would start', async () => {
    const exec =
      'apiVersion: x/v1\nkind: X\nmetadata:\n  name: x\n  annotations:\n    config.kubernetes.io/function: "exec: {path: ./run.sh}"\n';
    await refusal({
      'app/kustomization.yaml': 'transformers: [x.yaml]\n',
      'app/x.yaml': exec,
      'app/run.sh': 'touch /tmp/pwned',
    });
    await refusal({
      'app/kustomization.yaml': 'generators: [x.yaml]\n',
      'app/x.yaml': 'apiVersion: builtin\nkind: HelmChartInflationGenerator\nmetadata: {name: x}\nname: redis\n',
    });
  });
});

describe('tools made to run away', () => {
  const chart = (template: string, more: Files = {}): Files => ({
    'app/Chart.yaml': 'apiVersion: v2\nname: app\nversion: 1.0.0\n',
    'app/templates/a.yaml': template,
    ...more,
  });

  it('templates without an end', async () => {
    expect((await refusal(chart('{{ define "a" }}{{ include "a" . }}{{ end }}{{ include "a" . }}'))).message).toMatch(
      /nested reference name|stack|deep/,
    );
    expect(
      (await refusal(chart('{{ range $i := until 100000000 }}{{ range $j := until 100000 }}{{ end }}{{ end }}'))).code,
    ).toMatch(/DeadlineExceeded|ResourceExhausted/);
    await refusal({ 'app/a.jsonnet': 'local f(x) = f(x + 1) + 1; f(0)' });
    // Which limit it meets first, time or memory, depends on how fast the machine is.
    expect((await refusal({ 'app/a.jsonnet': 'local f(x) = f(x + 1) tailstrict; f(0)' })).code).toMatch(
      /DeadlineExceeded|ResourceExhausted/,
    );
  }, 60_000);

  it('output without an end', async () => {
    const error = await refusal(chart('a: {{ repeat 5000000 "x" }}\n'));
    expect(error.code).toBe('ResourceExhausted');
    expect((await refusal(chart(`{{ fail (repeat 1000000 "a") }}`))).message).toMatch(/characters\) …a+$/);
    const terminal = await refusal(chart('{{ fail "\\x1b[2J\\u202e" }}'));
    expect(Array.from(terminal.message).filter((char) => char < ' ' || char === '\u202e')).toEqual([]);
  }, 60_000);

  it('packed charts that unpack for ever', async () => {
    const bomb = gzipSync(Buffer.alloc(300 << 20));
    await refusal(
      chart(configMap('a'), {
        'app/charts/bomb.tgz': bomb,
        'app/Chart.yaml': 'apiVersion: v2\nname: app\nversion: 1.0.0\ndependencies: [{name: bomb, version: 1.0.0}]\n',
      }),
    );
  }, 60_000);

  it('kustomizations that name a thousand others, or themselves', async () => {
    await refusal({ 'app/kustomization.yaml': 'resources: [../app]\n' });
    const chain = Object.fromEntries(
      Array.from({ length: 100 }, (_, n) => [`app/${'b/'.repeat(n)}kustomization.yaml`, 'resources: [b]\n']),
    );
    expect((await refusal(chain)).message).toContain('nested deeper');
    const names = Array.from({ length: 30_000 }, (_, n) => `f${n}.yaml`).join(', ');
    expect((await refusal({ 'app/kustomization.yaml': `resources: [${names}]\n` })).message).toContain(
      'more than 20000 references',
    );
  });
});

describe('anything at all', () => {
  it('ends as objects or as a readable failure', async () => {
    const name = fc.constantFrom(
      'a.yaml',
      'b.json',
      'Chart.yaml',
      'values.yaml',
      'templates/x.yaml',
      'kustomization.yaml',
      '.argocd-source.yaml',
      'sub/c.yml',
      'd.jsonnet',
    );
    const text = fc.oneof(
      fc.string(),
      fc.json(),
      fc.constantFrom(
        configMap('x'),
        'resources: [a.yaml]\n',
        'a: &a [*a]',
        '- \t- :',
        '{{ . }}',
        '---\n---\n',
        'apiVersion: v2\nname: c\nversion: 1.0.0\n',
      ),
    );
    const file = fc.oneof(
      text,
      fc.uint8Array({ maxLength: 64 }),
      fc.record({ link: fc.constantFrom('..', 'a.yaml', '/x', '../../x', 'sub') }),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(
          name.map((each) => `app/${each}`),
          file,
          { minKeys: 1 },
        ),
        async (files) => {
          const outcome = await render(files, { directory: {} }).catch((error: unknown) => error);
          if (Array.isArray(outcome)) return;
          expect(outcome).toBeInstanceOf(ArgosyError);
          expect((outcome as Error).message.length).toBeLessThan(2_100);
        },
      ),
      { numRuns: 150 },
    );
  }, 120_000);
});
