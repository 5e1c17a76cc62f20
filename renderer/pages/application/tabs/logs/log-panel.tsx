import Button from '@mui/material/Button';
import { styled } from '@mui/material/styles';
import { useDeferredValue, useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import type { Input } from '../../../../../preload/contract/index.ts';
import { type AppAddress, commandNameOf, requestNameOf, useClient, useLink } from '../../../../client/index.ts';
import { type Command, useOffer } from '../../../../frame/index.ts';
import { t } from '../../../../texts/index.ts';
import { tplural, tt } from '../../../../texts/tabs.ts';
import { ChipRow, CopyAsCommand, EmptyState, ErrorText, FilterChip, SearchField } from '../../../../ui/index.ts';
import { CopyText } from '../copy-text.tsx';
import { LogLines } from './log-lines.tsx';
import { LogStream, nextFrame, soon } from './log-stream.ts';
import { MatchingLines } from './matching-lines.ts';

const Box = styled('section')({
  flex: 1,
  minHeight: 0,
  display: 'flex',
  flexDirection: 'column',
  border: '1px solid var(--border)',
  borderRadius: 'var(--radius)',
  overflow: 'hidden',
  marginBottom: 12,
  '& > .note': {
    padding: '4px 12px',
    borderBottom: '1px solid var(--border)',
    background: 'var(--bg)',
    color: 'var(--muted)',
  },
});

/** Whose lines: without `resource` every Pod of the application. */
export interface LogSource {
  readonly group?: string;
  readonly kind?: string;
  readonly namespace?: string;
  readonly resource?: string;
  readonly container?: string;
}

/** Lines that are read at first: enough to see what happened, little enough to be there at once. */
const TAIL = 2000;

/** The log of a source: followed, searched, paused. `choices` stand before the tools. */
export function LogPanel({
  address,
  source,
  choices,
}: {
  address: AppAddress;
  source: LogSource;
  choices?: React.ReactNode;
}) {
  const client = useClient();
  const live = useLink().phase === 'live';
  const [previous, setPrevious] = useState(false);
  const [paused, setPaused] = useState(false);
  const [wrap, setWrap] = useState(true);
  const [times, setTimes] = useState(false);
  const [names, setNames] = useState(source.container === undefined || source.kind !== 'Pod');
  const [typed, setTyped] = useState('');
  const [invert, setInvert] = useState(false);
  const [attempt, setAttempt] = useState(0);
  const wanted = useDeferredValue(typed);
  const search = useRef<HTMLInputElement>(null);
  const name = requestNameOf(address);
  const { group, kind, namespace, resource, container } = source;

  const request = useMemo<Input<'app.logs'>>(
    () => ({
      name,
      follow: !previous,
      previous,
      tailLines: TAIL,
      timestamps: true,
      ...(group === undefined ? {} : { group }),
      ...(kind === undefined ? {} : { kind }),
      ...(namespace === undefined ? {} : { namespace }),
      ...(resource === undefined ? {} : { resource }),
      ...(container === undefined ? {} : { container }),
    }),
    [name, group, kind, namespace, resource, container, previous],
  );
  const [stream, setStream] = useState(() => new LogStream(nextFrame, soon));
  // While the engine is away the lines stay; when it is back, and at every attempt, the log is read anew.
  // biome-ignore lint/correctness/useExhaustiveDependencies: `attempt` reads again
  useEffect(() => {
    if (!live) return;
    const next = new LogStream(nextFrame, soon);
    setStream(next);
    void next.read(client, request);
    return () => next.stop();
  }, [client, request, live, attempt]);
  useEffect(() => stream.pause(paused), [stream, paused]);

  const { version, phase, error } = useSyncExternalStore(stream.subscribe, stream.state);
  const matching = useMemo(() => new MatchingLines(stream.buffer, { text: wanted, invert }), [stream, wanted, invert]);
  const numbers = matching.update();
  const { first, end } = stream.buffer;

  useOffer(
    useMemo<readonly Command[]>(
      () => [
        { id: 'logs.filter', title: tt('logs.filter'), icon: 'search', keys: '/', run: () => search.current?.focus() },
        {
          id: 'logs.pause',
          title: tt('logs.pause'),
          icon: 'stop',
          keys: 'p',
          run: () => setPaused((before) => !before),
        },
        { id: 'logs.wrap', title: tt('logs.wrap'), keys: 'w', run: () => setWrap((before) => !before) },
      ],
      [],
    ),
  );
  const words = ['app', 'logs', commandNameOf(address)];
  if (kind !== undefined) words.push('--kind', kind);
  if (namespace !== undefined) words.push('--namespace', namespace);
  if (resource !== undefined) words.push('--name', resource);
  if (container !== undefined) words.push('--container', container);
  words.push(previous ? '--previous' : '--follow');
  if (wanted !== '') words.push('--filter', `${invert ? '!' : ''}${wanted}`);

  return (
    <>
      <ChipRow>
        {choices}
        <SearchField
          label={tt('logs.filter')}
          value={typed}
          onChange={setTyped}
          hint="/"
          inputRef={search}
          width={200}
        />
        <FilterChip label={tt('logs.invert')} pressed={invert} onToggle={() => setInvert(!invert)} />
        <FilterChip label={tt('logs.previous')} pressed={previous} onToggle={() => setPrevious(!previous)} />
        <FilterChip label={tt('logs.wrap')} pressed={wrap} onToggle={() => setWrap(!wrap)} />
        <FilterChip label={tt('logs.times')} pressed={times} onToggle={() => setTimes(!times)} />
        <FilterChip label={tt('logs.names')} pressed={names} onToggle={() => setNames(!names)} />
        {previous ? null : <FilterChip label={tt('logs.pause')} pressed={paused} onToggle={() => setPaused(!paused)} />}
        <span style={{ flex: 1 }} />
        <CopyText
          label={tt('logs.copy')}
          text={() => numbers.map((number) => stream.buffer.line(number)?.text ?? '').join('\n')}
        />
        <CopyAsCommand words={words} />
      </ChipRow>
      {phase === 'failed' && error ? (
        <ErrorText what={tt('logs.reading')} error={error} retry={() => setAttempt(attempt + 1)} />
      ) : null}
      <Box aria-label={tt('logs.title')}>
        <p className="note" role="status">
          {stateText(phase, paused, live, end)}
          {wanted === '' ? '' : ` · ${tplural('logs.matching', numbers.length)}`}
          {first > 0 ? ` · ${tplural('logs.dropped', first)}` : ''}
        </p>
        {end === 0 && phase !== 'reading' ? (
          <EmptyState
            title={tt('logs.empty')}
            actions={<Button onClick={() => setAttempt(attempt + 1)}>{t('action.retry')}</Button>}
          >
            {tt('logs.emptyMore')}
          </EmptyState>
        ) : (
          <LogLines
            buffer={stream.buffer}
            numbers={numbers}
            version={version}
            wrap={wrap}
            times={times}
            names={names}
          />
        )}
      </Box>
    </>
  );
}

function stateText(phase: 'reading' | 'ended' | 'failed', paused: boolean, live: boolean, lines: number): string {
  const count = tplural('logs.count', lines);
  if (phase === 'ended') return `${tt('logs.ended')} · ${count}`;
  if (phase === 'failed') return `${tt('logs.cut')} · ${count}`;
  if (!live) return `${tt('logs.waiting')} · ${count}`;
  return `${paused ? tt('logs.paused') : tt('logs.following')} · ${count}`;
}
