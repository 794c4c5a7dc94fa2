import { hashSecret, mintSecret } from '@atrium/server/ids';
import { expect, test } from 'vitest';
import { letIn, readyInstance } from '../../testing/access.ts';
import { startTestConnector } from '../../testing/connector.ts';
import { comeBack, lostAnswer, startDoomed } from '../../testing/doomed.ts';
import { testConfig } from '../../testing/facility.ts';
import { expectSound } from '../../testing/sound.ts';

const windows = [
  { window: 'the ticket is burnt, and that is not stored', dieAt: 'ticket-burnt', isUsed: false },
  { window: 'the grant is stored, and nobody has heard of it', dieAt: 'intent-stored', isUsed: true },
];

test.each(windows)(
  'SEC-T22: killed when $window: a ticket lets in once or not at all, a new one always',
  async (row) => {
    const config = await testConfig();
    const before = await startTestConnector(config);
    const instance = await readyInstance(before, 'anna');
    const { address, ticket } = await before.clientOf('anna').access.ticket({ instance, interface: 'web' });
    const { host } = new URL(address);
    await before.stop();
    const doomed = await startDoomed(config, before.portal, row);
    await doomed.gateway.redeem({ host, ticket, cookieHash: cookie() }).catch(lostAnswer);
    await doomed.killed();

    const connector = await startTestConnector(config);
    const { gateway } = connector;
    const cookieHash = cookie();
    const refused = { code: 'TICKET_REFUSED', status: 403 };
    const again = gateway.redeem({ host, ticket, cookieHash });
    if (row.isUsed) await expect(again).rejects.toMatchObject(refused);
    else expect(await again).toMatchObject({ host, ready: true });
    await expect(gateway.redeem({ host, ticket, cookieHash: cookie() })).rejects.toMatchObject(refused);
    const anew = await letIn(connector, 'anna', instance);
    expect(await gateway.recall({ host, cookieHash: anew.cookieHash })).toMatchObject({ host, ready: true });

    const late = await comeBack(config);
    await late.clientOf('anna').instances.delete({ id: instance });
    await expect.poll(async () => (await late.clientOf('anna').instances.get({ id: instance })).state).toBe('ended');
    await expectSound(config);
  },
);

function cookie(): string {
  return hashSecret(mintSecret());
}
