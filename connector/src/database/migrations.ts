import type { Migrations } from '@atrium/server/database/database';
import { instances0001 } from './migrations/0001-instances.ts';
import { access0002 } from './migrations/0002-access.ts';
import { pictureNews0003 } from './migrations/0003-picture-news.ts';
import { members0004 } from './migrations/0004-members.ts';
import { quotaTaken0005 } from './migrations/0005-quota-taken.ts';
import { limitsAreRules0006 } from './migrations/0006-limits-are-rules.ts';
import { notices0007 } from './migrations/0007-notices.ts';
import { usage0008 } from './migrations/0008-usage.ts';
import { eventsInOrder0009 } from './migrations/0009-events-in-order.ts';

/** In the order of their names, each exactly once in the life of a database. */
export const migrations: Migrations = {
  '0001-instances': instances0001,
  '0002-access': access0002,
  '0003-picture-news': pictureNews0003,
  '0004-members': members0004,
  '0005-quota-taken': quotaTaken0005,
  '0006-limits-are-rules': limitsAreRules0006,
  '0007-notices': notices0007,
  '0008-usage': usage0008,
  '0009-events-in-order': eventsInOrder0009,
};
