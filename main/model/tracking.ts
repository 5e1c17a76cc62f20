/** Which objects of a cluster are an application's: the tracking marks of Argo CD (reference §1.7). */

import { CONTROL_PLANE_NAMESPACE } from './application.ts';
import { isHook } from './hooks.ts';
import type { AppKey } from './ids.ts';
import { type KubeObject, parseApiVersion } from './object.ts';

export const TRACKING_ANNOTATION = 'argocd.argoproj.io/tracking-id';
export const INSTALLATION_ANNOTATION = 'argocd.argoproj.io/installation-id';
export const DEFAULT_INSTANCE_LABEL = 'app.kubernetes.io/instance';

const LONGEST_LABEL = 63;

export type TrackingMethod = 'annotation' | 'annotation+label' | 'label';

export interface TrackingSettings {
  /** Default 'annotation'. */
  readonly method?: TrackingMethod;
  /** Default `app.kubernetes.io/instance`. */
  readonly instanceLabel?: string;
  /** When set, objects that carry another id belong to somebody else. */
  readonly installationId?: string;
}

/** What a tracking id says: which application, and which object it was written for. */
export interface TrackingId {
  readonly app: AppKey;
  readonly group: string;
  readonly kind: string;
  readonly namespace: string;
  /** Empty for a hook whose name is generated: it is stamped before it has one, as in Argo CD. */
  readonly name: string;
}

/** `name` in the control-plane namespace, `namespace_name` elsewhere. */
export function appKey(name: string, namespace = '', controlPlaneNamespace: string = CONTROL_PLANE_NAMESPACE): AppKey {
  return (namespace === '' || namespace === controlPlaneNamespace ? name : `${namespace}_${name}`) as AppKey;
}

/** The key of an Application object. */
export function appKeyOf(
  app: { readonly metadata: { readonly name: string; readonly namespace?: string } },
  controlPlaneNamespace: string = CONTROL_PLANE_NAMESPACE,
): AppKey {
  return appKey(app.metadata.name, app.metadata.namespace, controlPlaneNamespace);
}

/** Namespaces have no underscore, so the first one parts the two. */
export function parseAppKey(
  key: string,
  controlPlaneNamespace: string = CONTROL_PLANE_NAMESPACE,
): { readonly namespace: string; readonly name: string } {
  const at = key.indexOf('_');
  return at < 0
    ? { namespace: controlPlaneNamespace, name: key }
    : { namespace: key.slice(0, at), name: key.slice(at + 1) };
}

/** `guestbook:apps/Deployment:default/guestbook-ui`; the core group is empty: `guestbook:/Service:default/svc`. */
export function formatTrackingId(id: TrackingId): string {
  return `${id.app}:${id.group}/${id.kind}:${id.namespace}/${id.name}`;
}

/** Undefined for a text that is no tracking id. Names may hold colons (`system:node`), so the first two colons part it. */
export function parseTrackingId(text: string): TrackingId | undefined {
  const first = text.indexOf(':');
  const second = text.indexOf(':', first + 1);
  if (first < 1 || second < 0) return undefined;
  const kindPart = text.slice(first + 1, second);
  const namePart = text.slice(second + 1);
  const kindSlash = kindPart.indexOf('/');
  const nameSlash = namePart.indexOf('/');
  if (kindSlash < 0 || nameSlash < 0) return undefined;
  const kind = kindPart.slice(kindSlash + 1);
  const name = namePart.slice(nameSlash + 1);
  if (kind === '' || kind.includes('/') || name.includes('/')) return undefined;
  return {
    app: text.slice(0, first) as AppKey,
    group: kindPart.slice(0, kindSlash),
    kind,
    namespace: namePart.slice(0, nameSlash),
    name,
  };
}

/** CustomResourceDefinitions are shared by everybody and never carry marks. */
export function isTrackable(object: { readonly apiVersion: string; readonly kind: string }): boolean {
  return !(
    object.kind === 'CustomResourceDefinition' && parseApiVersion(object.apiVersion).group === 'apiextensions.k8s.io'
  );
}

/**
 * A copy of the object with the application's marks; the object itself when it has them already or never gets any. What is not
 * changed is shared.
 * @param namespace the application's destination namespace: what an object without one is stamped with, before it is
 *   known whether it is cluster-scoped (reference §1.7).
 */
export function stamp(object: KubeObject, app: AppKey, namespace: string, settings: TrackingSettings = {}): KubeObject {
  if (!isTrackable(object)) return object;
  const { method = 'annotation', instanceLabel = DEFAULT_INSTANCE_LABEL, installationId } = settings;
  let metadata = object.metadata;
  if (method !== 'label') {
    const id = formatTrackingId(trackingIdFor(object, app, namespace));
    if (metadata.annotations?.[TRACKING_ANNOTATION] !== id) {
      metadata = { ...metadata, annotations: { ...metadata.annotations, [TRACKING_ANNOTATION]: id } };
    }
  }
  if (method !== 'annotation') {
    const value = method === 'label' ? app : cutLabel(app);
    if (metadata.labels?.[instanceLabel] !== value) {
      metadata = { ...metadata, labels: { ...metadata.labels, [instanceLabel]: value } };
    }
  }
  if (installationId !== undefined && installationId !== '' && method !== 'label') {
    if (metadata.annotations?.[INSTALLATION_ANNOTATION] !== installationId) {
      metadata = { ...metadata, annotations: { ...metadata.annotations, [INSTALLATION_ANNOTATION]: installationId } };
    }
  }
  return metadata === object.metadata ? object : { ...object, metadata };
}

