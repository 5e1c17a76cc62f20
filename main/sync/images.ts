import type { KubeObject } from '../model/index.ts';

/** Where a Pod's template sits in the kinds that carry one. */
const POD_SPECS: readonly (readonly string[])[] = [
  ['spec'],
  ['spec', 'template', 'spec'],
  ['spec', 'jobTemplate', 'spec', 'template', 'spec'],
];

/** The container images that an object names, in order, each once. */
export function imagesOf(object: KubeObject): readonly string[] {
  const images = new Set<string>();
  for (const path of POD_SPECS) {
    const spec = walk(object, path);
    for (const field of ['containers', 'initContainers']) {
      const containers = walk(spec, [field]);
      if (!Array.isArray(containers)) continue;
      for (const container of containers) {
        const image = walk(container, ['image']);
        if (typeof image === 'string') images.add(image);
      }
    }
  }
  return [...images];
}

function walk(value: unknown, path: readonly string[]): unknown {
  let current = value;
  for (const name of path) {
    if (typeof current !== 'object' || current === null || !Object.hasOwn(current, name)) return undefined;
    current = (current as Record<string, unknown>)[name];
  }
  return current;
}
