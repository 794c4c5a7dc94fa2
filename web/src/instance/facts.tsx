import { kindName, sizeName } from '../messages/known.ts';
import { useLanguage } from '../messages/language.tsx';
import { FacilitySquare } from '../signs/facility-square.tsx';
import styles from './instance.module.css';
import type { Seen } from './life.ts';

/** Where, how large, which software. */
export function Facts({ seen: { instance, facility }, brief }: { seen: Seen; brief?: boolean }) {
  const { words } = useLanguage();
  const size = sizeName(words, instance.flavour);
  if (brief) {
    return (
      <p className={styles.facts}>
        <FacilitySquare facility={facility} />
        <span>{words.instance.brief(facility.name, size, instance.cores)}</span>
      </p>
    );
  }
  return (
    <p className={styles.facts}>
      <span className={styles.place} title={kindName(words, facility.kind)}>
        <FacilitySquare facility={facility} />
        {facility.name}
      </span>
      <span>
        {size}, {words.flavourNumbers({ cores: instance.cores, memoryBytes: instance.memoryBytes, gpus: 0 })}
      </span>
      <span>
        {instance.environment.name} {instance.environment.version}
      </span>
    </p>
  );
}

/** The data that are in it, in one line. */
export function DataLine({ seen: { instance } }: { seen: Seen }) {
  const { words } = useLanguage();
  const [first, ...others] = instance.data;
  return (
    <p className={styles.data}>
      {first ? words.instance.data(first.title, others.length) : words.instance.withoutData}
    </p>
  );
}
