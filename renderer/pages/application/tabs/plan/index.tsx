import { useRequest } from '../../../../client/index.ts';
import { Raw } from '../raw.tsx';
import type { TabProps } from '../tab.ts';

export default function PlanTab({ name, version }: TabProps) {
  return <Raw {...useRequest('app.plan', { name, operation: { sync: {} } }, version)} />;
}
