import type { WireError } from '../../preload/contract/index.ts';
import { ArgosyError } from '../model/index.ts';
import { type Logger, redactText } from '../runtime/index.ts';

/** How an error crosses: what a person can act on whole, a bug only as such (its details are in the log). Never a secret. */
export function wireError(error: unknown, logger: Logger): WireError {
  if (error instanceof ArgosyError) {
    return {
      code: error.code,
      message: redactText(error.message),
      detail: {
        ...(error.subject === undefined ? {} : { subject: redactText(error.subject) }),
        ...(error.advice === undefined ? {} : { advice: redactText(error.advice) }),
        ...(error.reason === undefined ? {} : { reason: error.reason }),
      },
      retry: error.retry,
    };
  }
  logger.error('a request failed in a way that was not foreseen', { error });
  const message = error instanceof Error ? error.message : String(error);
  return { code: 'Internal', message: redactText(message), retry: false };
}
