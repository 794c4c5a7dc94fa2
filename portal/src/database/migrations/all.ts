import type { Migrations } from '@atrium/server/database/database';
import { portal0001 } from './0001-portal.ts';

export const migrations: Migrations = { '0001-portal': portal0001 };
