import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import type { PathElement } from '../diff/index.ts';
import type { JsonValue } from '../model/index.ts';
import { editYaml, placesOf } from './edit-yaml.ts';

const TEXT = `# what serves the shop
apiVersion: apps/v1
kind: Deployment   # not a StatefulSet
metadata:
    name: web
spec:
    # raised for the sale
    replicas: 3  # how many
    template:
        spec:
            containers:
            - name: a
              image: "x:1" # pinned
            - {name: b, image: 'y:1'}
---
# second
apiVersion: v1
kind: ConfigMap
metadata: {name: web}
data:
  k: v
`;
const WEB = { document: 0, within: [] };

function edited(text: string, ...edits: readonly (readonly [readonly PathElement[], JsonValue | undefined])[]): string {
  return editYaml(
    text,
    WEB,
    edits.map(([path, value]) => ({ path, value })),
  );
}

/** The lines that differ, as a patch would show them. */
function changedLines(before: string, after: string): readonly string[] {
  const [old, fresh] = [before.split('\n'), after.split('\n')];
  return [
    ...old.filter((line) => !fresh.includes(line)).map((line) => `-${line}`),
    ...fresh.filter((line) => !old.includes(line)).map((line) => `+${line}`),
  ];
}

describe('editYaml', () => {
  it('replaces plain values where they stand, with their quotes', () => {
    const containers = ['spec', 'template', 'spec', 'containers'];
    const result = edited(
      TEXT,
      [['spec', 'replicas'], 5],
      [[...containers, { name: 'a' }, 'image'], 'x:2'],
      [[...containers, { name: 'b' }, 'image'], "y'2"],
    );
    expect(changedLines(TEXT, result)).toEqual([
      '-    replicas: 3  # how many',
      '-              image: "x:1" # pinned',
      "-            - {name: b, image: 'y:1'}",
      '+    replicas: 5  # how many',
      '+              image: "x:2" # pinned',
      "+            - {name: b, image: 'y''2'}",
    ]);
  });

  it('adds and takes away fields and items without touching other lines', () => {
    const result = edited(
      TEXT,
      [['spec', 'paused'], true],
      [['spec', 'template', 'spec', 'containers', { name: 'b' }], undefined],
    );
    const lines = changedLines(TEXT, result);
    expect(lines).toContain('+    paused: true');
    expect(lines).toContain("-            - {name: b, image: 'y:1'}");
    expect(lines).toHaveLength(2);
    expect(result).toContain('# raised for the sale');
    expect(result).toContain('# second');
  });

  it('keeps a file with CRLF endings one', () => {
    const crlf = TEXT.replaceAll('\n', '\r\n');
    for (const edit of [[['spec', 'replicas'], 5] as const, [['spec', 'paused'], true] as const]) {
      const result = edited(crlf, edit);
      expect(result.replaceAll('\r\n', '')).not.toContain('\n');
      expect(result).toContain('kind: ConfigMap\r\n');
    }
  });

  it('quotes what a reader would take for something else', () => {
    for (const value of ['on', '1e3', '0x10', '1:20', 'null', '~', ' a', 'a: b', 'a #b', '- a', '', '012', '1_000']) {
      for (const path of [
        ['metadata', 'name'],
        ['metadata', 'annotations', 'x'],
      ]) {
        const result = edited(TEXT, [path, value]);
        for (const version of ['1.1', '1.2'] as const) {
          const [first] = parseAllDocuments(result, { version });
          expect((first as { getIn(path: readonly string[]): unknown }).getIn(path), `${value} ${version}`).toBe(value);
        }
      }
    }
  });

  it('refuses what an alias holds, and lists that lack the item', () => {
    const aliased = 'a: &x {k: 1}\nb: *x\n';
    expect(() => edited(aliased, [['b', 'k'], 2])).toThrow(/alias/);
    expect(() => edited(TEXT, [['spec', 'template', 'spec', 'containers', { name: 'zz' }, 'image'], 'q'])).toThrow(
      /no such item/,
    );
  });

  it('finds objects among documents and in Lists, with the namespace that they mean', () => {
    const list =
      'apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: ConfigMap\n  metadata: {name: c, namespace: n}\n';
    const configMap = { group: '', kind: 'ConfigMap', name: 'c', namespace: 'n' };
    expect(placesOf(`${TEXT}---\n${list}`, configMap, 'd')).toEqual([{ document: 2, within: ['items', 0] }]);
    expect(placesOf(TEXT, { ...configMap, name: 'web', namespace: 'd' }, 'd')).toEqual([{ document: 1, within: [] }]);
    expect(placesOf(TEXT, { ...configMap, name: 'web', namespace: 'other' }, 'd')).toEqual([]);
    expect(placesOf('a: [', configMap, 'd')).toEqual([]);
  });

  it('means just what was asked for, whatever is written where', () => {
    const key = fc.constantFrom('a', 'b', 'c.d/e', 'on', '1');
    const leaf = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null), fc.constant('x\ny\n'));
    const { value } = fc.letrec<{ value: JsonValue }>((tie) => ({
      value: fc.oneof(
        { depthSize: 'small' },
        leaf,
        fc.dictionary(key, tie('value'), { maxKeys: 3 }) as fc.Arbitrary<JsonValue>,
        fc.array(tie('value'), { maxLength: 3 }) as fc.Arbitrary<JsonValue>,
      ),
    }));
    fc.assert(
      fc.property(key, value, fc.boolean(), (name, wanted, crlf) => {
        const text = crlf ? TEXT.replaceAll('\n', '\r\n') : TEXT;
        const result = edited(text, [['spec', name], wanted], [['spec', 'replicas'], 7]);
        const [first] = parseAllDocuments(result);
        const expected = parse(TEXT.slice(0, TEXT.indexOf('---'))) as { spec: Record<string, JsonValue> };
        expected.spec['replicas'] = 7;
        expected.spec[name] = wanted;
        expect((first as { toJS(): unknown }).toJS()).toEqual(expected);
        expect(result).toContain('# second');
      }),
    );
  });
});
