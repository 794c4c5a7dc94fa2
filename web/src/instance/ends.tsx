import { useLanguage } from '../messages/language.tsx';
import { useAnnounce } from '../news/announcer.tsx';
import { useNow } from '../shell/use-now.ts';
import { Scale } from '../signs/scale.tsx';
import styles from './instance.module.css';
import { canExtend, isStarting, type Seen, secondsUntil } from './life.ts';
import { useChange } from './use-change.ts';

/** When it ends, on its scale and in words; and one press that moves the end as far as the rule allows. */
export function Ends({ seen }: { seen: Seen }) {
  const { words } = useLanguage();
  const now = useNow(10_000);
  const { instance } = seen;
  const left = secondsUntil(instance.endsAt, now);
  const runs = instance.state === 'ready' || isStarting(instance);
  return (
    <div className={styles.ends}>
      <p>
        <span>
          <b>{words.instance.ends(instance.endsAt)}</b> {left > 0 && words.instance.inTime(left)}
        </span>
        <Extend seen={seen} />
      </p>
      <Scale
        from={new Date(instance.createdAt)}
        until={new Date(instance.endsAt)}
        now={now}
        warnSeconds={instance.warnSeconds}
        still={!runs || seen.silentSince !== null}
      />
    </div>
  );
}

function Extend({ seen }: { seen: Seen }) {
  const { words, formats } = useLanguage();
  const announce = useAnnounce();
  const { instance, facility } = seen;
  const { extend } = useChange(facility.id, instance.id);
  const { extendableTo } = instance;
  if (!canExtend(seen) || !extendableTo) return null;
  return (
    <button
      type="button"
      className={styles.textButton}
      disabled={extend.isPending}
      title={words.instance.extendTo(extendableTo)}
      aria-label={`${words.instance.extend} ${instance.name}, ${formats.deadline(extendableTo)}`}
      onClick={() =>
        extend.mutate(
          { id: instance.id, endsAt: extendableTo },
          { onSuccess: ({ endsAt }) => announce(words.instance.endsNow(instance.name, endsAt)) },
        )
      }
    >
      {words.instance.extend}
    </button>
  );
}
