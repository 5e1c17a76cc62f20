import type { ErrorCode } from '../model/index.ts';
import { bounded, SourceFailure, withoutContent } from './failure.ts';

interface EngineFailure extends Error {
  readonly name: 'EngineError';
  readonly code: string;
  readonly details?: unknown;
  readonly advice?: string;
}

/** The deadline, the memory, a crash of the engine. */
const PASSING: ReadonlySet<string> = new Set([
  'DEADLINE',
  'OUT_OF_MEMORY',
  'STACK_OVERFLOW',
  'CRASHED',
  'START_FAILED',
  'CLOSED',
]);

const CODES: Readonly<Record<string, ErrorCode>> = {
  DEADLINE: 'DeadlineExceeded',
  ABORTED: 'Aborted',
  CLOSED: 'Aborted',
  START_FAILED: 'Unavailable',
  CRASHED: 'Unavailable',
  TOO_LARGE: 'ResourceExhausted',
  STACK_OVERFLOW: 'ResourceExhausted',
  OUT_OF_MEMORY: 'ResourceExhausted',
  REMOTE: 'FailedPrecondition',
  UNSUPPORTED: 'FailedPrecondition',
  DEPENDENCIES_MISSING: 'FailedPrecondition',
};

/** Runs a tool; what it says becomes the failure of the source, behind `prefix`. */
export async function toolFailure<T>(subject: string, prefix: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (!isEngineFailure(error)) throw error;
    throw new ToolFailure(subject, prefix, error);
  }
}

function isEngineFailure(error: unknown): error is EngineFailure {
  return error instanceof Error && error.name === 'EngineError';
}

/**
 * Does not keep the engine's error as its cause: its details hold what the templates produced, and that may be a Secret.
 */
class ToolFailure extends SourceFailure {
  /** It may be gone at the next try, although nothing changed. */
  readonly passing: boolean;

  constructor(subject: string, prefix: string, { code, message, advice }: EngineFailure) {
    const words = bounded(`${prefix}: ${withoutContent(message)}`);
    super(CODES[code] ?? 'InvalidArgument', words, { subject, advice: advice ?? ADVICE[code] });
    this.passing = PASSING.has(code);
  }
}

const ADVICE: Readonly<Record<string, string>> = {
  DEADLINE: 'The templates take too long: look for a loop or a recursion.',
  OUT_OF_MEMORY: 'The templates need too much memory: look for a loop or a recursion.',
  STACK_OVERFLOW: 'The templates call themselves without an end.',
  DEPENDENCIES_MISSING: 'Run `helm dependency build` and commit the packed charts of charts/.',
};

/** Is it worth trying the same inputs again? */
export function isPassing(error: unknown): boolean {
  return error instanceof ToolFailure && error.passing;
}
