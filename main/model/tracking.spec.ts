import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AppKey } from './ids.ts';
import type { KubeObject } from './object.ts';
import {
  adoptLabelledLive,
  appKey,
  appKeyOf,
  formatTrackingId,
  INSTALLATION_ANNOTATION,
  isManagedBy,
  isSelfReferenced,
  parseAppKey,
  parseTrackingId,
  stamp,
  TRACKING_ANNOTATION,
  trackedBy,
  unstamp,
} from './tracking.ts';

const deployment: KubeObject = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'guestbook-ui', namespace: 'default', labels: { app: 'x' } },
  spec: { replicas: 1 },
};
const app = 'guestbook' as AppKey;
const id = 'guestbook:apps/Deployment:default/guestbook-ui';

describe('tracking ids', () => {
  it('are written and read', () => {
    expect(stamp(deployment, app, 'other').metadata.annotations).toEqual({ [TRACKING_ANNOTATION]: id });
    expect(parseTrackingId(id)).toEqual({
      app: 'guestbook',
      group: 'apps',
      kind: 'Deployment',
      namespace: 'default',
      name: 'guestbook-ui',
    });
    expect(parseTrackingId('a_b:/Service:default/svc')).toMatchObject({ app: 'a_b', group: '', kind: 'Service' });
    expect(parseTrackingId('a:rbac.authorization.k8s.io/ClusterRole:/system:node')?.name).toBe('system:node');
    for (const text of ['', 'a', 'a:b', 'a:b/c:d', ':b/c:d/e', 'a:bc:d/e', 'a:/:d/e', 'a:b/c/d:e/f', 'a:b/c:d/e/f']) {
      expect(parseTrackingId(text), text).toBeUndefined();
    }
  });

  it('of a hook whose name is generated have no name, and are its own all the same', () => {
    const annotations = { 'argocd.argoproj.io/hook': 'PreSync' };
    const job: KubeObject = {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { generateName: 'migrate-', namespace: 'default', annotations },
    };
    const stamped = stamp(job, app, 'default');
    expect(stamped.metadata.annotations![TRACKING_ANNOTATION]).toBe('guestbook:batch/Job:default/');
    const named = { ...stamped, metadata: { ...stamped.metadata, name: 'migrate-1234567-presync-1' } };
    expect(trackedBy(named)).toBe('guestbook');
    expect(isManagedBy(named, app)).toBe(true);
    // What is no hook has a name when it is stamped: such a mark was copied.
    const copied = { [TRACKING_ANNOTATION]: stamped.metadata.annotations![TRACKING_ANNOTATION]! };
    expect(isManagedBy({ ...named, metadata: { ...named.metadata, annotations: copied } }, app)).toBe(false);
    const elsewhere = { ...named, metadata: { ...named.metadata, namespace: 'other' } };
    expect(isManagedBy(elsewhere, app)).toBe(false);
  });

  it('survive a round trip', () => {
    const dns = fc.stringMatching(/^[a-z0-9]([-a-z0-9.]{0,20}[a-z0-9])?$/);
    const name = fc.stringMatching(/^[a-zA-Z0-9:._-]{1,40}$/);
    fc.assert(
      fc.property(
        dns,
        fc.oneof(fc.constant(''), dns),
        fc.stringMatching(/^[A-Z][a-zA-Z0-9]{0,20}$/),
        fc.oneof(fc.constant(''), dns),
        name,
        (key, group, kind, namespace, objectName) => {
          const value = { app: key as AppKey, group, kind, namespace, name: objectName };
          expect(parseTrackingId(formatTrackingId(value))).toEqual(value);
        },
      ),
    );
  });

  it('carry the destination namespace for an object whose own one is empty', () => {
    const templated = { ...deployment, metadata: { ...deployment.metadata, namespace: '' } };
    const stamped = stamp(templated, app, 'prod');
    expect(stamped.metadata.annotations).toEqual({
      [TRACKING_ANNOTATION]: 'guestbook:apps/Deployment:prod/guestbook-ui',
    });
    expect(isManagedBy({ ...stamped, metadata: { ...stamped.metadata, namespace: 'prod' } }, app)).toBe(true);
  });

  it('carry the destination namespace for an object without one', () => {
    const role: KubeObject = {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRole',
      metadata: { name: 'r' },
    };
    const stamped = stamp(role, app, 'prod');
    expect(stamped.metadata.annotations![TRACKING_ANNOTATION]).toBe(
      'guestbook:rbac.authorization.k8s.io/ClusterRole:prod/r',
    );
    expect(isSelfReferenced(stamped)).toBe(true);
  });
});

