import { useMemo } from 'react';
import { useRequest } from '../../../../client/index.ts';
import { tt } from '../../../../texts/tabs.ts';
import { type ObjectRef, parseObjectKey } from '../../object-key.ts';
import { Choice } from '../choice.tsx';
import { containersOf, type LogTarget, logTargets } from './log-targets.ts';

/** Which Pods and which of their containers. '' is all of them. */
export function PodChoice({
  name,
  version,
  target,
  container,
  onChange,
}: {
  name: string;
  version: string;
  target: string;
  container: string;
  onChange: (target: string, container: string) => void;
}) {
  const { data } = useRequest('app.tree', { name }, version);
  const targets = useMemo<readonly LogTarget[]>(() => logTargets(data?.nodes ?? []), [data]);
  const ref: ObjectRef | undefined = parseObjectKey(target);
  const pod = useRequest('app.resource', ref?.kind === 'Pod' ? { name, ref } : undefined, '');
  const containers = pod.data === undefined ? [] : containersOf(pod.data);
  return (
    <>
      <Choice
        label={tt('logs.of')}
        value={target}
        all={tt('logs.allPods')}
        options={targets.map(({ key, title }) => [key, title])}
        onChange={(key) => onChange(key, '')}
      />
      {ref?.kind === 'Pod' ? (
        <Choice
          label={tt('logs.container')}
          value={container}
          all={tt('logs.allContainers')}
          options={containers.map((one) => [one, one])}
          onChange={(one) => onChange(target, one)}
        />
      ) : null}
    </>
  );
}
