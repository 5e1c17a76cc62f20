import Button from '@mui/material/Button';
import IconButton from '@mui/material/IconButton';
import { styled } from '@mui/material/styles';
import type { ReactNode, RefObject } from 'react';
import { Icon, lookOf, Mark, SearchField } from '../ui/index.ts';
import { ChoiceMenu } from './choice-menu.tsx';
import type { FilterChoices, GraphFilter } from './filter.ts';
import type { HealthWord, SyncWord } from './model.ts';
import { t } from './words.ts';

const Bar = styled('div')({
  display: 'flex',
  gap: 8,
  alignItems: 'center',
  flexWrap: 'wrap',
  paddingBottom: 8,
  '& .summary': { flex: '1 1 140px', minWidth: 0 },
  // They wrap together or not at all.
  '& .tools': { display: 'flex', gap: 8, alignItems: 'center', marginLeft: 'auto' },
});

export interface Switches {
  readonly everything: boolean;
  readonly stacks: boolean;
  readonly routes: boolean;
}

export interface GraphToolbarProps {
  readonly filter: GraphFilter;
  readonly onFilter: (filter: GraphFilter) => void;
  /** What could be filtered by, with counts; asked for when a menu is opened. */
  readonly choices: () => FilterChoices;
  readonly switches: Switches;
  readonly onSwitch: (which: keyof Switches) => void;
  /** What is drawn and what is not, in words. */
  readonly summary: string;
  readonly focused: string | undefined;
  readonly onLeaveFocus: () => void;
  readonly asTable: boolean;
  readonly onAsTable: () => void;
  readonly onFit: () => void;
  readonly onZoom: (factor: number) => void;
  readonly field: RefObject<HTMLInputElement | null>;
  readonly children?: ReactNode;
}

/** Filter, what it hides, and how the graph is drawn. */
export function GraphToolbar(props: GraphToolbarProps) {
  const { filter, onFilter, choices, switches, onSwitch, summary, focused, asTable, field } = props;
  const words = [...filter.sync, ...filter.health];
  return (
    <Bar role="toolbar" aria-label={t('graph.show')}>
      <SearchField
        label={t('graph.filter')}
        value={filter.text}
        onChange={(text) => onFilter({ ...filter, text })}
        width={200}
        hint="/"
        inputRef={field}
      />
      <ChoiceMenu
        label={
          filter.kinds.size === 0 ? t('graph.kinds.all') : t('graph.kinds.some', { what: some([...filter.kinds]) })
        }
        choices={() =>
          [...choices().kinds].map(([kind, count]) => ({
            id: kind,
            label: kind,
            count,
            chosen: filter.kinds.has(kind),
          }))
        }
        onToggle={(kind) => onFilter({ ...filter, kinds: toggled(filter.kinds, kind) })}
      />
      <ChoiceMenu
        label={words.length === 0 ? t('graph.status.all') : t('graph.status.some', { what: some(words) })}
        choices={() => [
          ...[...choices().sync].map(([word, count]) => statusChoice('sync', word, count, filter.sync.has(word))),
          ...[...choices().health].map(([word, count]) => statusChoice('health', word, count, filter.health.has(word))),
        ]}
        onToggle={(id) => {
          const [list, word] = id.split(' ');
          if (list === 'sync') onFilter({ ...filter, sync: toggled(filter.sync, word as SyncWord) });
          else onFilter({ ...filter, health: toggled(filter.health, word as HealthWord) });
        }}
      />
      <ChoiceMenu
        label={t('graph.show')}
        choices={() => [
          { id: 'stacks', label: t('graph.stacks'), chosen: switches.stacks },
          { id: 'everything', label: t('graph.everything'), chosen: switches.everything },
          { id: 'routes', label: t('graph.routes'), chosen: switches.routes },
        ]}
        onToggle={(id) => onSwitch(id as keyof Switches)}
      />
      {focused === undefined ? null : (
        <Button
          size="small"
          onClick={props.onLeaveFocus}
          endIcon={<Icon name="close" size={12} />}
          aria-label={`${t('graph.focusOn', { name: focused })}. ${t('graph.focusLeave')}`}
        >
          {t('graph.focusOn', { name: focused.length > 40 ? `${focused.slice(0, 39)}…` : focused })}
        </Button>
      )}
      <span className="muted summary" role="status">
        {summary}
      </span>
      <span className="tools">
        {props.children}
        {asTable ? null : (
          <>
            <IconButton aria-label={t('graph.zoomOut')} onClick={() => props.onZoom(0.8)}>
              <Minus />
            </IconButton>
            <IconButton aria-label={t('graph.zoomIn')} onClick={() => props.onZoom(1.25)}>
              <Icon name="plus" />
            </IconButton>
            <IconButton aria-label={t('graph.fit')} onClick={props.onFit}>
              <Icon name="fit" />
            </IconButton>
          </>
        )}
        <Button
          size="small"
          aria-pressed={asTable}
          onClick={props.onAsTable}
          startIcon={<Icon name={asTable ? 'graph' : 'table'} size={14} />}
        >
          {asTable ? t('graph.asGraph') : t('graph.asTable')}
        </Button>
      </span>
    </Bar>
  );
}

function Minus() {
  return (
    <svg
      viewBox="0 0 24 24"
      width={16}
      height={16}
      fill="none"
      stroke="currentColor"
      strokeWidth={1.6}
      aria-hidden="true"
    >
      <path d="M5 12h14" strokeLinecap="round" />
    </svg>
  );
}

function statusChoice(kind: 'sync' | 'health', word: string, count: number, chosen: boolean) {
  const { shape, tone } = lookOf(kind, word);
  return { id: `${kind} ${word}`, label: word, count, chosen, mark: <Mark shape={shape} tone={tone} size={12} /> };
}

function toggled<T>(set: ReadonlySet<T>, value: T): ReadonlySet<T> {
  const next = new Set(set);
  if (!next.delete(value)) next.add(value);
  return next;
}

function some(words: readonly string[]): string {
  const first = words.slice(0, 2).join(', ');
  return words.length > 2 ? `${first} +${words.length - 2}` : first;
}
