import { Link } from '@tanstack/react-router';
import { InstanceMenu } from '../../instance/instance-menu.tsx';
import { isOver, type Seen } from '../../instance/life.ts';
import { StateLine } from '../../instance/state-line.tsx';
import { useOpen } from '../../instance/use-open.ts';
import { sizeName } from '../../messages/known.ts';
import { useLanguage } from '../../messages/language.tsx';
import { FacilitySquare } from '../../signs/facility-square.tsx';
import styles from './instances.module.css';

export function InstanceTable({ seen }: { seen: Seen[] }) {
  const { words } = useLanguage();
  const { columns } = words.instances;
  return (
    <table className={styles.table}>
      <thead>
        <tr>
          {[columns.state, columns.name, columns.facility, columns.size, columns.data, columns.asked, columns.ends].map(
            (title) => (
              <th key={title} scope="col">
                {title}
              </th>
            ),
          )}
          <td />
        </tr>
      </thead>
      <tbody>
        {seen.map((one) => (
          <Row key={one.instance.id} seen={one} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ seen }: { seen: Seen }) {
  const { words, formats } = useLanguage();
  const { instance, facility } = seen;
  const way = useOpen(facility.id, instance.id);
  return (
    <tr data-over={isOver(instance) || undefined}>
      <td>
        <StateLine seen={seen} />
      </td>
      <th scope="row">
        <Link to="/instances/$facility/$id" params={{ facility: facility.id, id: instance.id }}>
          {instance.name}
        </Link>
        {instance.role !== 'owner' && (
          <small>
            {words.people.shared(instance.owner.name, words.people.yourRole[instance.role] ?? instance.role)}
          </small>
        )}
      </th>
      <td>
        <span className={styles.facility}>
          <FacilitySquare facility={facility} />
          {facility.name}
        </span>
      </td>
      <td>
        {sizeName(words, instance.flavour)}, <span>{instance.environment.name}</span>
      </td>
      <td>
        <span>{instance.data.map(({ title }) => title).join(' · ') || words.instance.withoutData}</span>
      </td>
      <td>{formats.stamp(instance.createdAt)}</td>
      <td>
        {!isOver(instance) && (
          <>
            <i>{words.instances.columns.ends} </i>
            {formats.stamp(instance.endsAt)}
          </>
        )}
      </td>
      <td>
        <InstanceMenu seen={seen} way={way} />
      </td>
    </tr>
  );
}
