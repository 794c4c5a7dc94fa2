import { expect, test } from 'vitest';
import { people } from '../testing/people.ts';

const signIn = people();

type Dataset = { pid: string; access: string };

test('data under embargo are opened by their team, and refused to who works with open data', async () => {
  const olga = await signIn('olga');
  const mira = await signIn('mira');
  for (const [facility, closed] of [
    ['lumen', '10.5072/lumen.loq-p123'],
    ['helia', '10.5072/helia.xas-arsenic'],
  ] as const) {
    expect(await accessOf(olga, facility, closed)).not.toBe('team');
    expect(await accessOf(mira, facility, closed)).toBe('team');
    const asked = { plan: 'notebook-small', name: 'Tidy Grebe', data: [closed] };
    const refused = await olga.call('POST', `/f/${facility}/v1/instances`, asked);
    expect(refused).toMatchObject({ status: 403, body: { code: 'DATASET_FORBIDDEN' } });
    const { body } = await olga.call('GET', `/f/${facility}/v1/instances`);
    expect(body).toMatchObject({ instances: [] });
  }
});

async function accessOf(person: Awaited<ReturnType<typeof signIn>>, facility: string, pid: string) {
  const { body } = await person.call('GET', `/f/${facility}/v1/datasets`);
  return (body as { datasets: Dataset[] }).datasets.find((one) => one.pid === pid)?.access;
}
