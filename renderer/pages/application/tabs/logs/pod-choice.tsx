import { useMemo } from 'react';
import { useAppTree, useRequest } from '../../../../client/index.ts';
import { tt } from '../../../../texts/tabs.ts';
import { type ObjectRef, parseObjectKey } from '../../object-key.ts';
import { Choice } from '../choice.tsx';
import { containersOf, type LogTarget, logTargets } from './log-targets.ts';

/** Which Pods and which of their containers. '' is all of them. */
export function PodChoice({
  name,
  target,
  container,
  onChange,
}: {
  name: string;
  target: string;
  container: string;
  onChange: (target: string, container: string) => void;
}) {
  const { nodes } = useAppTree(name);
  const targets = useMemo<readonly LogTarget[]>(() => logTargets(nodes.values()), [nodes]);
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
