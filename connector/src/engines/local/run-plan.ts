import type { InterfaceKind } from '@atrium/contract/v1/values';
import type { Reason } from '../engine.ts';

/** All that the supervisor of a run does, resolved: it decides nothing, and reads no settings. */
export type RunPlan = {
  key: string;
  /** What is asked for, for the books: it counts as taken while the run lives. */
  cores: number;
  memoryBytes: number;
  staging: Staging;
  cgroup: CgroupPlan | null;
  network: 'none' | 'open';
  /** With an open network, where nothing of the instance may get to: link-local addresses, this machine's own. */
  unreachable: string[];
  interfaces: InterfacePlan[];
};

export type Staging = {
  /** Home and scratch, which count together. */
  measured: string[];
  limitBytes: number | null;
  data: { pid: string; title: string; path: string }[];
};

export type CgroupPlan = {
  /** The group of this run, once for each controller (version 1) or once (version 2). */
  directories: string[];
  limits: { file: string; value: string }[];
  /** Where the kernel counts whom it killed for lack of memory. */
  oomKills: string | null;
};

export type InterfacePlan = {
  name: string;
  kind: InterfaceKind;
  /** Its own folder; `run` in it is /run/atrium inside. */
  directory: string;
  socket: string;
  answersWithinSeconds: number;
  command: string;
  /** Of bubblewrap. */
  sandbox: string[];
};

/** What is left of a run for those who come later, in a file of one fixed size: a full disk must not hide why. */
export type RunMark = { pid: number; startTime: string; ended: null | { reason: Reason } };
