/** Tables: what `kubectl get` prints, made by the server as it is made there. */

import type { KubeObject } from '../../model/index.ts';
import type { ClusterState } from '../cluster-state.ts';
import type { ColumnDefinition, Kind } from '../kinds/kind.ts';
import { jsonPath } from './json-path.ts';
import { PRINTERS } from './printers/index.ts';
import { since } from './since.ts';

const NAME_COLUMN: ColumnDefinition = {
  name: 'Name',
  type: 'string',
  format: 'name',
  description:
    'Name must be unique within a namespace. Is required when creating resources, although some resources may allow a client to request the generation of an appropriate name automatically. Name is primarily intended for creation idempotence and configuration definition. Cannot be updated. More info: https://kubernetes.io/docs/concepts/overview/working-with-objects/names#names',
  priority: 0,
};
const CREATED =
  'CreationTimestamp is a timestamp representing the server time when this object was created. It is not guaranteed to be set in happens-before order across separate operations. Clients may not set this value. It is represented in RFC3339 form and is in UTC.';

export function tableOf(
  state: ClusterState,
  kind: Kind,
  objects: readonly KubeObject[],
  includeObject: string,
  withColumns: boolean,
): object {
  const now = state.clock.now();
  const columns = kind.custom === undefined ? kind.columns : customColumns(kind);
  const printer = PRINTERS[`${kind.group === 'events.k8s.io' ? '' : kind.group}/${kind.kind}`];
  const cells = (object: KubeObject): readonly unknown[] => {
    if (kind.custom !== undefined) return customCells(kind, object, now);
    if (printer !== undefined) return printer(object, now);
    // Kinds without a printer of their own show when they were created.
    return columns.map((column, index) =>
      index === 0
        ? object.metadata.name
        : column.name === 'Created At'
          ? object.metadata.creationTimestamp
          : since(object.metadata.creationTimestamp, now),
    );
  };
  return {
    kind: 'Table',
    apiVersion: 'meta.k8s.io/v1',
    metadata: objects.length === 1 && !withColumns ? { resourceVersion: objects[0]!.metadata.resourceVersion } : {},
    columnDefinitions: withColumns ? columns : null,
    rows: objects.map((object) => ({
      cells: cells(object),
      ...(includeObject === 'None' ? {} : { object: includeObject === 'Object' ? object : partialMetadata(object) }),
    })),
  };
}

export function partialMetadata(object: KubeObject): object {
  return { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata: object.metadata };
}

function customColumns(kind: Kind): readonly ColumnDefinition[] {
  const { printerColumns } = kind.custom!;
  if (printerColumns.length === 0) {
    return [NAME_COLUMN, { name: 'Age', type: 'date', format: '', description: CREATED, priority: 0 }];
  }
  return [
    NAME_COLUMN,
    ...printerColumns.map(({ name, type, jsonPath: path, priority }) => ({
      name,
      type,
      format: '',
      description:
        path === '.metadata.creationTimestamp'
          ? CREATED
          : `Custom resource definition column (in JSONPath format): ${path}`,
      priority,
    })),
  ];
}

function customCells(kind: Kind, object: KubeObject, now: number): readonly unknown[] {
  const { printerColumns } = kind.custom!;
  if (printerColumns.length === 0) return [object.metadata.name, since(object.metadata.creationTimestamp, now)];
  return [
    object.metadata.name,
    ...printerColumns.map(({ type, jsonPath: path }) => {
      const values = jsonPath(path, object);
      if (values.length === 0 || values[0] === null || values[0] === undefined) return null;
      const [value] = values;
      switch (type) {
        case 'date':
          return typeof value === 'string' ? since(value, now) : '<invalid>';
        case 'integer':
        case 'number':
          return typeof value === 'number' ? value : null;
        case 'boolean':
          return typeof value === 'boolean' ? value : null;
        default:
          return values.length === 1
            ? typeof value === 'object'
              ? JSON.stringify(value)
              : String(value)
            : values.map((each) => (typeof each === 'object' ? JSON.stringify(each) : String(each))).join(',');
      }
    }),
  ];
}
