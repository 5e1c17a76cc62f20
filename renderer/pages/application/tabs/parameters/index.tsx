import { Raw } from '../raw.tsx';
import type { TabProps } from '../tab.ts';

export default function ParametersTab({ app }: TabProps) {
  return <Raw data={app.spec.source ?? app.spec.sources ?? {}} error={undefined} reload={() => undefined} />;
}
