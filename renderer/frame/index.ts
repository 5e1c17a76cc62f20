/** What is around every page, and what pages use of it. See README.md. */
export { type Command, useOffer } from './commands.tsx';
export { useDesktop } from './desktop.ts';
export { ExternalLink, openable } from './external-link.tsx';
export { paths } from './paths.ts';
export { type Query, useQuery } from './query.ts';
export { keysText } from './shortcuts.ts';
