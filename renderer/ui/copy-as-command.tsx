import Button from '@mui/material/Button';
import IconButton from '@mui/material/IconButton';
import Tooltip from '@mui/material/Tooltip';
import { useState } from 'react';
import { t } from '../texts/index.ts';
import { Icon } from './icons.tsx';
import { inert } from './inert-text.ts';

/** One argument of a shell line, as POSIX shells read it. */
export function shellWord(text: string): string {
  return /^[A-Za-z0-9_./:@%+=,-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

export function commandLine(words: readonly string[]): string {
  return ['argosy', ...words].map(shellWord).join(' ');
}

/** The line to be read: what is copied is the very line, what is shown cannot mislead. */
export function shownLine(line: string): string {
  return inert(line, LONGEST_LINE);
}

const LONGEST_LINE = 600;

const NONE: readonly never[] = [];

/** What an action does, as a line for the command line; every action of the pages has one (ux.md §4). */
export function CopyAsCommand({
  words,
  also = NONE,
  text = false,
  label: own,
}: {
  words: readonly string[];
  /** Further lines: where one command does one thing and the action many. */
  also?: readonly (readonly string[])[];
  text?: boolean;
  /** In place of the usual words, where the page has no other way to do it. */
  label?: string;
}) {
  const [copied, setCopied] = useState(false);
  const line = [words, ...also].map(commandLine).join('\n');
  const copy = (): void => {
    navigator.clipboard.writeText(line).then(
      () => setCopied(true),
      () => setCopied(false),
    );
  };
  const label = copied ? t('action.copied') : (own ?? t('action.copyAsCommand'));
  return (
    <Tooltip title={`${label}: ${shownLine(line)}`} onOpen={() => setCopied(false)}>
      {text ? (
        <Button size="small" startIcon={<Icon name="terminal" />} onClick={copy}>
          {label}
        </Button>
      ) : (
        <IconButton aria-label={`${label}: ${shownLine(line)}`} onClick={copy}>
          <Icon name="terminal" />
        </IconButton>
      )}
    </Tooltip>
  );
}
