import { Button } from '@mantine/core';
import { canEnd, type Seen } from '../../instance/life.ts';
import { useChange } from '../../instance/use-change.ts';
import { explain } from '../../messages/explain.ts';
import { useLanguage } from '../../messages/language.tsx';
import { Elsewhere } from './elsewhere.tsx';
import { Estimate } from './estimate.tsx';
import styles from './instance-page.module.css';
import { ItsData } from './its-data.tsx';
import { Log, useLog } from './log.tsx';
import { PhaseList } from './phase-list.tsx';
import { TellMeSwitch } from './tell-me-switch.tsx';
import { useEvents } from './use-events.ts';

/** While it starts: the estimate, the phases, the log. Waiting is fine, so no button is filled. */
export function StartingView({ seen }: { seen: Seen }) {
  const { words } = useLanguage();
  const { instance, facility } = seen;
  const { end } = useChange(facility.id, instance.id);
  const events = useEvents(seen);
  const log = useLog(seen);
  return (
    <div className={styles.columns}>
      <div className={styles.main}>
        <Estimate instance={instance} />
        <PhaseList instance={instance} events={events.data?.events ?? []} />
        <Log seen={seen} log={log} />
      </div>
      <aside className={styles.aside}>
        <section aria-labelledby="meanwhile">
          <h2 id="meanwhile">{words.starting.meanwhile}</h2>
          <TellMeSwitch seen={seen} />
          <p>{words.starting.mayClose}</p>
          {canEnd(seen) && (
            <>
              <Button
                variant="default"
                fullWidth
                loading={end.isPending}
                onClick={() => end.mutate({ id: instance.id })}
              >
                {words.starting.cancel}
              </Button>
              {end.error && <p role="alert">{explain(end.error, words).sentence}</p>}
              <small>{words.starting.cancelCosts}</small>
            </>
          )}
        </section>
        <ItsData seen={seen} />
        <Elsewhere seen={seen} onlyIfFaster />
      </aside>
    </div>
  );
}
