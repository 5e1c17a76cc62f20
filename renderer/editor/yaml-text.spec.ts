import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { yamlText } from './yaml-text.ts';

const deployment = {
  kind: 'Deployment',
  apiVersion: 'apps/v1',
  metadata: { name: 'web', labels: { 'app.kubernetes.io/name': 'web' } },
  spec: {
    replicas: 3,
    template: {
      spec: {
        containers: [
          { name: 'side', image: 'side:1' },
          { name: 'web', image: 'web:2', args: ['--port', '80'], ports: [{ containerPort: 80, protocol: 'TCP' }] },
        ],
      },
    },
  },
};

describe('yamlText', () => {
  it('reads as kubectl prints it', () => {
    expect(yamlText(deployment).text).toBe(`apiVersion: apps/v1
kind: Deployment
metadata:
  labels:
    app.kubernetes.io/name: web
  name: web
spec:
  replicas: 3
  template:
    spec:
      containers:
      - image: side:1
        name: side
      - args:
        - "--port"
        - "80"
        image: web:2
        name: web
        ports:
        - containerPort: 80
          protocol: TCP
`);
  });

  it.each([
    [['spec', 'replicas'], 8],
    [['metadata', 'labels', 'app.kubernetes.io/name'], 5],
    [['spec', 'template', 'spec', 'containers', { name: 'web' }], 14],
    [['spec', 'template', 'spec', 'containers', { name: 'web' }, 'image'], 17],
    [['spec', 'template', 'spec', 'containers', { name: 'web' }, 'args', 1], 16],
    [
      [
        'spec',
        'template',
        'spec',
        'containers',
        { name: 'web' },
        'ports',
        { containerPort: 80, protocol: 'TCP' },
        'protocol',
      ],
      21,
    ],
    // What is not there is shown at its nearest parent.
    [['spec', 'strategy', 'type'], 7],
    [['spec', 'template', 'spec', 'containers', { name: 'gone' }, 'image'], 11],
    [['status'], 1],
  ] as const)('knows the line of %j', (path, line) => {
    expect(yamlText(deployment).lineOf(path)).toBe(line);
  });

  it('finds plain values of a set by the value', () => {
    const { lineOf, text } = yamlText({ metadata: { finalizers: ['a/b', 'c/d'] } });
    expect(text.split('\n')[lineOf(['metadata', 'finalizers', { '': 'c/d' }]) - 1]).toBe('  - c/d');
  });

  it('shows texts of several lines as they are', () => {
    expect(yamlText({ data: { a: 'x\ny\n', b: 'x\n\ny' } }).text).toBe(
      'data:\n  a: |\n    x\n    y\n  b: |-\n    x\n\n    y\n',
    );
  });

  it('writes what is harmful as an escape', () => {
    const { text } = yamlText({ note: 'safe\u202Eelif\u200b\u001b[2J', '\u2066key': 1, tag: 'a\u{E0041}' });
    expect(text).toBe('note: "safe\\u202eelif\\u200b\\u001b[2J"\ntag: "a\\U000e0041"\n"\\u2066key": 1\n');
  });

  it('never loses a value, whatever it is', () => {
    const json = fc.jsonValue({ maxDepth: 5, stringUnit: 'binary' });
    fc.assert(
      fc.property(json, (value) => {
        // JSON has no -0.
        expect(parse(yamlText(value).text)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
      { numRuns: 500 },
    );
  });

  it.each(['e0', 'E+7', 'e-12'])('quotes %s, which YAML 1.1 takes for a number', (text) => {
    expect(parse(yamlText({ a: text }).text, { version: '1.1' })).toEqual({ a: text });
  });

  it('never loses a text that looks like something else', () => {
    const odd = fc.stringMatching(/^[a-zA-Z0-9~\-_.: #'"|>&*!%@`{}[\],?\n\t\\]{0,12}$/);
    fc.assert(
      fc.property(fc.dictionary(odd, odd), (value) => {
        expect(parse(yamlText(value).text, { version: '1.2' })).toEqual({ ...value });
        expect(parse(yamlText(value).text, { version: '1.1' })).toEqual({ ...value });
      }),
      { numRuns: 2000 },
    );
  });

  it('ends at a depth that no server accepts', () => {
    let deep: unknown = 1;
    for (let n = 0; n < 100_000; n++) deep = { a: deep };
    expect(yamlText(deep).text).toContain('# nested too deeply to be shown');
  });
});
