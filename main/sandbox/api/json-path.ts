import { isRecord } from '../../model/index.ts';

/** The values at a path of a printer column: names, `[index]`, `[*]`, `['name']`, `[?(@.name=="value")]`. Others match nothing. */
export function jsonPath(path: string, value: unknown): readonly unknown[] {
  const text = path.replace(/^\{|\}$/g, '').replace(/^\$/, '');
  let values: unknown[] = [value];
  const step =
    /\.([A-Za-z0-9_-]+)|\.?\[(\d+|\*)\]|\.?\['([^']*)'\]|\.?\["([^"]*)"\]|\[\?\(@\.([A-Za-z0-9_.-]+)\s*==\s*["']([^"']*)["']\)\]|\.(\*)/y;
  let at = 0;
  // A path may name a field with escaped dots: metadata.annotations.a\.b/c
  const escaped = text.replace(/\\\./g, '\ue000');
  const plain = (name: string) => name.replaceAll('\ue000', '.');
  const field = /\.([A-Za-z0-9_\-/\ue000]+)/y;
  while (at < escaped.length) {
    field.lastIndex = at;
    step.lastIndex = at;
    const named = field.exec(escaped);
    if (named !== null) {
      values = values.flatMap((each) => member(each, plain(named[1]!)));
      at = field.lastIndex;
      continue;
    }
    const match = step.exec(escaped);
    if (match === null) return [];
    at = step.lastIndex;
    const [, name, index, single, double, key, wanted, star] = match;
    if (name !== undefined || single !== undefined || double !== undefined)
      values = values.flatMap((each) => member(each, plain((name ?? single ?? double)!)));
    else if (index === '*' || star !== undefined)
      values = values.flatMap((each) =>
        Array.isArray(each) ? (each as unknown[]) : isRecord(each) ? Object.values(each) : [],
      );
    else if (index !== undefined)
      values = values.flatMap((each) =>
        Array.isArray(each) && Number(index) < each.length ? [each[Number(index)] as unknown] : [],
      );
    else if (key !== undefined) {
      values = values.flatMap((each) =>
        Array.isArray(each)
          ? (each as unknown[]).filter((item) => String(jsonPath(`.${key}`, item)[0]) === wanted)
          : [],
      );
    }
    if (values.length > 1000) return [];
  }
  return values;
}

function member(value: unknown, name: string): unknown[] {
  return isRecord(value) && Object.hasOwn(value, name) ? [value[name]] : [];
}
