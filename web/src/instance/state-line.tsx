import type { Instance } from '@atrium/contract/v1/instances';
import type { Messages } from '../messages/en.ts';
import { interfaceDown, stateName } from '../messages/known.ts';
import { useLanguage } from '../messages/language.tsx';
import { useNow } from '../shell/use-now.ts';
import { Sign, type SignName, toneOf } from '../signs/sign.tsx';
import styles from './instance.module.css';
import { endsSoon, type Seen, secondsUntil } from './life.ts';

/** How it is: a shape and a word. */
export function StateLine({ seen }: { seen: Seen }) {
  const { words } = useLanguage();
  const now = useNow(10_000);
  const { is, text } = stateOf(seen, now, words);
  return (
    <span className={styles.state} style={{ color: toneOf(is) }}>
      <Sign is={is} />
      <b>{text}</b>
    </span>
  );
}

export function stateOf({ instance, silentSince }: Seen, now: Date, words: Messages): { is: SignName; text: string } {
  if (silentSince) return { is: 'silent', text: words.instance.noAnswer };
  const down = instance.interfaces.find(({ state }) => state === 'down');
  if (instance.state === 'ready' && down) return { is: 'slow', text: interfaceDown(words, down) };
  if (instance.state === 'ready' && endsSoon(instance, now)) {
    return { is: 'endsSoon', text: words.instance.readyEndsIn(Math.max(0, secondsUntil(instance.endsAt, now))) };
  }
  return { is: signOf(instance), text: stateName(words, instance) };
}

function signOf({ state }: Instance): SignName {
  switch (state) {
    case 'ready':
      return 'free';
    case 'requested':
    case 'queued':
      return 'queued';
    case 'staging':
    case 'starting':
    case 'stopping':
    case 'ending':
      return 'starting';
    case 'stopped':
      return 'stopped';
    case 'failed':
      return 'failed';
    default:
      return 'notOffered';
  }
}
