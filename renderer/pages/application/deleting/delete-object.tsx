import { useState } from 'react';
import { type AppAddress, commandNameOf, requestNameOf, useAction, useClient } from '../../../client/index.ts';
import { ta } from '../../../texts/acting.ts';
import { inert } from '../../../ui/index.ts';
import { ActDialog } from '../act-dialog.tsx';
import type { ObjectRef } from '../object-key.ts';
import { RadioChoice } from '../radio-choice.tsx';
import { Confirmation } from '../sync-panel/confirmation.tsx';
import { TickBox } from '../tick-box.tsx';
import { carriesMore } from './blast-radius.ts';
import { deleteResourceCommand, type Propagation } from './delete-resource-command.ts';

/** Deletes one live object. What carries others with it wants its name typed. */
export default function DeleteObject({
  address,
  objectRef,
  onClose,
}: {
  address: AppAddress;
  objectRef: ObjectRef;
  onClose: () => void;
}) {
  const client = useClient();
  const [propagation, setPropagation] = useState<Propagation>('foreground');
  const [force, setForce] = useState(false);
  const [typed, setTyped] = useState('');
  const { group, kind, namespace, name } = objectRef;
  const careful = carriesMore(objectRef);
  // By force is in the background, or orphaning: nothing is waited for.
  const how: Propagation = force && propagation === 'foreground' ? 'background' : propagation;
  const remove = useAction(async () => {
    await client.call('app.deleteResource', {
      name: requestNameOf(address),
      ref: { group, kind, namespace, name },
      propagation: how,
      force,
    });
    onClose();
  });
  return (
    <ActDialog
      title={ta('object.title', { name: inert(`${kind} ${name}`, 300) })}
      label={ta('object.run')}
      action={remove}
      ready={!careful || typed === name}
      careful
      command={deleteResourceCommand(commandNameOf(address), objectRef, how, force)}
      onClose={onClose}
    >
      <p>{ta('object.deleteMore')}</p>
      <RadioChoice<Propagation>
        legend={ta('object.propagation')}
        value={how}
        options={[
          ...(force ? [] : [{ value: 'foreground' as const, title: ta('object.foreground') }]),
          { value: 'background', title: ta('object.background') },
          ...(force ? [] : [{ value: 'orphan' as const, title: ta('object.orphan') }]),
        ]}
        onChange={setPropagation}
      />
      <TickBox
        title={ta('object.force')}
        hint={ta('object.forceHint')}
        checked={force}
        onChange={(on) => {
          setForce(on);
          if (on) setPropagation('background');
        }}
      />
      {careful ? (
        <Confirmation
          title={ta('delete.careful')}
          name={name}
          guards={[ta('object.carries', { kind })]}
          typed={typed}
          onType={setTyped}
        />
      ) : null}
    </ActDialog>
  );
}
