import { expect, test } from 'vitest';
import { readWrk } from './wrk.ts';

const said = `Running 2s test @ http://127.0.0.1:9000/1
  1 threads and 50 connections
  Thread Stats   Avg      Stdev     Max   +/- Stdev
    Latency     2.03ms    1.20ms  20.11ms   91.00%
    Req/Sec    24.11k     1.52k   26.02k    70.00%
  47990 requests in 2.00s, 62.11MB read
Requests/sec:  23987.52
Transfer/sec:     31.05MB
`;

test('what wrk counted is read', () => {
  expect(readWrk(said)).toEqual({ requests: 47990, rate: 23987.52 });
});

test('answers that are refusals, and sockets that break, are no figures', () => {
  const with_ = (line: string) => said.replace('Requests/sec', `${line}\nRequests/sec`);
  expect(() => readWrk(with_('  Non-2xx or 3xx responses: 12'))).toThrow('Non-2xx or 3xx responses: 12');
  expect(() => readWrk(with_('  Socket errors: connect 0, read 3, write 0, timeout 0'))).toThrow('Socket errors');
  expect(() => readWrk('unable to connect')).toThrow('unable to connect');
});
