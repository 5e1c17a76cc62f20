import { ArgosyError, type KubeObject, type OwnerReference, type ResourceKey, resourceKey } from '../model/index.ts';
import type { LiveResource } from './face.ts';
import { scannedString, scanObject } from './json-scan.ts';
import { type PackedText, unpack } from './packed-text.ts';

/** What all objects of a kind share. */
export interface LiveKind {
  readonly group: string;
  readonly kind: string;
  readonly apiVersion: string;
}

export const TRACKING_ANNOTATION = 'argocd.argoproj.io/tracking-id';
/** Kubernetes limits the parts of an id to far less; a longer annotation is no id. */
const LONGEST_TRACKING_ID = 2_000;
const MOST_OWNERS = 64;

const NO_OWNERS: readonly OwnerReference[] = [];

/** One watched object as slim as it can be known: about 400 bytes, and its packed text when somebody needs it whole. */
export class LiveObject implements LiveResource {
  readonly key: ResourceKey;
  readonly of: LiveKind;
  readonly uid: string;
  readonly resourceVersion: string;
  readonly owners: readonly OwnerReference[];
  readonly trackingId: string;
  readonly instance: string;
  /** Seconds since the epoch. */
  readonly #created: number;
  /** Held by the cache, which also lets go of it. */
  text: PackedText | undefined;
  /** Set by the cache: this object is needed whole, not only for now. */
  wanted = false;

  constructor(slim: SlimFields, of: LiveKind, text: PackedText | undefined) {
    this.key = slim.key;
    this.of = of;
    this.uid = slim.uid;
    this.resourceVersion = slim.resourceVersion;
    this.owners = slim.owners;
    this.trackingId = slim.trackingId;
    this.instance = slim.instance;
    this.#created = slim.created;
    this.text = text;
  }

  get apiVersion(): string {
    return this.of.apiVersion;
  }

  get whole(): boolean {
    return this.text !== undefined;
  }

  get createdAt(): string {
    return this.#created === 0 ? '' : `${new Date(this.#created * 1000).toISOString().slice(0, 19)}Z`;
  }

  /** Bytes, estimated: the fields' text, V8's headers and the three indexes that point here. */
  get bytes(): number {
    const texts =
      this.key.length + this.uid.length + this.resourceVersion.length + this.trackingId.length + this.instance.length;
    return 260 + texts + this.owners.length * 48 + (this.text?.length ?? 0);
  }

  object(): KubeObject {
    if (this.text === undefined) {
      throw new ArgosyError('FailedPrecondition', `${this.key} is not held whole`, {
        subject: this.key,
        advice: 'read it with whole(), or say beforehand that it is wanted',
      });
    }
    return wholeObject(unpack(this.text), this.of);
  }
}

/** Items of typed lists leave out apiVersion and kind. */
export function wholeObject(json: Buffer, of: LiveKind): KubeObject {
  const parsed = JSON.parse(json.toString('utf8')) as KubeObject;
  return parsed.kind !== undefined && parsed.apiVersion !== undefined
    ? parsed
    : { ...parsed, apiVersion: of.apiVersion, kind: of.kind };
}

export interface SlimFields {
  readonly key: ResourceKey;
  readonly uid: string;
  readonly resourceVersion: string;
  readonly owners: readonly OwnerReference[];
  readonly trackingId: string;
  readonly instance: string;
  readonly created: number;
}

/** Reads what the cache indexes from an object's JSON; spec, data and managedFields are stepped over, not parsed. */
export function readSlim(json: Buffer, of: LiveKind, instanceLabel: string): SlimFields {
  let name = '';
  let namespace = '';
  let uid = '';
  let resourceVersion = '';
  let owners = NO_OWNERS;
  let trackingId = '';
  let instance = '';
  let created = 0;
  scanObject(json, 0, (field, at) => {
    if (field !== 'metadata') return;
    scanObject(json, at, (entry, start, end) => {
      switch (entry) {
        case 'name':
          name = scannedString(json, start, end) ?? '';
          break;
        case 'namespace':
          namespace = scannedString(json, start, end) ?? '';
          break;
        case 'uid':
          uid = scannedString(json, start, end) ?? '';
          break;
        case 'resourceVersion':
          resourceVersion = scannedString(json, start, end) ?? '';
          break;
        case 'creationTimestamp':
          created = Date.parse(scannedString(json, start, end) ?? '') / 1000 || 0;
          break;
        case 'ownerReferences':
          if (end - start > 4) owners = readOwners(json, start, end);
          break;
        case 'annotations':
          if (end - start > 4) trackingId = entryOf(json, start, TRACKING_ANNOTATION);
          break;
        case 'labels':
          if (end - start > 4) instance = entryOf(json, start, instanceLabel);
          break;
      }
    });
  });
  const key = resourceKey(of.group, of.kind, namespace, name);
  if (trackingId.length > LONGEST_TRACKING_ID) trackingId = '';
  return { key, uid, resourceVersion, owners, trackingId, instance, created };
}

function entryOf(json: Buffer, start: number, wanted: string): string {
  let found = '';
  scanObject(json, start, (name, from, to) => {
    if (name === wanted) found = scannedString(json, from, to) ?? '';
  });
  return found;
}

function readOwners(json: Buffer, start: number, end: number): readonly OwnerReference[] {
  const parsed = JSON.parse(json.toString('utf8', start, end)) as unknown;
  if (!Array.isArray(parsed) || parsed.length === 0) return NO_OWNERS;
  return (parsed as OwnerReference[]).slice(0, MOST_OWNERS).filter((owner) => typeof owner?.uid === 'string');
}

/** Whether resourceVersion `a` came later than `b`. They are decimal numbers of any length (Kubernetes API conventions since 1.35). */
export function isNewer(a: string, b: string): boolean {
  return a.length === b.length ? a > b : a.length > b.length;
}

/** The application that a tracking id names: what stands before its first colon (reference §1.7). */
export function appOfTrackingId(trackingId: string): string {
  const colon = trackingId.indexOf(':');
  return colon < 0 ? '' : trackingId.slice(0, colon);
}
