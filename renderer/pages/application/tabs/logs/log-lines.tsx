import Button from '@mui/material/Button';
import { styled } from '@mui/material/styles';
import { memo, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { tplural, tt } from '../../../../texts/tabs.ts';
import { Icon, inert } from '../../../../ui/index.ts';
import { type Segment, segmentsOf } from './ansi.ts';
import { lineAtRow, rowStarts } from './line-heights.ts';
import type { LogBuffer, LogLine } from './log-buffer.ts';

const ROW = 18;
const MARGIN_ROWS = 30;
const PADDING = 12;

const Scroller = styled('div')({
  flex: 1,
  minHeight: 0,
  overflow: 'auto',
  position: 'relative',
  background: 'var(--surface)',
  fontFamily: 'var(--mono)',
  fontSize: 12,
  contain: 'strict',
  '& .line': {
    position: 'absolute',
    left: 0,
    padding: `0 ${PADDING}px`,
    lineHeight: `${ROW}px`,
    whiteSpace: 'pre',
    tabSize: 1,
    minWidth: '100%',
    boxSizing: 'border-box',
  },
  '&[data-wrap=true] .line': { whiteSpace: 'pre-wrap', wordBreak: 'break-all', right: 0, overflow: 'hidden' },
  '& .line:hover': { background: 'var(--selected)' },
  '& .who': { color: 'var(--primary)' },
  '& .when': { color: 'var(--muted)' },
  '& .c1, & .c9': { color: 'var(--error)' },
  '& .c2, & .c10': { color: 'var(--ok)' },
  '& .c3, & .c11': { color: 'var(--out)' },
  '& .c4, & .c12, & .c6, & .c14': { color: 'var(--progress)' },
  '& .c5, & .c13': { color: 'var(--paused)' },
  '& .c0, & .c8': { color: 'var(--muted)' },
});

const Newest = styled('div')({ position: 'absolute', right: 24, bottom: 16, zIndex: 2 });

/** Lines of a log: only what is visible is in the page. It follows the end until somebody scrolls away from it. */
export function LogLines({
  buffer,
  numbers,
  version,
  wrap,
  times,
  names,
}: {
  buffer: LogBuffer;
  /** The lines to show, by their numbers in the buffer. */
  numbers: readonly number[];
  version: number;
  wrap: boolean;
  times: boolean;
  /** Whether lines say where they come from. */
  names: boolean;
}) {
  const scroller = useRef<HTMLDivElement>(null);
  const ruler = useRef<HTMLSpanElement>(null);
  const [view, setView] = useState({ top: 0, height: 400, width: 800 });
  const [letter, setLetter] = useState(7.2);
  const [following, setFollowing] = useState(true);
  const [seenEnd, setSeenEnd] = useState(0);
  /** The line at the top of the view and how far it is scrolled, so that lines which are dropped above move nothing. */
  const anchor = useRef<{ number: number; offset: number } | undefined>(undefined);

  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const measure = (): void => {
      setView({ top: element.scrollTop, height: element.clientHeight, width: element.clientWidth });
      setLetter((ruler.current?.getBoundingClientRect().width ?? 720) / 100);
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  const columns = wrap ? Math.max(20, Math.floor((view.width - 2 * PADDING) / letter)) : undefined;
  // The numbers are one list that grows: `version` tells of its changes.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  const starts = useMemo(
    () =>
      rowStarts(
        numbers.map((number) => widthOf(buffer.line(number), times, names)),
        columns,
      ),
    [buffer, numbers, version, columns, times, names],
  );
  const rows = starts.at(-1) ?? 0;

  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return;
    if (following) {
      element.scrollTop = rows * ROW;
      return;
    }
    const held = anchor.current;
    if (!held) return;
    const index = indexOf(numbers, held.number);
    const top = (starts[index] ?? 0) * ROW + (numbers[index] === held.number ? held.offset : 0);
    if (Math.abs(element.scrollTop - top) > 1) element.scrollTop = top;
  }, [following, rows, starts, numbers]);

  const onScroll = useCallback(() => {
    const element = scroller.current;
    if (!element) return;
    const { scrollTop, clientHeight, scrollHeight, clientWidth } = element;
    const atEnd = scrollHeight - scrollTop - clientHeight < 2 * ROW;
    const index = lineAtRow(starts, Math.floor(scrollTop / ROW));
    const number = numbers[index];
    anchor.current = number === undefined ? undefined : { number, offset: scrollTop - (starts[index] ?? 0) * ROW };
    setFollowing((before) => {
      if (before && !atEnd) setSeenEnd(buffer.end);
      return atEnd;
    });
    setView((before) => {
      const top = Math.floor(scrollTop / (8 * ROW)) * 8 * ROW;
      return before.top === top && before.height === clientHeight && before.width === clientWidth
        ? before
        : { top, height: clientHeight, width: clientWidth };
    });
  }, [starts, numbers, buffer]);

  // Another log begins at its end again.
  // biome-ignore lint/correctness/useExhaustiveDependencies: it runs for another buffer
  useEffect(() => setFollowing(true), [buffer]);

  const first = lineAtRow(starts, Math.max(0, Math.floor(view.top / ROW) - MARGIN_ROWS));
  const last = numbers.length === 0 ? -1 : lineAtRow(starts, Math.ceil((view.top + view.height) / ROW) + MARGIN_ROWS);
  const shown: number[] = [];
  for (let index = first; index <= last; index++) shown.push(index);
  const fresh = buffer.end - seenEnd;
  return (
    <div style={{ position: 'relative', flex: 1, minHeight: 0, display: 'flex' }}>
      {/* A log region would be read aloud line by line; it is read when somebody goes there. */}
      <Scroller
        ref={scroller}
        role="log"
        aria-live="off"
        aria-label={tt('logs.lines')}
        tabIndex={0}
        data-wrap={wrap}
        onScroll={onScroll}
      >
        <span ref={ruler} aria-hidden="true" style={{ position: 'absolute', visibility: 'hidden', whiteSpace: 'pre' }}>
          {'0'.repeat(100)}
        </span>
        <div style={{ height: rows * ROW, position: 'relative' }}>
          {shown.map((index) => {
            const number = numbers[index]!;
            const line = buffer.line(number);
            if (!line) return null;
            const top = starts[index]!;
            return (
              <Line
                key={number}
                line={line}
                top={top * ROW}
                height={(starts[index + 1]! - top) * ROW}
                times={times}
                names={names}
              />
            );
          })}
        </div>
      </Scroller>
      {following ? null : (
        <Newest>
          <Button
            variant="contained"
            color="primary"
            startIcon={<Icon name="down" />}
            onClick={() => setFollowing(true)}
          >
            {fresh > 0 ? tplural('logs.newer', fresh) : tt('logs.newest')}
          </Button>
        </Newest>
      )}
    </div>
  );
}

