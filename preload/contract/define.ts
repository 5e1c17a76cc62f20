import type { z } from 'zod';

/** One request of the contract: what goes in, what comes out. `stream` requests give many outputs and end. */
export interface RequestDefinition<Input extends z.ZodType = z.ZodType, Output extends z.ZodType = z.ZodType> {
  readonly kind: 'call' | 'stream';
  readonly input: Input;
  readonly output: Output;
}

export interface TopicDefinition<Row extends z.ZodType = z.ZodType> {
  readonly row: Row;
}

export function call<I extends z.ZodType, O extends z.ZodType>(
  input: I,
  output: O,
): RequestDefinition<I, O> & { readonly kind: 'call' } {
  return { kind: 'call', input, output };
}

export function stream<I extends z.ZodType, O extends z.ZodType>(
  input: I,
  output: O,
): RequestDefinition<I, O> & { readonly kind: 'stream' } {
  return { kind: 'stream', input, output };
}

export function topic<R extends z.ZodType>(row: R): TopicDefinition<R> {
  return { row };
}
