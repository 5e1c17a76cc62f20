/** The container images that an object names. */

import { isRecord } from './json.ts';
import { valueAt } from './json-pointer.ts';
import type { KubeObject } from './object.ts';

/** Where a pod's spec lies in the kinds that carry one; CronJobs nest it one deeper. */
const POD_SPECS = [
  ['spec', 'template', 'spec'],
  ['spec', 'jobTemplate', 'spec', 'template', 'spec'],
] as const;

const LISTS = ['containers', 'initContainers', 'ephemeralContainers'] as const;

/** Distinct images of a pod, of a pod template in `spec.template` (also of custom kinds such as Rollout) or of a CronJob, sorted. */
export function imagesOf(object: KubeObject): readonly string[] {
  const images = new Set<string>();
  if (object.kind === 'Pod') collect(object['spec'], images);
  else for (const path of POD_SPECS) collect(valueAt(object, path), images);
  return [...images].sort();
}

/** Distinct images of many objects, sorted: what `status.summary.images` holds. */
export function imagesOfAll(objects: Iterable<KubeObject>): readonly string[] {
  const images = new Set<string>();
  for (const object of objects) for (const image of imagesOf(object)) images.add(image);
  return [...images].sort();
}

function collect(podSpec: unknown, images: Set<string>): void {
  if (!isRecord(podSpec)) return;
  for (const list of LISTS) {
    const containers = podSpec[list];
    if (!Array.isArray(containers)) continue;
    for (const container of containers as readonly unknown[]) {
      const image = isRecord(container) ? container['image'] : undefined;
      if (typeof image === 'string' && image !== '') images.add(image);
    }
  }
}
