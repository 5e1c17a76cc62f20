/** Colours, type and density: the tokens of ux.md §5 as a theme. See README.md. */
export { GlobalStyle } from './global-style.tsx';
export { SCHEME_CHOICES, type SchemeChoice, SchemeStore, useScheme, useSchemeChoice } from './scheme.ts';
export { themeOf } from './theme.ts';
export { MONO, NODE_PX, ROW_PX, type SchemeName, TOKENS, type Tokens } from './tokens.ts';
