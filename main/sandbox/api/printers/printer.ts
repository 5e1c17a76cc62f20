import type { KubeObject } from '../../../model/index.ts';
import type { LabelSelector } from '../../kinds/selector.ts';
import type { Existing, Labels } from '../../kinds/stored/existing.ts';
import type { PodSpec } from '../../kinds/stored/pod.ts';
import { since } from '../since.ts';
import { selectorText } from '../subresources.ts';

/** The cells of an object's row, in the order of its kind's columns. `now` in milliseconds. */
export type Printer = (object: KubeObject, now: number) => readonly unknown[];

/** A printer of the objects of one kind, which is the only kind that it is given. */
export function printer<T extends Existing>(cells: (object: T, now: number) => readonly unknown[]): Printer {
  return (object, now) => cells(object as T, now);
}

export const age = (object: Existing, now: number) => since(object.metadata.creationTimestamp, now);

export const orNone = (text: string | undefined) => (text === undefined || text === '' ? '<none>' : text);

export const containerNames = (spec: PodSpec | undefined) => (spec?.containers ?? []).map(({ name }) => name).join(',');

export const images = (spec: PodSpec | undefined) => (spec?.containers ?? []).map(({ image }) => image).join(',');

export const labelsText = (labels: Labels | undefined = {}) =>
  orNone(
    Object.keys(labels)
      .sort()
      .map((key) => `${key}=${labels[key]}`)
      .join(','),
  );

export const selectorCell = (selector: LabelSelector | Labels | undefined) => orNone(selectorText(selector));

export const count = (map: object | undefined) => Object.keys(map ?? {}).length;

/** Three of a list, and how many more there are. */
export const firstThree = (list: readonly string[], without: string) => {
  if (list.length === 0) return without;
  return list.length > 3 ? `${list.slice(0, 3).join(',')} + ${list.length - 3} more...` : list.join(',');
};