/** Place of a line's number in the list, or of the next one. */
function indexOf(numbers: readonly number[], number: number): number {
  let low = 0;
  let high = numbers.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (numbers[middle]! < number) low = middle + 1;
    else high = middle;
  }
  return Math.min(low, Math.max(0, numbers.length - 1));
}

function whoOf({ pod, container }: LogLine): string {
  return `${pod}/${container} `;
}

function whenOf({ time }: LogLine): string {
  return time === '' ? '' : `${time.slice(0, 23).replace('T', ' ').replace(/Z$/, '')} `;
}

function widthOf(line: LogLine | undefined, times: boolean, names: boolean): number {
  if (!line) return 0;
  return line.columns + (times ? whenOf(line).length : 0) + (names ? whoOf(line).length : 0);
}

const Line = memo(function Line({
  line,
  top,
  height,
  times,
  names,
}: {
  line: LogLine;
  top: number;
  height: number;
  times: boolean;
  names: boolean;
}) {
  return (
    <div className="line" style={{ top, height }}>
      {times ? <span className="when">{inert(whenOf(line), 40)}</span> : null}
      {names ? <span className="who">{inert(whoOf(line), 520)}</span> : null}
      {segmentsOf(line.raw).map((segment, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a line have their places
        <span key={index} {...lookOf(segment)}>
          {inert(segment.text, 20_000)}
        </span>
      ))}
    </div>
  );
});

function lookOf({ colour, bold }: Segment): { className?: string; style?: { fontWeight: number } } {
  return {
    ...(colour === undefined ? {} : { className: `c${colour}` }),
    ...(bold ? { style: { fontWeight: 700 } } : {}),
  };
}
