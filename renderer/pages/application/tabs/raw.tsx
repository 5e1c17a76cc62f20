import { t } from '../../../texts/index.ts';
import { ErrorText, inert, PageBody, Skeleton } from '../../../ui/index.ts';

/** What the engine answered, as it is. */
export function Raw({ data, error, reload }: { data: unknown; error: Error | undefined; reload: () => void }) {
  if (error) return <ErrorText error={error} retry={reload} />;
  if (data === undefined) return <Skeleton label={t('page.loading')} />;
  return (
    <PageBody>
      <pre>{inert(JSON.stringify(data, undefined, 2), 200_000)}</pre>
    </PageBody>
  );
}
