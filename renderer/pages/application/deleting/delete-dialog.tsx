import { styled } from '@mui/material/styles';
import { useState } from 'react';
import {
  type AppAddress,
  commandNameOf,
  requestNameOf,
  useAction,
  useClient,
  useRequest,
} from '../../../client/index.ts';
import { ta, taplural } from '../../../texts/acting.ts';
import { ErrorText, inert, Mark, Skeleton } from '../../../ui/index.ts';
import { ActDialog } from '../act-dialog.tsx';
import type { ObjectRef } from '../object-key.ts';
import { RadioChoice } from '../radio-choice.tsx';
import { Confirmation } from '../sync-panel/confirmation.tsx';
import { childrenOf, type DeletionPlan, keptGroups, kindCounts } from './blast-radius.ts';

type Way = 'foreground' | 'background' | 'keep';

const LISTED = 12;

/** An application and what goes with it: nothing is deleted before that is known and, where it is much, the name is typed. */
export default function DeleteDialog({ address, onClose }: { address: AppAddress; onClose: () => void }) {
  const client = useClient();
  const name = requestNameOf(address);
  const [way, setWay] = useState<Way>('foreground');
  const [typed, setTyped] = useState('');
  const wish = { cascade: way !== 'keep', propagation: way === 'background' ? way : 'foreground' } as const;
  const { data: plan, error, reload } = useRequest('app.deletionPlan', { name, ...wish });
  const guards = plan?.guards ?? [];
  const remove = useAction(async () => {
    await client.call('app.delete', { name, ...wish });
    onClose();
  });
  const count = plan?.deletes.length ?? 0;
  return (
    <ActDialog
      title={ta('delete.title', { name: inert(address.name, 120) })}
      label={count > 0 ? taplural('delete.runWith', count) : ta('delete.run')}
      action={remove}
      ready={plan !== undefined && (guards.length === 0 || typed === address.name)}
      careful
      command={deleteCommand(commandNameOf(address), way)}
      onClose={onClose}
    >
      <RadioChoice<Way>
        legend={ta('delete.how')}
        value={way}
        options={[
          { value: 'foreground', title: ta('delete.foreground'), hint: ta('delete.foregroundHint') },
          { value: 'background', title: ta('delete.background'), hint: ta('delete.backgroundHint') },
          { value: 'keep', title: ta('delete.no'), hint: ta('delete.noHint') },
        ]}
        onChange={setWay}
      />
      {error ? <ErrorText error={error} retry={reload} /> : null}
      {plan === undefined ? (
        error ? null : (
          <Skeleton label={ta('delete.loading')} rows={4} />
        )
      ) : (
        <BlastRadius plan={plan} address={address} />
      )}
      {guards.length === 0 ? null : (
        <Confirmation
          title={ta('delete.careful')}
          name={address.name}
          guards={guards}
          typed={typed}
          onType={setTyped}
        />
      )}
    </ActDialog>
  );
}

function deleteCommand(commandName: string, way: Way): readonly string[] {
  const how = way === 'keep' ? ['--no-cascade'] : way === 'background' ? ['--propagation-policy', 'background'] : [];
  return ['app', 'delete', commandName, ...how];
}

const Parts = styled('div')({
  display: 'grid',
  gap: 10,
  '& h3': { fontSize: 13, fontWeight: 600, margin: 0 },
  '& ul': { margin: '4px 0 0', padding: 0, listStyle: 'none' },
  '& .kinds': { display: 'flex', flexWrap: 'wrap', gap: '4px 16px' },
  '& .kinds b': { fontWeight: 600 },
  '& .names li': { overflowWrap: 'anywhere' },
  '& .line': { display: 'flex', gap: 8, alignItems: 'baseline' },
  '& .line svg': { alignSelf: 'center' },
});

function BlastRadius({ plan, address }: { plan: DeletionPlan; address: AppAddress }) {
  const children = childrenOf(plan, address);
  const { deletes, keeps, hooks, unreachable } = plan;
  return (
    <Parts>
      <p className="line" role="status">
        <Mark shape="cross" tone={deletes.length > 0 ? 'error' : 'unknown'} />
        <span>
          {deletes.length === 0 ? ta('delete.nothing') : <b>{taplural('delete.deletes', deletes.length)}</b>}
          {children.length > 0 ? <b> {taplural('delete.applications', children.length)}</b> : null}
          {keeps.length > 0 ? `, ${taplural('delete.keeps', keeps.length)}` : ''}
        </span>
      </p>
      {unreachable.length === 0 ? null : (
        <p className="line">
          <Mark shape="ring" tone="out" />
          {ta('delete.unreachable', { names: unreachable.map((one) => inert(one, 120)).join(', ') })}
        </p>
      )}
      {deletes.length === 0 ? null : (
        <section aria-label={ta('delete.kinds')}>
          <h3>{ta('delete.kinds')}</h3>
          <ul className="kinds">
            {kindCounts(deletes).map(({ group, kind, count, carriesMore }) => (
              <li key={`${group}/${kind}`} title={inert(group, 253)}>
                <b style={carriesMore ? { color: 'var(--error)' } : undefined}>{count.toLocaleString('en')}</b>{' '}
                {inert(kind, 80)}
              </li>
            ))}
          </ul>
        </section>
      )}
      {children.length === 0 ? null : (
        <section aria-label={ta('delete.applicationsTitle')}>
          <h3>{ta('delete.applicationsTitle')}</h3>
          <Names inline names={children.map((one) => ({ id: one, text: inert(one.replace(/^argocd\//, ''), 260) }))} />
        </section>
      )}
      {keptGroups(keeps).map(({ because, refs }) => (
        <section key={because} aria-label={ta('delete.keeps.other', { count: refs.length })}>
          <h3>
            {taplural('delete.keeps', refs.length)}: <span className="muted">{inert(because, 400)}</span>
          </h3>
          <Names names={refs.map(named)} />
        </section>
      ))}
      {hooks.length === 0 ? null : (
        <section aria-label={ta('delete.hooks')}>
          <h3>{ta('delete.hooks')}</h3>
          <Names names={hooks.map(({ ref, phase }) => ({ ...named(ref), text: `${phase}: ${named(ref).text}` }))} />
        </section>
      )}
    </Parts>
  );
}

function named(ref: ObjectRef): { readonly id: string; readonly text: string } {
  const where = ref.namespace === '' ? '' : ` · ${inert(ref.namespace, 80)}`;
  return {
    id: `${ref.group}/${ref.kind}/${ref.namespace}/${ref.name}`,
    text: `${inert(ref.kind, 80)} ${inert(ref.name, 260)}${where}`,
  };
}

function Names({
  names,
  inline = false,
}: {
  inline?: boolean;
  names: readonly { readonly id: string; readonly text: string }[];
}) {
  return (
    <ul className={inline ? 'names kinds' : 'names'}>
      {names.slice(0, LISTED).map(({ id, text }) => (
        <li key={id}>{text}</li>
      ))}
      {names.length > LISTED ? <li className="muted">{taplural('delete.more', names.length - LISTED)}</li> : null}
    </ul>
  );
}
