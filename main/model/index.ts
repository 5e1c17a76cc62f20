/** The face of the model room: Argo CD's manifests, Kubernetes objects and the pure functions over them. No I/O. */

export * from './application.ts';
export * from './assert-never.ts';
export * from './errors.ts';
export * from './glob.ts';
export * from './ids.ts';
export * from './json.ts';
export * from './json-patch.ts';
export * from './json-pointer.ts';
export * from './object.ts';
export * from './project.ts';
export * from './resource-key.ts';
export * from './yaml.ts';
