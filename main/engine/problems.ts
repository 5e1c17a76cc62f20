import { type Application, ArgosyError, type Condition, parseApplication } from '../model/index.ts';

/** Something wrong with an Application, at a field where that is known: `spec.source.path`; '' for the whole. */
export interface Problem {
  readonly path: string;
  readonly message: string;
}

/** Sentences of the rules (reference §1.3, §8) that name no field, and the field that a person would change. */
const FIELDS: readonly (readonly [RegExp, string])[] = [
  [
    /^application destination server|destination .* (?:is )?not permitted|^application destination/i,
    'spec.destination',
  ],
  [/^there (?:are|is) .*cluster/i, 'spec.destination'],
  [/^unable to find destination server|cluster .* not found/i, 'spec.destination'],
  [/^Application referencing project/, 'spec.project'],
  [/^application repo .* is not permitted/, 'spec.source.repoURL'],
  [/^multiple application sources defined/, 'spec.source'],
  [/^application source name/, 'spec.sources'],
];

/** What is wrong with a value as an Application: its types first, then `rules`, which see it as one. Nothing is read or asked. */
export function problemsOf(value: unknown, rules: (app: Application) => readonly Condition[]): readonly Problem[] {
  let app: Application;
  try {
    app = parseApplication(value);
  } catch (error) {
    if (!(error instanceof ArgosyError)) throw error;
    return [problem(error.message)];
  }
  return rules(app).map(({ message }) => problem(message));
}

function problem(message: string): Problem {
  const named = /^((?:metadata|spec|operation|apiVersion|kind)(?:\.[\w/-]+|\[\d+\])*)/.exec(message);
  const path = named?.[1] ?? FIELDS.find(([words]) => words.test(message))?.[1] ?? '';
  return { path, message };
}