describe('application keys', () => {
  it('name the namespace outside the control plane', () => {
    expect(appKey('a')).toBe('a');
    expect(appKey('a', 'argocd')).toBe('a');
    expect(appKey('a', 'team')).toBe('team_a');
    expect(appKeyOf({ metadata: { name: 'a', namespace: 'team' } }, 'team')).toBe('a');
    expect(parseAppKey('team_a')).toEqual({ namespace: 'team', name: 'a' });
    expect(parseAppKey('a')).toEqual({ namespace: 'argocd', name: 'a' });
  });
});

describe('stamp', () => {
  it('copies only what it changes and gives a stamped object back as it is', () => {
    const frozen = structuredClone(deployment);
    const once = stamp(deployment, app, '');
    expect(deployment).toEqual(frozen);
    expect(once['spec']).toBe(deployment['spec']);
    expect(once.metadata.labels).toBe(deployment.metadata.labels);
    expect(stamp(once, app, '')).toBe(once);
  });

  it('writes label and installation as the settings say', () => {
    const both = stamp(deployment, app, '', { method: 'annotation+label', installationId: 'i1' });
    expect(both.metadata.labels).toEqual({ app: 'x', 'app.kubernetes.io/instance': 'guestbook' });
    expect(both.metadata.annotations).toEqual({ [TRACKING_ANNOTATION]: id, [INSTALLATION_ANNOTATION]: 'i1' });
    const label = stamp(deployment, app, '', { method: 'label', instanceLabel: 'mine' });
    expect(label.metadata.labels).toEqual({ app: 'x', mine: 'guestbook' });
    expect(label.metadata.annotations).toBeUndefined();
    const long = `${'a'.repeat(62)}-${'b'.repeat(10)}` as AppKey;
    expect(
      stamp(deployment, long, '', { method: 'annotation+label' }).metadata.labels!['app.kubernetes.io/instance'],
    ).toBe('a'.repeat(62));
    expect(stamp(deployment, long, '', { method: 'label' }).metadata.labels!['app.kubernetes.io/instance']).toBe(long);
  });

  it('never marks a CRD, and unstamp takes the marks off', () => {
    const crd: KubeObject = {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: 'a' },
    };
    expect(stamp(crd, app, '', { method: 'annotation+label' })).toBe(crd);
    expect(unstamp(stamp(deployment, app, '', { method: 'annotation+label' }), { method: 'annotation+label' })).toEqual(
      deployment,
    );
    expect(unstamp(deployment)).toBe(deployment);
  });
});

describe('ownership', () => {
  const stamped = stamp(deployment, app, '');

  it('is the application’s for its own, unowned objects', () => {
    expect(trackedBy(stamped)).toBe('guestbook');
    expect(isManagedBy(stamped, app)).toBe(true);
    expect(isManagedBy(stamped, 'other' as AppKey)).toBe(false);
    expect(isManagedBy(deployment, app)).toBe(false);
    const owner = { apiVersion: 'v1', kind: 'X', name: 'x', uid: 'u' };
    expect(isManagedBy({ ...stamped, metadata: { ...stamped.metadata, ownerReferences: [owner] } }, app)).toBe(false);
  });

  it('does not follow a copied annotation', () => {
    const copy = { ...stamped, kind: 'ReplicaSet' };
    expect(isSelfReferenced(copy)).toBe(false);
    expect(isManagedBy(copy, app)).toBe(false);
    for (const change of [{ name: 'b' }, { namespace: 'elsewhere' }]) {
      expect(isSelfReferenced({ ...stamped, metadata: { ...stamped.metadata, ...change } })).toBe(false);
    }
    expect(isSelfReferenced({ ...stamped, apiVersion: 'extensions/v1beta1' })).toBe(false);
    expect(isSelfReferenced({ ...stamped, apiVersion: 'apps/v1beta1' })).toBe(true);
    expect(isSelfReferenced(deployment)).toBe(true);
  });

  it('keeps installations apart', () => {
    expect(isManagedBy(stamped, app, { installationId: 'i1' })).toBe(false);
    const ours = stamp(deployment, app, '', { installationId: 'i1' });
    expect(isManagedBy(ours, app, { installationId: 'i1' })).toBe(true);
    expect(isManagedBy(ours, app, { installationId: 'i2' })).toBe(false);
  });

  it('goes by the label in label mode only', () => {
    const labelled = stamp(deployment, app, '', { method: 'label' });
    expect(trackedBy(labelled)).toBeUndefined();
    expect(isManagedBy(labelled, app, { method: 'label' })).toBe(true);
  });

  it('adds the annotation in memory to a live object that carries only the label', () => {
    const labelled = stamp(deployment, app, '', { method: 'label' });
    expect(adoptLabelledLive(labelled, stamped).metadata.annotations).toEqual({ [TRACKING_ANNOTATION]: id });
    expect(adoptLabelledLive(deployment, stamped)).toBe(deployment);
    expect(adoptLabelledLive(stamped, stamped)).toBe(stamped);
  });
});
