import { type ErrorReason, RemoteError } from '../../preload/client/index.ts';

/** What a refusal is about, so that a page can offer the way on. */
export function reasonOf(error: Error | undefined): ErrorReason | undefined {
  return error instanceof RemoteError ? error.reason : undefined;
}
