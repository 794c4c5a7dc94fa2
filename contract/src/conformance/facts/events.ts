import { randomUUID } from 'node:crypto';
import { api } from '../../v1/api.ts';
import { refusalOf } from '../caller.ts';
import { demand, demandEqual } from '../expectation.ts';
import { type Fact, factsOf } from '../fact.ts';
import { follow, type Stream } from '../follow.ts';
import type { Run } from '../run.ts';
import { seconds } from '../tokens.ts';

const { instances, events, access } = api;

export const facts: Fact[] = factsOf('events', 'compute', {
  'what happens comes as it happens, to whom it concerns': async (run) => {
    const { id } = await run.create(run.first);
    const stream = await follow(run, 'first', { instance: id });
    try {
      await run.first.get(instances.rename, { id, name: 'renamed' });
      const { event } = await untilAction(stream, 'rename');
      demandEqual([event.instance, event.by.kind], [id, 'person'], 'of what, and by whom');
      demandEqual(event.by.name, run.issuer.persons.first.name, 'the name of who did it');
    } finally {
      stream.close();
    }
  },

  'a stream begins with what comes next': async (run) => {
    const { id } = await run.ready(run.first);
    const log = await run.logOf(run.first, id, 'ready');
    const stream = await follow(run, 'first', { instance: id });
    try {
      await run.first.get(instances.rename, { id, name: 'renamed' });
      const { event } = await stream.nextEvent();
      demand(event.seq > (log.at(-1)?.seq ?? 0), 'an event that is not in the log yet', event);
    } finally {
      stream.close();
    }
  },

  'a stream that is resumed leaves nothing out and repeats nothing': async (run) => {
    const { id, cursors } = await lived(run);
    const { events: log } = await run.first.get(events.list, { instance: id });
    demandEqual(cursors.length, log.length, 'the number of events that came');
    for (const at of [0, Math.floor(log.length / 2)]) {
      const resumed = await follow(run, 'first', { instance: id }, { lastEventId: cursors[at] });
      try {
        for (const { seq } of log.slice(at + 1)) {
          demandEqual((await resumed.nextEvent()).event.seq, seq, 'the number of the event');
        }
      } finally {
        resumed.close();
      }
    }
  },

  'a stream is resumed by its parameter too, and the header counts before it': async (run) => {
    const { id, cursors } = await lived(run);
    for (const [since, header, wanted] of [
      [cursors[0], undefined, cursors[1]],
      [cursors[0], cursors[1], cursors[2]],
    ]) {
      const resumed = await follow(run, 'first', { instance: id, since: since ?? '' }, { lastEventId: header });
      try {
        demandEqual((await resumed.nextEvent()).id, wanted, 'the id of the first event');
      } finally {
        resumed.close();
      }
    }
  },

  'a place in the stream is one in the log': async (run) => {
    const { id, cursors } = await lived(run);
    const { events: rest } = await run.first.get(events.list, { instance: id, since: cursors[0] });
    demandEqual(
      rest.map(({ seq }) => seq),
      cursors.slice(1).map((_, at) => at + 2),
      'the numbers of the rest',
    );
  },

  'a cursor that is none is refused': async (run) => {
    for (const cursor of ['7', 'x', '1.x']) {
      refusalOf(await run.first.ask(events.stream, {}, [['last-event-id', cursor]]), ['INPUT_INVALID'], events.stream);
      await run.first.refused(events.stream, { since: cursor }, 'INPUT_INVALID');
    }
  },

  'nobody hears of what others do': async (run) => {
    const stream = await follow(run, 'second');
    try {
      const { id: foreign } = await run.create(run.first);
      const { id: own } = await run.create(run.second);
      for (let instance = ''; instance !== own; ) {
        ({ instance } = (await stream.nextEvent()).event);
        demand(instance !== foreign, 'nothing of what others do', instance);
      }
      const { events: log } = await run.second.get(events.list, { limit: 500 });
      demand(!log.some(({ instance }) => instance === foreign), 'a log without what others do');
    } finally {
      stream.close();
    }
  },

  'a stream ends with the token that opened it, and says so': async (run) => {
    const exp = seconds() + 3;
    const stream = await follow(run, 'first', {}, { claims: { exp } });
    demandEqual(await endOf(stream), { code: 'TOKEN_RENEW' }, 'what it says at its end');
    stream.close();
  },

  'when a login ends, so do its streams, and its tokens': async (run) => {
    const login = `login ${randomUUID()}`;
    const stream = await follow(run, 'first', {}, { claims: { sid: login } });
    await run.machine.get(access.endLogin, { login });
    demandEqual(await endOf(stream), { code: 'LOGIN_OVER' }, 'what it says at its end');
    stream.close();
    const late = run.callerWith(() => run.tokens.ofPerson(run.issuer.persons.first, { sid: login }));
    await late.refused(api.me.get, undefined, 'UNAUTHENTICATED');
  },

  'what an instance has been through stays readable when it is over': async (run) => {
    const { id } = await run.create(run.first);
    await run.end(run.first, id);
    await run.logOf(run.first, id, 'ended');
  },
});

/** An instance that was made and has ended, and the cursors of all that a stream has told of it. */
async function lived(run: Run): Promise<{ id: string; cursors: string[] }> {
  const stream = await follow(run, 'first');
  try {
    const { id } = await run.ready(run.first);
    await run.end(run.first, id);
    const cursors: string[] = [];
    for (;;) {
      const { id: cursor, event } = await stream.nextEvent();
      if (event.instance !== id || event.pictureAt !== null) continue;
      cursors.push(cursor);
      if (event.state === 'ended') return { id, cursors };
    }
  } finally {
    stream.close();
  }
}

/** What a stream says at its end, whatever comes before. */
async function endOf(stream: Stream): Promise<unknown> {
  for (;;) {
    const message = await stream.next();
    demand(message !== undefined, 'the end of the stream', 'a connection that is cut');
    if (message.event !== 'message') return JSON.parse(message.data);
  }
}

async function untilAction(stream: Stream, action: string) {
  for (;;) {
    const next = await stream.nextEvent();
    if (next.event.action === action) return next;
  }
}
