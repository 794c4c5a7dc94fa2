import { useQueries } from '@tanstack/react-query';
import { api } from '../../api.ts';
import data from '../../data/data.module.css';
import { Origin, Plot } from '../../data/dataset-row.tsx';
import { useFederation } from '../../federation/use-federation.ts';
import type { Seen } from '../../instance/life.ts';
import { useLanguage } from '../../messages/language.tsx';

/** The data that are mounted in it. */
export function ItsData({ seen: { instance } }: { seen: Seen }) {
  const { words } = useLanguage();
  const facilities = useFederation().data?.facilities ?? [];
  const answers = useQueries({
    queries: instance.data.map(({ pid }) => api.launch.dataset.queryOptions({ input: { pid } })),
  });
  if (instance.data.length === 0) return null;
  return (
    <section aria-labelledby="its-data">
      <h2 id="its-data">{words.instance.itsData}</h2>
      <ul className={data.plain}>
        {instance.data.map(({ pid, title, mountName }, place) => {
          const dataset = answers[place]?.data;
          return (
            <li key={pid} className={data.row}>
              {dataset && <Plot of={dataset} />}
              <p className={data.text}>
                <b>{title}</b>
                {dataset ? <Origin of={dataset} facilities={facilities} /> : <small>{pid}</small>}
                <small>
                  <code>/data/{mountName}</code>
                </small>
              </p>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
