import type { Bench } from './bench.ts';
import { launches } from './launches/launches.ts';
import { memory } from './memory/memory.ts';

/** In the order in which they run. */
export const benches: Bench[] = [memory, launches];
