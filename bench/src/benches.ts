import type { Bench } from './bench.ts';
import { gatewayCrowd } from './gateway/crowd.ts';
import { gatewayHttp } from './gateway/http.ts';
import { gatewayViewers } from './gateway/viewers.ts';
import { gatewayWebsocket } from './gateway/websocket.ts';
import { kernel } from './kernel/kernel.ts';
import { launches } from './launches/launches.ts';
import { lists } from './lists/lists.ts';
import { memory } from './memory/memory.ts';
import { soak } from './soak/soak.ts';
import { start } from './start/start.ts';

/** In the order in which they run. */
export const benches: Bench[] = [
  start,
  kernel,
  memory,
  launches,
  lists,
  gatewayHttp,
  gatewayWebsocket,
  gatewayCrowd,
  gatewayViewers,
  soak,
];
