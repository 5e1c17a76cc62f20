import type { Application } from '../../../../preload/contract/index.ts';
import { type AppAddress, commandNameOf, requestNameOf, useClient } from '../../../client/index.ts';
import { ta } from '../../../texts/acting.ts';
import { inert } from '../../../ui/index.ts';
import type { ObjectRef } from '../object-key.ts';
import { resourceArgument } from '../sync-panel/sync-command.ts';
import { CommitDialog } from './commit-dialog.tsx';

/** Writes the live difference into Git: of one object, or of all. */
export default function CaptureDialog({
  address,
  app,
  objectRef,
  onClose,
}: {
  address: AppAddress;
  app: Application;
  objectRef: ObjectRef | undefined;
  onClose: () => void;
}) {
  const client = useClient();
  const name = requestNameOf(address);
  const ref = objectRef && {
    group: objectRef.group,
    kind: objectRef.kind,
    namespace: objectRef.namespace,
    name: objectRef.name,
  };
  return (
    <CommitDialog
      app={app}
      title={
        ref === undefined
          ? ta('commit.captureAllTitle')
          : ta('commit.captureTitle', { name: inert(`${ref.kind} ${ref.name}`, 200) })
      }
      commit={{ kind: 'capture', choice: { name, ...(ref === undefined ? {} : { refs: [ref] }) } }}
      command={[
        'app',
        'capture',
        commandNameOf(address),
        ...(ref === undefined ? [] : ['--resource', resourceArgument(ref)]),
      ]}
      onRelease={() => client.call('app.release', { name, allow: false })}
      onClose={onClose}
    />
  );
}
