import type { Facility } from '@atrium/contract/portal/federation';
import { useQuery } from '@tanstack/react-query';
import { at } from '../api.ts';
import { limitName } from '../messages/known.ts';
import { useLanguage } from '../messages/language.tsx';
import styles from './limits.module.css';

/** What the person, and the person's groups, have of what the facility allows at once. Nothing where nothing is limited. */
export function Limits({ facility }: { facility: Facility }) {
  const { words } = useLanguage();
  const me = useQuery(at(facility.id).me.get.queryOptions());
  const of = (whose: string) => me.data?.limits.filter(({ max, level }) => max !== null && level === whose) ?? [];
  const limits = [...of('person'), ...of('group')];
  if (limits.length === 0) return null;
  return (
    <ul className={styles.limits}>
      {limits.map(({ group, resource, max, used, held }) => (
        <li key={`${group} ${resource}`}>
          <span>
            {limitName(words, resource)}
            {group && <small>{group}</small>}
          </span>
          <span className={styles.bar} aria-hidden="true">
            <i style={{ width: `${Math.min(1, (used + held) / Math.max(max ?? 1, 1)) * 100}%` }} />
          </span>
          <span>{words.usage.usedOf(resource, used + held, max ?? 0)}</span>
        </li>
      ))}
    </ul>
  );
}
