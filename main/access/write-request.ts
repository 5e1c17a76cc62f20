import type { AppProject, KubeObject, ResourceRef, TrackingSettings } from '../model/index.ts';

export interface DestinationFacts {
  readonly server: string;
  readonly name: string;
  /** The project that the cluster was added for, if any. */
  readonly project?: string | undefined;
}

/** Who asks to write. */
export interface WriteOwner {
  /** The application's key: `name` or `namespace_name`. */
  readonly app: string;
  /** argocd-cm `installationID`, '' when unset. */
  readonly installationId: string;
  /** How objects are marked, where that is not the annotation (argocd-cm). */
  readonly tracking?: TrackingSettings;
  /** A person decided that this application takes its objects from the Argo CD that manages them now. */
  readonly takesOver?: boolean;
  /** `FailOnSharedResource=true`: an object of another application is refused instead of taken. */
  readonly failOnShared?: boolean;
}

export interface WriteRequest {
  readonly verb: 'apply' | 'create-namespace' | 'prune' | 'delete' | 'hook';
  readonly ref: ResourceRef;
  readonly namespaced: boolean;
  /** With what belongs to it merged in: see `effectiveProject`. */
  readonly project: AppProject;
  readonly destination: DestinationFacts;
  /** The live object, when there is one: foreign owners are refused. */
  readonly live?: KubeObject;
  /** Without it only an in-cluster Argo CD is recognised as a foreign owner. */
  readonly owner?: WriteOwner;
}
