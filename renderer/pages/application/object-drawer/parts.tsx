import { Suspense, useMemo } from 'react';
import type { KubeObject } from '../../../../preload/contract/index.ts';
import { RemoteError, useAppTree, useRequest } from '../../../client/index.ts';
import { YamlView, yamlText } from '../../../editor/index.ts';
import { tc } from '../../../texts/changes.ts';
import { t } from '../../../texts/index.ts';
import { EmptyState, ErrorText, inert, Skeleton } from '../../../ui/index.ts';
import type { ObjectRef } from '../object-key.ts';
import { familyOf } from './object-facts.ts';
import { Summary } from './summary.tsx';

export interface PartProps {
  readonly name: string;
  readonly version: string;
  readonly objectRef: ObjectRef;
}

export function SummaryPart({
  name,
  version,
  objectRef,
  compared,
  openNode,
}: PartProps & Pick<Parameters<typeof Summary>[0], 'compared' | 'openNode'>) {
  const tree = useAppTree(name);
  const live = useRequest('app.resource', { name, ref: objectRef }, version);
  const family = useMemo(() => familyOf([...tree.nodes.values()], objectRef), [tree.nodes, objectRef]);
  if (tree.error) return <ErrorText error={tree.error} />;
  if (!tree.ready || (live.data === undefined && live.loading)) return <Skeleton label={t('page.loading')} />;
  return (
    <>
      {live.error ? <Absent error={live.error} retry={live.reload} /> : null}
      <Summary objectRef={objectRef} compared={compared} family={family} live={live.data} openNode={openNode} />
    </>
  );
}

export function LivePart({ name, version, objectRef }: PartProps) {
  const { data, error, reload } = useRequest('app.resource', { name, ref: objectRef }, version);
  if (error) return <Absent error={error} retry={reload} />;
  return (
    <Manifest
      object={data}
      label={`${inert(objectRef.kind, 80)} ${inert(objectRef.name, 160)}, ${tc('drawer.live')}`}
    />
  );
}

export function DesiredPart({ name, version, objectRef }: PartProps) {
  const { data, error, reload } = useRequest('app.objectDiff', { name, ref: objectRef }, version);
  if (error) return <ErrorText error={error} retry={reload} />;
  if (data !== undefined && data.desired === undefined) return <NotDeclared known />;
  return (
    <Manifest
      object={data?.desired}
      label={`${inert(objectRef.kind, 80)} ${inert(objectRef.name, 160)}, ${tc('drawer.desired')}`}
    />
  );
}

function Manifest({ object, label }: { object: KubeObject | undefined; label: string }) {
  const text = useMemo(
    () => (object === undefined ? undefined : yamlText(withoutManagedFields(object)).text),
    [object],
  );
  if (text === undefined) return <Skeleton label={t('page.loading')} rows={10} />;
  return (
    <Suspense fallback={<Skeleton label={tc('editor.loading')} rows={10} />}>
      <YamlView label={label} text={text} />
    </Suspense>
  );
}

/** Half of a live object, and nobody's to read: the Diff tells whose each field is. */
function withoutManagedFields(object: KubeObject): unknown {
  const { managedFields: _, ...metadata } = object.metadata;
  return { ...object, metadata };
}

/** That an object is not there is no failure. */
function Absent({ error, retry }: { error: Error; retry: () => void }) {
  if (error instanceof RemoteError && error.code === 'NotFound')
    return <EmptyState title={tc('drawer.gone')}>{tc('drawer.goneMore')}</EmptyState>;
  return <ErrorText error={error} retry={retry} />;
}

export function NotDeclared({ known }: { known: boolean }) {
  if (!known) return <Skeleton label={t('page.loading')} />;
  return <EmptyState title={tc('drawer.notDeclared')}>{tc('drawer.notDeclaredAlone')}</EmptyState>;
}
