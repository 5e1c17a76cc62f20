import type { Output } from '../../../preload/contract/index.ts';

/** The folder of a person's data names the person: of a report only what is below it matters. */
const HOME = /^(?:\/(?:home|Users)\/[^/]+|[A-Z]:\\Users\\[^\\]+)/;

/** What this page shows as text for a report of a fault: numbers, versions and places, no name of a person, nothing of an application. */
export function reportText(parts: {
  readonly at: number;
  readonly version: Output<'engine.version'> | undefined;
  readonly diagnostics: Output<'engine.diagnostics'> | undefined;
  readonly counters: Output<'engine.counters'> | undefined;
}): string {
  const { at, version, diagnostics, counters } = parts;
  const report = {
    at: new Date(at).toISOString(),
    version,
    engine: diagnostics && {
      ...diagnostics,
      home: diagnostics.home.replace(HOME, '~'),
      log: diagnostics.log.replace(HOME, '~'),
    },
    counters,
  };
  return `${JSON.stringify(report, undefined, 2)}\n`;
}
