import { expect, test, vi } from 'vitest';
import { send, startGatewayAlone } from '../testing/gateway.ts';
import { atDesk } from '../testing/ticket.ts';

test('SEC-T22: killed before it has answered, a gateway has let nobody in; the ticket is used up, a new one is good', async () => {
  const doomed = await startGatewayAlone();
  const { connector } = doomed;
  const { host, ticket } = connector.ticketFor({});
  connector.beforeRedeemAnswers(async () => {
    doomed.process.kill('SIGKILL');
    await doomed.ended;
  });
  await expect(send(doomed.port, atDesk(host, ticket))).rejects.toMatchObject({ code: 'ECONNRESET' });
  connector.beforeRedeemAnswers(async () => {});
  await vi.waitFor(() => expect(connector.followers()).toBe(0));

  const { port } = await startGatewayAlone(connector);
  const again = await send(port, atDesk(host, ticket));
  expect([again.status, again.header('set-cookie')]).toEqual([403, []]);
  expect(again.body).toContain('TICKET_REFUSED');
  const anew = connector.ticketFor({ host });
  const answer = await send(port, atDesk(host, anew.ticket));
  expect([answer.status, answer.header('set-cookie').length]).toEqual([303, 1]);
  expect(connector.calls.redeem).toBe(3);
});

test('killed and started again, a gateway knows the cookies of before, and goes on hearing what changes', async () => {
  const doomed = await startGatewayAlone();
  const { connector } = doomed;
  const { host, cookie, grant } = connector.grant({ ready: false });
  const asked = { headers: ['Host', host, 'Cookie', cookie] };
  expect((await send(doomed.port, asked)).body).toContain('INTERFACE_NOT_READY');
  doomed.process.kill('SIGKILL');
  await doomed.ended;
  await vi.waitFor(() => expect(connector.followers()).toBe(0));

  const { port } = await startGatewayAlone(connector);
  expect((await send(port, asked)).body).toContain('INTERFACE_NOT_READY');
  connector.end(grant);
  await connector.told();
  await vi.waitFor(async () => expect((await send(port, asked)).body).toContain('ACCESS_ENDED'));
});