/** A copy without any marks: what is compared when an object changes hands, or exported. */
export function unstamp(object: KubeObject, settings: TrackingSettings = {}): KubeObject {
  const { instanceLabel = DEFAULT_INSTANCE_LABEL, method = 'annotation' } = settings;
  const annotations = without(object.metadata.annotations, [TRACKING_ANNOTATION, INSTALLATION_ANNOTATION]);
  const labels = method === 'annotation' ? object.metadata.labels : without(object.metadata.labels, [instanceLabel]);
  if (annotations === object.metadata.annotations && labels === object.metadata.labels) return object;
  const { annotations: _a, labels: _l, ...rest } = object.metadata;
  return {
    ...object,
    metadata: {
      ...rest,
      ...(labels === undefined ? {} : { labels }),
      ...(annotations === undefined ? {} : { annotations }),
    },
  };
}

/** The id that `stamp` writes on this object. */
export function trackingIdFor(object: KubeObject, app: AppKey, namespace: string): TrackingId {
  return {
    app,
    group: parseApiVersion(object.apiVersion).group,
    kind: object.kind,
    // An empty one is none: a template that was given no namespace writes it.
    namespace: object.metadata.namespace || namespace,
    name: object.metadata.name ?? '',
  };
}

/**
 * The application that an object says it belongs to, whether or not the id was written for this very object. With the annotation
 * methods a label alone says nothing: Helm charts write the same label.
 */
export function trackedBy(object: KubeObject, settings: TrackingSettings = {}): AppKey | undefined {
  const { method = 'annotation', instanceLabel = DEFAULT_INSTANCE_LABEL, installationId } = settings;
  const { annotations, labels } = object.metadata;
  if (!isOurInstallation(object, installationId)) return undefined;
  if (method === 'label') return nonEmpty(labels?.[instanceLabel]);
  const id = annotations?.[TRACKING_ANNOTATION];
  return id === undefined ? undefined : parseTrackingId(id)?.app;
}

/**
 * False when the object carries a tracking id of another object: an operator copied the annotations of a parent to its child, or a
 * person copied a manifest. Such an object is shown, but neither compared nor pruned. An object without an id is its own.
 */
export function isSelfReferenced(object: KubeObject, settings: TrackingSettings = {}): boolean {
  if (settings.method === 'label') return true;
  const text = object.metadata.annotations?.[TRACKING_ANNOTATION];
  if (text === undefined || text === '') return true;
  const id = parseTrackingId(text);
  if (id === undefined) return true;
  const { namespace = '', name = '' } = object.metadata;
  return (
    (id.name === name || (id.name === '' && isHook(object))) &&
    id.kind === object.kind &&
    id.group === parseApiVersion(object.apiVersion).group &&
    // A cluster-scoped object was stamped with the destination namespace.
    (namespace === '' || id.namespace === namespace)
  );
}

/** True for a live object that this application may compare and prune: tracked by it, by its own id, and owned by nobody. */
export function isManagedBy(object: KubeObject, app: AppKey, settings: TrackingSettings = {}): boolean {
  if ((object.metadata.ownerReferences?.length ?? 0) > 0) return false;
  const tracked = trackedBy(object, settings);
  return tracked === app && isSelfReferenced(object, settings);
}

/**
 * For comparing while an application moves from the label to the annotation: a live object that carries the label and no annotation is
 * given the annotation of the desired object in memory, so that the mark alone is no difference. Otherwise `live` itself.
 */
export function adoptLabelledLive(live: KubeObject, desired: KubeObject, settings: TrackingSettings = {}): KubeObject {
  const { instanceLabel = DEFAULT_INSTANCE_LABEL } = settings;
  const id = desired.metadata.annotations?.[TRACKING_ANNOTATION];
  const { annotations, labels } = live.metadata;
  if (id === undefined || nonEmpty(annotations?.[TRACKING_ANNOTATION]) !== undefined) return live;
  if (nonEmpty(labels?.[instanceLabel]) === undefined) return live;
  return { ...live, metadata: { ...live.metadata, annotations: { ...annotations, [TRACKING_ANNOTATION]: id } } };
}

function isOurInstallation(object: KubeObject, installationId: string | undefined): boolean {
  if (installationId === undefined || installationId === '') return true;
  return object.metadata.annotations?.[INSTALLATION_ANNOTATION] === installationId;
}

/** A label's value holds 63 characters and must end in a letter or digit. */
function cutLabel(value: string): string {
  return value.length <= LONGEST_LABEL ? value : value.slice(0, LONGEST_LABEL).replace(/[-_.]+$/, '');
}

function nonEmpty(value: string | undefined): AppKey | undefined {
  return value === undefined || value === '' ? undefined : (value as AppKey);
}

function without(
  map: Readonly<Record<string, string>> | undefined,
  names: readonly string[],
): Readonly<Record<string, string>> | undefined {
  if (map === undefined || !names.some((name) => Object.hasOwn(map, name))) return map;
  const rest = Object.entries(map).filter(([name]) => !names.includes(name));
  return rest.length === 0 ? undefined : Object.fromEntries(rest);
}
