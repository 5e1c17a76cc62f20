import { styled } from '@mui/material/styles';
import { useEffect, useState } from 'react';
import { pluralb, tb } from '../../texts/about.ts';
import { t } from '../../texts/index.ts';
import { ErrorText, inert, Page, PageBody, SearchField, Skeleton } from '../../ui/index.ts';

type Licences = typeof import('argosy:licences').default;
type Package = Licences['packages'][number];

const List = styled('ul')({
  listStyle: 'none',
  margin: 0,
  padding: 0,
  background: 'var(--surface)',
  border: '1px solid var(--border)',
  borderRadius: 'var(--radius)',
  '& li': { borderBottom: '1px solid var(--border)' },
  '& li:last-of-type': { borderBottom: 0 },
  '& summary': { padding: '7px 12px', cursor: 'pointer', display: 'flex', gap: 10 },
  '& summary .grow': { flex: 1 },
  '& pre': {
    margin: 0,
    padding: '4px 12px 12px',
    whiteSpace: 'pre-wrap',
    overflowWrap: 'anywhere',
    fontSize: 12,
    maxHeight: 480,
    overflow: 'auto',
  },
});

/** What of others is in Argosy; made by the build from the lock file. */
export default function LicencesPage() {
  const [licences, setLicences] = useState<Licences>();
  const [error, setError] = useState<Error>();
  const [text, setText] = useState('');
  useEffect(() => {
    import('argosy:licences').then((found) => setLicences(found.default), setError);
  }, []);
  const wanted = text.trim().toLowerCase();
  const shown = licences?.packages.filter((one) => `${one.name} ${one.licence}`.toLowerCase().includes(wanted)) ?? [];
  return (
    <Page
      title={tb('licences.title')}
      sub={
        <span>
          {tb('licences.more')}
          {licences === undefined ? '' : ` · ${pluralb('licences.count', licences.packages.length)}`}
        </span>
      }
    >
      {error ? <ErrorText error={error} /> : null}
      {licences === undefined ? (
        error ? null : (
          <Skeleton label={t('page.loading')} rows={10} />
        )
      ) : (
        <>
          <div>
            <SearchField label={tb('licences.filter')} value={text} onChange={setText} />
          </div>
          <PageBody>
            <List aria-label={tb('licences.title')}>
              {shown.map((one) => (
                <PackageLine key={`${one.name} ${one.version}`} one={one} texts={licences.texts} />
              ))}
            </List>
          </PageBody>
        </>
      )}
    </Page>
  );
}

function PackageLine({ one, texts }: { one: Package; texts: readonly string[] }) {
  const [open, setOpen] = useState(false);
  return (
    <li>
      <details onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>
          <b>{inert(one.name, 120)}</b>
          <span className="muted mono">{inert(one.version, 40)}</span>
          <span className="grow" />
          <span className="muted">{inert(one.licence, 80)}</span>
        </summary>
        {open ? (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by the keyboard
          <pre tabIndex={0}>
            {one.texts.length === 0
              ? tb('licences.noText')
              : one.texts.map((at) => inert(texts[at] ?? '', 250_000)).join('\n\n')}
          </pre>
        ) : null}
      </details>
    </li>
  );
}
