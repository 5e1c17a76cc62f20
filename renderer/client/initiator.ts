/** Who is told to have asked for what is started here; Argosy has no users of its own. */
export const INITIATED_BY = { username: 'argosy desktop' } as const;
