/** The face of the access room: the one gate that every write passes (architecture §5). See README.md. */

export type { ApplicationDestination, ApplicationSource } from '../model/index.ts';
export { type ApplicationFacts, checkApplication } from './check-application.ts';
export { destinationPermitted, serverPermitted } from './destination.ts';
export { foreignOwner } from './foreign-owner.ts';
export { kindPermitted } from './kinds.ts';
export { permits } from './permits.ts';
export {
  defaultProject,
  effectiveProject,
  type ProjectScope,
  refuseProjectDeletion,
  validateProject,
} from './projects.ts';
export {
  DELETION_RULE,
  type DeletionConcern,
  type DeletionRequest,
  type DeletionRule,
  judgeDeletions,
} from './protection.ts';
export { normalizeRepoUrl, sourcePermitted } from './source.ts';
export { blockedByWindow, type WindowBlock, type WindowedApplication } from './sync-windows.ts';
export type { DestinationFacts, WriteOwner, WriteRequest } from './write-request.ts';
