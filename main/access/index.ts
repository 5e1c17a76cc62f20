/** The face of the access room: the one gate that every write passes (architecture §5). See README.md. */

import type { ApplicationDestination, ApplicationSource, AppProject, KubeObject, ResourceRef } from '../model/index.ts';

export interface DestinationFacts {
  readonly server: string;
  readonly name: string;
}

export interface WriteRequest {
  readonly verb: 'apply' | 'create-namespace' | 'prune' | 'delete' | 'hook';
  readonly ref: ResourceRef;
  readonly namespaced: boolean;
  readonly project: AppProject;
  readonly destination: DestinationFacts;
  /** The live object, when there is one: foreign owners are refused. */
  readonly live?: KubeObject;
}

export type { ApplicationDestination, ApplicationSource };
