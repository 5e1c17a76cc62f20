import { z } from 'zod';
import { DESKTOP_CALLS, type DesktopCallName, type DesktopCalls } from '../../../preload/desktop.ts';
import { ArgosyError } from '../../model/index.ts';
import { isRoute } from './app-address.ts';

const nothing = z.object({});
const line = z
  .string()
  .min(1)
  .max(120)
  .regex(/^[^\p{Cc}]*$/u);

/** Input of every call that a page can make of its window. */
export const DESKTOP_INPUTS = {
  'link.open': z.object({ url: z.string().max(8192) }),
  'log.show': nothing,
  'engine.restart': nothing,
  'menu.offer': z.object({
    commands: z.array(z.object({ id: line, title: line, keys: line.exactOptional() })).max(200),
  }),
  'window.open': z.object({ route: z.string().max(4096).refine(isRoute, 'a route of the pages') }),
} as const satisfies { readonly [N in DesktopCallName]: z.ZodType<DesktopCalls[N]['input']> };

export type DesktopHandlers<Window> = {
  readonly [N in DesktopCallName]: (
    input: DesktopCalls[N]['input'],
    window: Window,
  ) => Promise<DesktopCalls[N]['output']> | DesktopCalls[N]['output'];
};

/** Answers a call of a page. Rejects what is outside the list with a typed error. */
export async function answerCall<Window>(
  handlers: DesktopHandlers<Window>,
  window: Window,
  name: unknown,
  input: unknown,
): Promise<unknown> {
  const known = DESKTOP_CALLS.find((one) => one === name);
  if (!known) throw new ArgosyError('InvalidArgument', `unknown call ${JSON.stringify(String(name).slice(0, 100))}`);
  const parsed = DESKTOP_INPUTS[known].safeParse(input);
  if (!parsed.success) {
    const text = parsed.error.issues[0]?.message ?? 'invalid input';
    throw new ArgosyError('InvalidArgument', `${known}: ${text}`.slice(0, 1000));
  }
  // The pairing of name and input is kept by the two maps; only the loop cannot say it.
  const handler = handlers[known] as (input: unknown, window: Window) => unknown;
  return handler(parsed.data, window);
}
