import type { InstanceEvent } from '@atrium/contract/v1/events';
import type { Instance } from '@atrium/contract/v1/instances';
import { interfaceState, reasonShort } from '../../messages/known.ts';
import { useLanguage } from '../../messages/language.tsx';
import { useNow } from '../../shell/use-now.ts';
import { Sign } from '../../signs/sign.tsx';
import styles from './phase-list.module.css';
import { type Phase, phasesOf } from './phases.ts';

const signs = { done: 'done', now: 'starting', next: 'queued', failed: 'failed' } as const;

type Parts = { instance: Instance; events: InstanceEvent[] };

export function PhaseList({ instance, events }: Parts) {
  const { words, formats } = useLanguage();
  const now = useNow(1000);

  function detail({ name, is, seconds }: Phase): string {
    if (is === 'failed') return reasonShort(words, instance.reason);
    switch (name) {
      case 'place':
        return is === 'now' ? words.starting.waitsForPlace : words.starting.inQueue(seconds ?? 0);
      case 'data':
        return words.instance.data(instance.data[0]?.title ?? '', instance.data.length - 1);
      case 'start':
        return `${instance.environment.name} ${instance.environment.version}`;
      case 'answer':
        if (is === 'next' && instance.state === 'failed') return words.starting.notReached;
        if (is === 'next') return words.starting.realAnswer(instance.interfaces.map(({ title }) => title));
        return instance.interfaces.map((one) => `${one.title}: ${interfaceState(words, one)}`).join(' · ');
    }
  }
  return (
    <ol className={styles.phases} aria-label={words.starting.phases}>
      {phasesOf(instance, events, now).map((phase) => (
        <li key={phase.name} data-is={phase.is} aria-current={phase.is === 'now' ? 'step' : undefined}>
          <Sign is={signs[phase.is]} />
          <b>{words.starting.phase[phase.name][phase.is]}</b>
          <code>{phase.seconds !== null && formats.stopwatch(phase.seconds)}</code>
          <p>{detail(phase)}</p>
        </li>
      ))}
    </ol>
  );
}
