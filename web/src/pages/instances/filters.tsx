import type { Facility } from '@atrium/contract/portal/federation';
import { NativeSelect } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import type { Seen } from '../../instance/life.ts';
import { useLanguage } from '../../messages/language.tsx';
import { Sign, type SignName } from '../../signs/sign.tsx';
import { type Filter, type Group, groups, isIn } from './filter.ts';
import styles from './instances.module.css';

const signs: Record<Group, SignName | undefined> = {
  all: undefined,
  ready: 'free',
  starting: 'starting',
  stopped: 'stopped',
  failed: 'failed',
  ended: 'notOffered',
};

type Parts = { filter: Filter; change: (part: Partial<Filter>) => void; seen: Seen[]; facilities: Facility[] };

/** Counts by state, which are filters too; words; and the facility. */
export function Filters({ filter, change, seen, facilities }: Parts) {
  const { words } = useLanguage();
  return (
    <div className={styles.filters}>
      <fieldset aria-label={words.instances.state} className={styles.groups}>
        {groups.map((group) => {
          const sign = signs[group];
          const count = seen.filter((one) => isIn(group, one)).length;
          return (
            <button
              key={group}
              type="button"
              aria-pressed={filter.state === group}
              data-none={count === 0 || undefined}
              onClick={() => change({ state: group })}
            >
              {sign && <Sign is={sign} />}
              <b>{count}</b> {words.instances.groups[group]}
            </button>
          );
        })}
      </fieldset>
      <label className={styles.find}>
        <IconSearch size={15} stroke={1.6} aria-hidden />
        <input
          type="search"
          aria-label={words.instances.find}
          placeholder={words.instances.find}
          defaultValue={filter.text}
          onChange={(event) => change({ text: event.target.value })}
        />
      </label>
      <NativeSelect
        aria-label={words.launch.facility}
        value={filter.facility ?? ''}
        onChange={(event) => change({ facility: event.target.value || undefined })}
        data={[
          { value: '', label: words.instances.everywhere },
          ...facilities.map(({ id, name }) => ({ value: id, label: name })),
        ]}
      />
    </div>
  );
}
