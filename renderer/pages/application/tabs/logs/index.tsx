import { useQuery } from '../../../../frame/index.ts';
import { parseObjectKey } from '../../object-key.ts';
import type { TabProps } from '../tab.ts';
import { TabFrame } from '../tab-frame.tsx';
import { LogPanel, type LogSource } from './log-panel.tsx';
import { PodChoice } from './pod-choice.tsx';

/** The logs of the application's Pods; which ones is in the address. */
export default function LogsTab({ address, name }: TabProps) {
  const { get, set } = useQuery();
  const of = get('of');
  const container = get('container');
  return (
    <TabFrame>
      <LogPanel
        key={`${of} ${container}`}
        address={address}
        source={sourceOf(of, container)}
        choices={
          <PodChoice
            name={name}
            target={of}
            container={container}
            onChange={(target, one) => set({ of: target, container: one })}
          />
        }
      />
    </TabFrame>
  );
}

function sourceOf(key: string, container: string): LogSource {
  const ref = parseObjectKey(key);
  return {
    ...(ref === undefined ? {} : { group: ref.group, kind: ref.kind, namespace: ref.namespace, resource: ref.name }),
    ...(container === '' ? {} : { container }),
  };
}
