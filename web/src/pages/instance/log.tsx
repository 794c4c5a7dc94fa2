import { useQuery } from '@tanstack/react-query';
import { at } from '../../api.ts';
import { isStarting, type Seen } from '../../instance/life.ts';
import { may } from '../../instance/rights.ts';
import type { Formats } from '../../messages/formats.ts';
import { useLanguage } from '../../messages/language.tsx';
import { Unanswered } from '../../states/unanswered.tsx';
import styles from './instance-page.module.css';

const whileStartingMs = 3_000;

/** The last lines of its programs. No event tells of a line, so while it starts they are asked for again and again. */
export function useLog({ instance, facility }: Seen) {
  return useQuery({
    ...at(facility.id).instances.log.queryOptions({ input: { id: instance.id, lines: 200 } }),
    enabled: may(instance.role, 'readLog'),
    refetchInterval: isStarting(instance) ? whileStartingMs : false,
  });
}

export function Log({ seen, log }: { seen: Seen; log: ReturnType<typeof useLog> }) {
  const { words, formats } = useLanguage();
  const lines = log.data?.lines ?? [];
  if (!may(seen.instance.role, 'readLog')) return null;

  function download() {
    const text = lines.map(({ source, text }) => `${source}\t${text}\n`).join('');
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([text], { type: 'text/plain' }));
    link.download = `${seen.instance.id}.log`;
    link.click();
    URL.revokeObjectURL(link.href);
  }
  return (
    <section aria-labelledby="log">
      <div className={styles.sectionHead}>
        <h2 id="log">{words.starting.log}</h2>
        {lines.length > 0 && (
          <button type="button" className={styles.textButton} onClick={download}>
            {words.starting.download}
          </button>
        )}
      </div>
      <Unanswered query={log} what={words.starting.logMissing} rows={1} height={80} />
      {log.isSuccess && lines.length === 0 && <p className={styles.quiet}>{words.starting.noLines}</p>}
      {lines.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
        <pre className={styles.log} tabIndex={0}>
          {lines.map(({ source, text }, place) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: lines have no name, and only ever follow one another
            <span key={place}>
              <i>{source}</i>
              {withClock(text, formats)}
              {'\n'}
            </span>
          ))}
        </pre>
      )}
    </section>
  );
}

/** A line that begins with a time in UTC begins with that of the reader. */
function withClock(text: string, formats: Formats): string {
  return text.replace(/^\d{4}-\d\d-\d\dT[\d:.]+Z/, (at) => formats.clock(at));
}
