/** The files of a facility as they are written, for programs that write them. */
export type { DatasetsFile } from './catalogue/dataset.ts';
export type { ConfigFile } from './config.ts';
export type { AnnouncementsFile } from './facility/announcements.ts';
export type { ProposalsFile } from './people/proposals.ts';
export type { RulesFile } from './people/rules.ts';
