import { styled } from '@mui/material/styles';
import type { ReactNode } from 'react';
import type { KubeObject, Output } from '../../../../preload/contract/index.ts';
import type { TreeNode } from '../../../client/index.ts';
import { tc } from '../../../texts/changes.ts';
import { Age, DataTable, inert, Status } from '../../../ui/index.ts';
import { ChangeWord } from '../object-diff/change-word.tsx';
import { keyOfObject, type ObjectRef } from '../object-key.ts';
import { conditionsOf, type Family } from './object-facts.ts';

const Facts = styled('dl')({
  display: 'grid',
  gridTemplateColumns: '96px minmax(0, 1fr)',
  gap: '6px 12px',
  margin: 0,
  '& dt': { color: 'var(--muted)' },
  '& dd': { margin: 0, overflowWrap: 'anywhere' },
  '& ul': { margin: 0, padding: 0, listStyle: 'none' },
  '& button.link': {
    font: 'inherit',
    color: 'var(--primary)',
    background: 'none',
    border: 0,
    padding: 0,
    cursor: 'pointer',
    textAlign: 'left',
    overflowWrap: 'anywhere',
  },
  '& button.link:hover': { textDecoration: 'underline' },
});

const MOST_OWNED = 20;

export type Compared = Output<'app.resources'>['items'][number];

/** How it is, why, whose it is, and what it says of itself. */
export function Summary({
  objectRef,
  compared,
  family,
  live,
  openNode,
}: {
  objectRef: ObjectRef;
  compared: Compared | undefined;
  family: Family;
  live: KubeObject | undefined;
  openNode: (key: string) => void;
}) {
  const { node, owners, owned } = family;
  const health = compared?.health ?? node?.health;
  const created = Date.parse(live?.metadata.creationTimestamp ?? node?.createdAt ?? '');
  const conditions = conditionsOf(live);
  return (
    <div style={{ display: 'grid', gap: 16 }}>
      <Facts>
        {compared === undefined ? null : (
          <Fact title={tc('drawer.sync')}>
            {compared.verdict === 'same' ? (
              <Status kind="sync" value={compared.status} />
            ) : (
              <ChangeWord verdict={compared.verdict} />
            )}
            {compared.because === undefined ? null : <div className="muted">{inert(compared.because, 1000)}</div>}
          </Fact>
        )}
        {health === undefined ? null : (
          <Fact title={tc('drawer.health')}>
            <Status kind="health" value={health.status} />
            {health.message === undefined || health.message === '' ? null : <div>{inert(health.message, 2000)}</div>}
          </Fact>
        )}
        <Fact title={tc('drawer.kind')}>
          {inert(objectRef.kind, 80)}
          {objectRef.group === '' ? null : <span className="muted"> · {inert(objectRef.group, 253)}</span>}
        </Fact>
        {objectRef.namespace === '' ? null : (
          <Fact title={tc('drawer.namespace')}>{inert(objectRef.namespace, 253)}</Fact>
        )}
        {Number.isNaN(created) ? null : (
          <Fact title={tc('drawer.created')}>
            <Age at={created} suffix=" ago" />
          </Fact>
        )}
        {compared === undefined || compared.wave === 0 ? null : <Fact title={tc('drawer.wave')}>{compared.wave}</Fact>}
        {owners.length === 0 ? null : (
          <Fact title={tc('drawer.owner')}>
            <Links nodes={owners} openNode={openNode} />
          </Fact>
        )}
        {owned.length === 0 ? null : (
          <Fact title={tc('drawer.owns')}>
            <Links nodes={owned} openNode={openNode} />
          </Fact>
        )}
        {(node?.images.length ?? 0) === 0 ? null : (
          <Fact title={tc('drawer.images')}>
            <ul>
              {node?.images.slice(0, MOST_OWNED).map((image) => (
                <li key={image} className="mono">
                  {inert(image, 400)}
                </li>
              ))}
            </ul>
          </Fact>
        )}
        {node?.info.slice(0, MOST_OWNED).map(({ name, value }) => (
          <Fact key={name} title={inert(name, 40)}>
            {inert(value, 400)}
          </Fact>
        ))}
      </Facts>
      {conditions.length === 0 ? null : (
        <DataTable aria-label={tc('drawer.conditions')}>
          <thead>
            <tr>
              <th scope="col" colSpan={2}>
                {tc('drawer.conditions')}
              </th>
            </tr>
          </thead>
          <tbody>
            {conditions.map((condition) => (
              <tr key={condition.type}>
                <td className="words" style={{ whiteSpace: 'nowrap' }}>
                  <b>{inert(condition.type, 80)}</b> {inert(condition.status, 20)}
                </td>
                <td className="words">
                  {inert(condition.message === '' ? condition.reason : condition.message, 1000)}{' '}
                  {condition.since === 0 ? null : <Age at={condition.since} suffix=" ago" />}
                </td>
              </tr>
            ))}
          </tbody>
        </DataTable>
      )}
    </div>
  );
}

function Fact({ title, children }: { title: string; children: ReactNode }) {
  return (
    <>
      <dt>{title}</dt>
      <dd>{children}</dd>
    </>
  );
}

function Links({ nodes, openNode }: { nodes: readonly TreeNode[]; openNode: (key: string) => void }) {
  return (
    <ul>
      {nodes.slice(0, MOST_OWNED).map(({ ref, uid }) => (
        <li key={uid}>
          <button type="button" className="link" onClick={() => openNode(keyOfObject(ref))}>
            {inert(ref.kind, 80)} {inert(ref.name, 260)}
          </button>
        </li>
      ))}
      {nodes.length > MOST_OWNED ? (
        <li className="muted">{tc('plan.moreFields', { count: nodes.length - MOST_OWNED })}</li>
      ) : null}
    </ul>
  );
}
