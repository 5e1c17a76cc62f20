import { useRequest } from '../../../client/index.ts';
import { t } from '../../../texts/index.ts';
import { Drawer, ErrorText, inert, Skeleton } from '../../../ui/index.ts';
import { parseObjectKey } from '../object-key.ts';
import type { TabProps } from '../tabs/tab.ts';

export interface ObjectDrawerProps extends TabProps {
  readonly onClose: () => void;
}

/** One object of the application beside whatever tab is open. */
export default function ObjectDrawer({ name, node, version, onClose }: ObjectDrawerProps) {
  const ref = parseObjectKey(node);
  const { data, error, reload } = useRequest('app.resource', ref === undefined ? undefined : { name, ref }, version);
  const title = ref === undefined ? node : `${ref.kind} ${ref.name}`;
  return (
    <Drawer title={inert(title, 200)} onClose={onClose}>
      {error ? <ErrorText error={error} retry={reload} /> : null}
      {data === undefined ? (
        error ? null : (
          <Skeleton label={t('page.loading')} />
        )
      ) : (
        <pre>{inert(JSON.stringify(data, undefined, 2), 200_000)}</pre>
      )}
    </Drawer>
  );
}
