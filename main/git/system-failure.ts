import { ArgosyError } from '../model/index.ts';
import { isObjectId } from './objects.ts';

/** What can be wrong with an object that is asked for. */

export function checkId(id: string): void {
  if (!isObjectId(id))
    throw new ArgosyError('InvalidArgument', `${JSON.stringify(id.slice(0, 80))} is not an object id`);
}

export function notOurRef(commit: string, subject: string, cause?: unknown): ArgosyError {
  return new ArgosyError('NotFound', `upload-pack: not our ref ${commit}`, {
    subject,
    advice: 'Check the revision: the repository has no such commit.',
    cause,
  });
}

export function missing(kind: string, id: string, subject: string): ArgosyError {
  return new ArgosyError('NotFound', `the repository has no ${kind} ${id}`, { subject });
}

export function tooLarge(kind: string, id: string, size: number, limit: number): ArgosyError {
  return new ArgosyError('ResourceExhausted', `${kind} ${id} has ${size} bytes, more than the limit of ${limit}`, {
    subject: id,
  });
}
