import { ArgosyError } from '../model/index.ts';
import type { RepoAccess } from './backend.ts';

/** What the embedded adapter cannot do, and the way out. */

export function noSsh(subject: string): ArgosyError {
  return new ArgosyError('FailedPrecondition', 'SSH needs Git on this machine, and there is none', {
    subject,
    advice: 'Install Git, or name the repository by its https address.',
  });
}

export function sha256(access: Pick<RepoAccess, 'url'>): ArgosyError {
  return new ArgosyError('FailedPrecondition', 'a SHA-256 repository needs Git on this machine, and there is none', {
    subject: access.url,
    advice: 'Install Git.',
  });
}

export function oldServer(subject: string): ArgosyError {
  return new ArgosyError('FailedPrecondition', 'the server does not speak version 2 of the Git protocol', {
    subject,
    advice: 'Install Git: it also speaks the older versions.',
  });
}

export function tooLarge(subject: string, limit: number): ArgosyError {
  return new ArgosyError('ResourceExhausted', `the repository is larger than ${Math.round(limit / 2 ** 20)} MiB`, {
    subject,
    advice: 'Install Git: with it repositories of any size can be read.',
  });
}

export function objectTooLarge(id: string, size: number, limit: number): ArgosyError {
  return new ArgosyError('ResourceExhausted', `object ${id} has ${size} bytes, more than the limit of ${limit}`, {
    subject: id,
  });
}

export function notOurRef(commit: string, subject: string): ArgosyError {
  return new ArgosyError('NotFound', `upload-pack: not our ref ${commit}`, {
    subject,
    advice: 'Check the revision: the repository has no such commit.',
  });
}

export function missing(kind: string, id: string, subject: string): ArgosyError {
  return new ArgosyError('NotFound', `the repository has no ${kind} ${id}`, { subject });
}
