import Button from '@mui/material/Button';
import { Link } from 'wouter';
import type { Row } from '../../../preload/contract/index.ts';
import { holdSentence } from '../../bulk/index.ts';
import { addressOf, commandNameOf, requestNameOf, useAction, useClient } from '../../client/index.ts';
import { paths } from '../../frame/index.ts';
import { tf } from '../../texts/fleet.ts';
import { Age, CopyAsCommand, DataTable, ErrorText, inert, Mark, Status } from '../../ui/index.ts';

type AppRow = Row<'applications'>;

/** What automation leaves alone, the oldest first: what is forgotten longest is looked at first (user need 14). */
export function heldOf(apps: ReadonlyMap<string, AppRow>): readonly (readonly [string, AppRow])[] {
  return [...apps]
    .filter(([, { hold }]) => hold !== '')
    .sort(
      ([a, { held: first }], [b, { held: second }]) => (first?.since ?? 0) - (second?.since ?? 0) || (a < b ? -1 : 1),
    );
}

export function HeldList({ held }: { held: readonly (readonly [string, AppRow])[] }) {
  const client = useClient();
  const release = useAction((row: AppRow) =>
    client.call('app.release', { name: requestNameOf(addressOf(row)), allow: false }),
  );
  return (
    <section aria-label={tf('fleet.held')}>
      <h2 style={{ fontSize: 15, margin: '20px 0 4px' }}>{tf('fleet.held')}</h2>
      <p className="muted" style={{ marginBottom: 8 }}>
        {tf('fleet.heldMore')}
      </p>
      {release.error ? <ErrorText error={release.error} what={tf('fleet.release')} dismiss={release.dismiss} /> : null}
      <DataTable aria-label={tf('fleet.held')}>
        <tbody>
          {held.map(([key, row]) => (
            <tr key={key}>
              <td>
                <Link href={paths.app(addressOf(row))} style={{ color: 'var(--text)', fontWeight: 600 }}>
                  {inert(row.name, 160)}
                </Link>
              </td>
              <td style={{ whiteSpace: 'nowrap' }}>
                <Mark shape="bars" tone="paused" size={12} /> {row.hold === '' ? '' : tf(`hold.${row.hold}`)}{' '}
                {row.held === undefined ? null : <Age at={row.held.since} />}
              </td>
              <td className="words">{holdSentence(row)}</td>
              <td>
                <Status kind="sync" value={row.sync} staleSince={row.staleSince} />
              </td>
              <td className="number">
                <Button
                  size="small"
                  disabled={release.running}
                  title={tf('bulk.releaseMore')}
                  aria-label={`${tf('fleet.release')} ${inert(row.name, 120)}`}
                  onClick={() => release.run(row)}
                >
                  {tf('fleet.release')}
                </Button>
                <CopyAsCommand words={['app', 'release', commandNameOf(addressOf(row))]} />
              </td>
            </tr>
          ))}
        </tbody>
      </DataTable>
    </section>
  );
}
