import { ArgosyError, type ErrorCode } from '../../model/index.ts';

/** An error on its way between threads: a structured clone would forget its class and what it advises. */
export interface CrossingError {
  readonly name: string;
  readonly message: string;
  readonly stack: string | undefined;
  readonly argosy?: {
    readonly code: ErrorCode;
    readonly subject: string | undefined;
    readonly advice: string | undefined;
    readonly retry: boolean;
  };
}

export function crossing(error: unknown): CrossingError {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error), stack: undefined };
  const { name, message, stack } = error;
  if (!(error instanceof ArgosyError)) return { name, message, stack };
  const { code, subject, advice, retry } = error;
  return { name, message, stack, argosy: { code, subject, advice, retry } };
}

/** As it was thrown, with the stack of the thread that threw it. */
export function crossed({ name, message, stack, argosy }: CrossingError): Error {
  const error = argosy ? new ArgosyError(argosy.code, message, argosy) : Object.assign(new Error(message), { name });
  if (stack !== undefined) error.stack = stack;
  return error;
}
