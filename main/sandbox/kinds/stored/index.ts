/**
 * Which type is where in the store. What is stored has been decoded, filled in and validated by its kind, which is why it may be read as this
 * without another look.
 */

import type { Definition } from '../../crds/definition.ts';
import type {
  ClusterRole,
  Event,
  HorizontalPodAutoscaler,
  Namespace,
  Node,
  PodDisruptionBudget,
  ResourceQuota,
} from './cluster.ts';
import type { Existing } from './existing.ts';
import type { EndpointSlice, Endpoints, Ingress, Service } from './network.ts';
import type { Pod } from './pod.ts';
import type { PersistentVolume, PersistentVolumeClaim, StorageClass } from './volumes.ts';
import type {
  ControllerRevision,
  CronJob,
  DaemonSet,
  Deployment,
  Job,
  ReplicaSet,
  ReplicationController,
  StatefulSet,
} from './workloads.ts';

export interface StoredKinds {
  readonly '/configmaps': Existing;
  readonly '/endpoints': Endpoints;
  readonly '/events': Event;
  readonly '/namespaces': Namespace;
  readonly '/nodes': Node;
  readonly '/persistentvolumeclaims': PersistentVolumeClaim;
  readonly '/persistentvolumes': PersistentVolume;
  readonly '/pods': Pod;
  readonly '/replicationcontrollers': ReplicationController;
  readonly '/resourcequotas': ResourceQuota;
  readonly '/serviceaccounts': Existing;
  readonly '/services': Service;
  readonly 'apiextensions.k8s.io/customresourcedefinitions': Definition & Existing;
  readonly 'apps/controllerrevisions': ControllerRevision;
  readonly 'apps/daemonsets': DaemonSet;
  readonly 'apps/deployments': Deployment;
  readonly 'apps/replicasets': ReplicaSet;
  readonly 'apps/statefulsets': StatefulSet;
  readonly 'autoscaling/horizontalpodautoscalers': HorizontalPodAutoscaler;
  readonly 'batch/cronjobs': CronJob;
  readonly 'batch/jobs': Job;
  readonly 'discovery.k8s.io/endpointslices': EndpointSlice;
  readonly 'networking.k8s.io/ingresses': Ingress;
  readonly 'policy/poddisruptionbudgets': PodDisruptionBudget;
  readonly 'rbac.authorization.k8s.io/clusterroles': ClusterRole;
  readonly 'storage.k8s.io/storageclasses': StorageClass;
}

/** The same by the name of the kind: what controllers make. */
export interface MadeKinds {
  readonly ConfigMap: Existing;
  readonly ControllerRevision: ControllerRevision;
  readonly EndpointSlice: EndpointSlice;
  readonly Endpoints: Endpoints;
  readonly Event: Event;
  readonly Job: Job;
  readonly PersistentVolume: PersistentVolume;
  readonly PersistentVolumeClaim: PersistentVolumeClaim;
  readonly Pod: Pod;
  readonly ReplicaSet: ReplicaSet;
  readonly ServiceAccount: Existing;
}
