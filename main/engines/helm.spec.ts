import { afterAll, describe, expect, it } from 'vitest';
import { createEngines } from './create.ts';
import { CHART, configMap, expectFailure, failure } from './testing/cases.ts';

// Far more than needed: these tests ask for results, on whatever machine.
const engines = createEngines({ deadlineMs: 60_000 });
afterAll(() => engines.close());

describe('helmTemplate', () => {
  it('prints what helm template prints', async () => {
    const out = await engines.helmTemplate({ values: { set: ['who=x'] } }, { files: CHART });
    expect(out).toBe(`---\n# Source: c/templates/a.yaml\n${configMap('x')}`);
  });

  it('offers the capabilities of the version it is', async () => {
    const capabilities = await engines.helmCapabilities();
    expect(capabilities.helmVersion).toMatch(/^v4\.2\.\d+$/);
    expect(capabilities.apiVersions).toContain('apps/v1');
    const files = { ...CHART, 'templates/a.yaml': configMap('{{ .Capabilities.HelmVersion.Version }}') };
    expect(await engines.helmTemplate({}, { files })).toContain(`name: ${capabilities.helmVersion}\n`);
  });

  it('keeps calls apart, also those of one kept chart', async () => {
    const files = {
      ...CHART,
      'Chart.yaml': `${CHART['Chart.yaml']}dependencies: [{name: s, version: 1.0.0, condition: s.on, alias: t}]\n`,
      'charts/s/Chart.yaml': 'apiVersion: v2\nname: s\nversion: 1.0.0\n',
      'charts/s/templates/a.yaml': configMap('sub'),
    };
    const render = (on: boolean) =>
      engines.helmTemplate({ values: { set: ['who=x', `s.on=${on}`] } }, { files, treeKey: 'dependent' });
    const first = await render(true);
    expect(await render(false)).not.toContain('sub');
    expect(await render(true)).toBe(first);
  });

  it('gives the same result from a kept tree and after the instance has dropped it', async () => {
    const render = (i: number) =>
      engines.helmTemplate(
        { values: { set: [`who=v${i}`] } },
        { files: { ...CHART, 'x.txt': String(i) }, treeKey: `tree-${i}` },
      );
    const before = engines.counters().helm.failures;
    for (let round = 0; round < 2; round++) {
      // More than an instance keeps.
      for (let i = 0; i < 20; i++) expect(await render(i)).toContain(`name: v${i}\n`);
    }
    expect(engines.counters().helm.failures).toBe(before);
  });

  it('keeps the words of helm', async () => {
    const invalid = await failure(engines.helmTemplate({}, { files: { ...CHART, 'templates/b.yaml': 'a: [' } }));
    expect(invalid).toMatchObject({ code: 'INVALID_MANIFEST', details: { 'c/templates/b.yaml': 'a: [' } });
    expect(invalid.message).toMatch(/YAML parse error on c\/templates\/b\.yaml/);
    const missing = { ...CHART, 'Chart.yaml': `${CHART['Chart.yaml']}dependencies: [{name: s, version: 1.0.0}]\n` };
    expect(await failure(engines.helmTemplate({}, { files: missing }))).toMatchObject({
      code: 'DEPENDENCIES_MISSING',
      details: ['s'],
    });
  });

  it('reads nothing outside of the files', async () => {
    const values = (file: string) => engines.helmTemplate({ values: { sources: [{ file }] } }, { files: CHART });
    await expectFailure(values('../v.yaml'), 'FAILED', /outside of the given files/);
    await expectFailure(values('/etc/passwd'), 'FILE_NOT_FOUND', /etc\/passwd/);
    const remote = await failure(values('https://example.com/v.yaml'));
    expect(remote).toMatchObject({
      code: 'REMOTE',
      message: '--values https://example.com/v.yaml: a remote file cannot be read while rendering',
      advice: 'Put the file into the repository and name its path.',
      details: [{ file: '', field: '--values', url: 'https://example.com/v.yaml' }],
    });
  });
});

describe('a values schema that refers to the network', () => {
  const schema = JSON.stringify({ properties: { who: { $ref: 'https://example.com/name.json#/x' } } });
  const parent = {
    ...CHART,
    'Chart.yaml': `${CHART['Chart.yaml']}dependencies: [{name: s, version: 1.0.0}]\n`,
    'values.yaml': 'who: x\ns: {who: y}\n',
    'charts/s/Chart.yaml': 'apiVersion: v2\nname: s\nversion: 1.0.0\n',
  };

  it('is refused with the file, the URL and the way out', async () => {
    const error = await failure(engines.helmTemplate({}, { files: { ...parent, 'values.schema.json': schema } }));
    expect(error).toMatchObject({
      code: 'REMOTE',
      message: 'values.schema.json: $ref https://example.com/name.json: a remote schema cannot be read while rendering',
      details: [{ file: 'values.schema.json', field: '$ref', url: 'https://example.com/name.json' }],
    });
    expect(error.advice).toMatch(/skipSchemaValidation/);
  });

  it('is found in a subchart, and not asked for when validation is off', async () => {
    const files = { ...parent, 'charts/s/values.schema.json': schema };
    expect(await failure(engines.helmTemplate({}, { files }))).toMatchObject({
      code: 'REMOTE',
      details: [{ file: 'charts/s/values.schema.json' }],
    });
    expect(await engines.helmTemplate({ skipSchemaValidation: true }, { files })).toContain('name: x');
  });

  it('is not one when the URL is the name of the schema itself', async () => {
    const own = JSON.stringify({
      $id: 'https://example.com/own.json',
      $defs: { name: { type: 'string' } },
      properties: { who: { $ref: 'https://example.com/own.json#/$defs/name' } },
    });
    const files = { ...CHART, 'values.yaml': 'who: x\n', 'values.schema.json': own };
    expect(await engines.helmTemplate({}, { files })).toContain('name: x');
  });
});
