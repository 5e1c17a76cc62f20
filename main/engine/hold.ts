import {
  type Application,
  type ApplicationStatus,
  ArgosyError,
  deepEqual,
  type Hold,
  type RefusedRevisions,
} from '../model/index.ts';

/** What Git offers an application now: the revisions of its spec's sources, and what identifies their objects. */
export interface Offer {
  readonly revisions: readonly string[];
  readonly target: string;
}

/** The hold that keeps automation away now; one whose time is over is none. */
export function activeHold(app: Application, now: number): Hold | undefined {
  const hold = app.status?.hold;
  return hold !== undefined && !isOver(hold, now) ? hold : undefined;
}

/**
 * What becomes of a hold: undefined when it ends by itself, because its time is over or because Git offers something else than what was left, than
 * what was gone back to and than what it offered then. The hold itself when nothing changes. Git could not be read when it began: what it offers
 * first is taken for what it offered then, so that nothing is released by mistake.
 */
export function nextHold(hold: Hold | undefined, offer: Offer | undefined, now: number): Hold | undefined {
  if (hold === undefined || isOver(hold, now)) return undefined;
  if (hold.releaseOnNewCommit !== true || offer === undefined || offer.revisions.length === 0) return hold;
  if (hold.offered === undefined) return { ...hold, offered: offer.revisions, offeredTarget: offer.target };
  const known = [hold.left, hold.to, hold.offered].some((revisions) => deepEqual(revisions, offer.revisions));
  return known || offer.target === hold.offeredTarget ? hold : undefined;
}

function isOver(hold: Hold, now: number): boolean {
  // A time that cannot be read is none: nothing is released by mistake.
  return hold.until !== undefined && Date.parse(hold.until) <= now;
}

/** The status with another hold; undefined takes it away. */
export function withHold(status: ApplicationStatus | undefined, hold: Hold | undefined): ApplicationStatus {
  const { hold: _, ...rest } = status ?? {};
  return hold === undefined ? rest : { ...rest, hold };
}

/** So many marks are remembered, the newest: enough for every bad commit that anybody still knows. */
const MOST_REFUSED = 20;

export function withRefused(status: ApplicationStatus, refused: RefusedRevisions): ApplicationStatus {
  const others = (status.refusedRevisions ?? []).filter((one) => !deepEqual(one.revisions, refused.revisions));
  return { ...status, refusedRevisions: [...others, refused].slice(-MOST_REFUSED) };
}

/** The mark on these revisions, or on another commit with just the same objects. */
export function refusedMark(
  app: Application,
  revisions: readonly string[],
  target?: string,
): RefusedRevisions | undefined {
  if (revisions.length === 0) return undefined;
  return app.status?.refusedRevisions?.find(
    (one) => deepEqual(one.revisions, revisions) || (target !== undefined && one.target === target),
  );
}

/** A sync to revisions that a person has refused: told with the way out. */
export function refusedError(app: Application, mark: RefusedRevisions): ArgosyError {
  const { name } = app.metadata;
  return new ArgosyError(
    'FailedPrecondition',
    `${shortRevisions(mark.revisions)} is refused since ${mark.since} by ${mark.by}: ${mark.reason}`,
    {
      subject: name,
      advice: `Take the mark off with \`argosy app release ${name} --allow\`, then sync again.`,
      reason: 'RevisionRefused',
    },
  );
}

/** As people read them: commits by their first seven digits, chart versions whole. */
export function shortRevisions(revisions: readonly string[]): string {
  return revisions.map((one) => (/^[0-9a-f]{40}$/.test(one) ? one.slice(0, 7) : one)).join(', ');
}

/** Why automation leaves the application alone, in a sentence without its end. */
export function holdText(hold: Hold): string {
  return hold.kind === 'pause' ? `paused by ${hold.by}: ${hold.reason}` : `held by ${hold.by}: ${hold.reason}`;
}
