import type { Instances } from '../../instance/use-instances.ts';
import { useLanguage } from '../../messages/language.tsx';
import { Failed } from '../../states/failed.tsx';

/** Facilities whose instances could not be listed at all: not even as they were last known. */
export function NotListed({ failed }: Pick<Instances, 'failed'>) {
  const { words } = useLanguage();
  return failed.map(({ facility, error, retry }) => (
    <Failed
      key={facility.id}
      what={words.home.notListed(facility.name)}
      stillWorks={words.home.othersComplete}
      error={error}
      retry={retry}
    />
  ));
}
