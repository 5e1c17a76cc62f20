/** What is around every page, and what pages use of it. See README.md. */
export { type Command, useOffer } from './commands.tsx';
export { paths } from './paths.ts';
export { type Query, useQuery } from './query.ts';
export { keysText } from './shortcuts.ts';
