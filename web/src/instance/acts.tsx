import type { Messages } from '../messages/en.ts';
import { useLanguage } from '../messages/language.tsx';
import { useAnnounce } from '../news/announcer.tsx';
import { type Act, Consequence } from './consequence.tsx';
import type { Seen } from './life.ts';
import { useChange } from './use-change.ts';

/** `restart`: one interface; the others go on. */
export type Asked = { act: 'stop' } | { act: 'end' } | { act: 'restart'; interface: string };

type Parts = { seen: Seen; asked: Asked | undefined; close: () => void };

/** The acts that close programs: each says what follows, then does it. */
export function Acts({ seen, asked, close }: Parts) {
  const { words } = useLanguage();
  const announce = useAnnounce();
  const { instance, facility } = seen;
  const change = useChange(facility.id, instance.id);
  if (!asked) return null;

  const { id } = instance;
  const act = actOf(asked, seen, words);
  const done = {
    onSuccess: () => {
      announce(`${act.confirm}: ${instance.name}`);
      close();
    },
  };
  const doing = change[asked.act];
  function confirm() {
    if (asked?.act === 'restart') change.restart.mutate({ id, interface: asked.interface }, done);
    else if (asked) change[asked.act].mutate({ id }, done);
  }
  return <Consequence act={act} isPending={doing.isPending} error={doing.error} confirm={confirm} close={close} />;
}

function actOf(asked: Asked, { instance }: Seen, { instance: words }: Messages): Act {
  const { name } = instance;
  switch (asked.act) {
    case 'stop':
      return {
        title: words.stopTitle(name),
        consequences: [
          { label: words.stays, text: words.filesStay },
          { label: words.closed, text: words.programsClosed },
        ],
        keep: words.keepRunning,
        confirm: words.stop,
      };
    case 'restart': {
      const title = instance.interfaces.find((one) => one.name === asked.interface)?.title ?? asked.interface;
      return {
        title: words.restartTitle(title, name),
        consequences: [
          { label: words.stays, text: words.restartStays },
          { label: words.closed, text: words.programsOf(title) },
        ],
        keep: words.keepRunning,
        confirm: words.restart,
      };
    }
    case 'end':
      return {
        title: words.endTitle(name),
        consequences: [
          { label: words.stays, text: words.homeStays },
          { label: words.lost, text: words.scratchLost, isLoss: true },
        ],
        typed: { label: words.typeName(name.toLowerCase()), name: name.toLowerCase() },
        keep: words.keep,
        confirm: words.endAndLose,
      };
  }
}
