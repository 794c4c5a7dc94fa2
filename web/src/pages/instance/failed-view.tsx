import { Button } from '@mantine/core';
import { IconLifebuoy } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { at } from '../../api.ts';
import type { Seen } from '../../instance/life.ts';
import { useGoTo } from '../../instance/use-go-to.ts';
import { explain } from '../../messages/explain.ts';
import { reasonOf } from '../../messages/known.ts';
import { useLanguage } from '../../messages/language.tsx';
import { Sign } from '../../signs/sign.tsx';
import { linkToSame } from './elsewhere.tsx';
import styles from './failed.module.css';
import page from './instance-page.module.css';
import { ItsData } from './its-data.tsx';
import { Log, useLog } from './log.tsx';
import { PhaseList } from './phase-list.tsx';
import { useElsewhere } from './use-elsewhere.ts';
import { useEvents } from './use-events.ts';

/** What failed, why, and what now. */
export function FailedView({ seen }: { seen: Seen }) {
  const { words } = useLanguage();
  const { instance, facility } = seen;
  const events = useEvents(seen);
  const log = useLog(seen);
  const elsewhere = useElsewhere(seen);
  const again = useAgain(seen);
  const reason = reasonOf(words, instance.reason);
  const isMine = instance.role === 'owner';
  const wasReady = instance.readyAt !== null;

  return (
    <div className={page.columns}>
      <div className={page.main}>
        <section className={styles.failed} aria-labelledby="what">
          <h2 id="what">
            <Sign is="failed" />
            {words.failed.what(reason.what, instance.name, wasReady)}
          </h2>
          <dl>
            <dt>{words.failed.why}</dt>
            <dd>{reason.why(facility.name)}</dd>
            <dt>{words.failed.whatNow}</dt>
            <dd>
              {reason.now(facility.name)} {isMine && words.failed.quotaAsBefore}
            </dd>
          </dl>
          <div className={styles.ways}>
            {isMine && (
              <Button loading={again.isPending} onClick={again.start}>
                {words.failed.tryAgain}
              </Button>
            )}
            {isMine && elsewhere && (
              <Button
                variant="default"
                renderRoot={(props) => (
                  <Link to="/instances/new" search={{ text: linkToSame(seen, elsewhere) }} {...props} />
                )}
              >
                {words.failed.lookAt(elsewhere.facility.name, elsewhere.waitSeconds)}
              </Button>
            )}
            {facility.contact && (
              <Button
                variant="subtle"
                component="a"
                href={helpLink(facility.contact)}
                leftSection={<IconLifebuoy size={16} stroke={1.6} aria-hidden />}
              >
                {words.failed.askForHelp}
              </Button>
            )}
          </div>
          {again.error && (
            <p className={styles.refused} role="alert">
              {explain(again.error, words).sentence}
            </p>
          )}
        </section>
        <PhaseList instance={instance} events={events.data?.events ?? []} />
        <Log seen={seen} log={log} />
      </div>
      <aside className={page.aside}>
        {isMine && (
          <section>
            <p>{words.failed.filesStay(instance.name)}</p>
          </section>
        )}
        <ItsData seen={seen} />
      </aside>
    </div>
  );

  function helpLink(contact: string): string {
    const lines = (log.data?.lines ?? []).slice(-20).map(({ source, text }) => `${source}  ${text}`);
    const code = instance.reason?.code ?? '';
    const body = [`${facility.name} · ${instance.id} · ${code}`, '', ...lines].join('\n');
    const subject = words.failed.what(reason.what, instance.name, wasReady);
    return `mailto:${contact}?subject=${encodeURIComponent(subject)}&body=${encodeURIComponent(body.slice(0, 1500))}`;
  }
}

/** The same wish as a new instance, for what has failed stays as it is. Pressed twice, it is one. */
function useAgain({ instance, facility }: Seen) {
  const goTo = useGoTo(facility.id);
  const [key] = useState(() => crypto.randomUUID());
  const create = useMutation(at(facility.id).instances.create.mutationOptions());
  const lifetimeSeconds = Math.round(
    (new Date(instance.endsAt).getTime() - new Date(instance.createdAt).getTime()) / 1000,
  );
  function start() {
    const { plan, name, data } = instance;
    create.mutate(
      {
        headers: { 'idempotency-key': key },
        body: { plan, name, data: data.map(({ pid }) => pid), lifetimeSeconds },
      },
      {
        onSuccess: goTo,
      },
    );
  }
  return { start, isPending: create.isPending, error: create.error };
}
