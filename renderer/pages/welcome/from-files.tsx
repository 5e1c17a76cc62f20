import Button from '@mui/material/Button';
import { styled } from '@mui/material/styles';
import { type DragEvent, useRef, useState } from 'react';
import { tw, twplural } from '../../texts/welcome.ts';
import { Icon, inert } from '../../ui/index.ts';
import { ImportList } from './import-list.tsx';
import { applicationsOf, type Found, LARGEST_FILE, MOST_FILES, type NamedText } from './read-files.ts';

const Zone = styled('div')({
  border: '1px dashed var(--control)',
  borderRadius: 'var(--radius)',
  padding: 20,
  display: 'grid',
  gap: 6,
  justifyItems: 'center',
  textAlign: 'center',
  '&[data-over=true]': { borderColor: 'var(--primary)', background: 'var(--selected)' },
});

/** Files dropped or chosen. They are read here and go nowhere before the person confirms. */
export function FromFiles() {
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const [found, setFound] = useState<{
    readonly id: number;
    readonly found: Found;
    readonly notes: readonly string[];
  }>();
  const read = async (files: readonly File[]): Promise<void> => {
    const notes: string[] = [];
    const texts: NamedText[] = [];
    if (files.length > MOST_FILES) notes.push(tw('bring.tooMany', { count: MOST_FILES }));
    for (const file of files.slice(0, MOST_FILES)) {
      if (file.size > LARGEST_FILE) notes.push(tw('bring.tooBig', { name: inert(file.name, 200) }));
      else texts.push({ name: file.name, text: await file.text() });
    }
    setFound((before) => ({ id: (before?.id ?? 0) + 1, found: applicationsOf(texts), notes }));
  };
  const drop = (event: DragEvent): void => {
    event.preventDefault();
    setOver(false);
    void read([...event.dataTransfer.files]);
  };
  return (
    <>
      <Zone
        data-over={over}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
      >
        <b>{tw('bring.drop')}</b>
        <span className="muted">{tw('bring.dropMore')}</span>
        <Button startIcon={<Icon name="plus" />} onClick={() => input.current?.click()}>
          {tw('bring.choose')}
        </Button>
        <input
          ref={input}
          type="file"
          multiple
          hidden
          accept=".yaml,.yml,.json"
          aria-label={tw('bring.choose')}
          onChange={(event) => {
            const files = [...(event.target.files ?? [])];
            event.target.value = '';
            void read(files);
          }}
        />
      </Zone>
      {found === undefined ? null : (
        <>
          {found.notes.map((note) => (
            <p key={note} style={{ color: 'var(--out)' }}>
              {note}
            </p>
          ))}
          {found.found.problems.map(({ file, line, message }) => (
            <p
              key={`${file} ${line} ${message}`}
              role="alert"
              style={{ color: 'var(--error)', overflowWrap: 'anywhere' }}
            >
              {tw('bring.unreadable', { file: inert(file, 200), line, message: inert(message, 400) })}
            </p>
          ))}
          {found.found.others === 0 ? null : <p className="muted">{twplural('bring.others', found.found.others)}</p>}
          {found.found.applications.length === 0 ? (
            <p>{tw('bring.none')}</p>
          ) : (
            <ImportList key={found.id} applications={found.found.applications} />
          )}
        </>
      )}
    </>
  );
}
