import type { ReasonCode } from '@atrium/contract/v1/instances';
import type { Reason } from '../known.ts';

export const reasons: Record<ReasonCode, Reason> = {
  ENGINE_REFUSED: {
    short: 'refused by the facility’s machines',
    what: 'The facility’s machines refused it',
    why: (facility) => `The scheduler or host of ${facility} would not take it in this size.`,
    now: () => 'Try again in a few minutes, or use another facility.',
  },
  ENGINE_LOST: {
    short: 'no longer found at the facility',
    what: 'Its programs are no longer found',
    why: (facility) => `The machine at ${facility} on which they ran has gone, with what was not saved.`,
    now: () => 'Start another: your home folder is as it was.',
  },
  COMMAND_NOT_FOUND: {
    short: 'a program is missing',
    what: 'A program of its environment is missing',
    why: (facility) => `The environment names a command that is not installed at ${facility}.`,
    now: (facility) => `Use another environment, and tell ${facility}: only they can mend it.`,
  },
  EXITED: {
    short: 'ended by itself',
    what: 'Its program ended by itself',
    why: () => 'It was started and ended again at once. Its last words are in the log below.',
    now: () => 'Read the log, then try again.',
  },
  NO_ANSWER: {
    short: 'gave no answer in time',
    what: 'It gave no answer in time',
    why: (facility) => `It was started at ${facility}, but none of its ways in answered.`,
    now: () => 'Try again; if it stays silent, send the log.',
  },
  OUT_OF_MEMORY: {
    short: 'needed more memory than its size has',
    what: 'It needed more memory than its size has',
    why: () => 'What ran in it asked for more memory than the size allows, so it was closed.',
    now: () => 'Choose a larger size.',
  },
  KILLED: {
    short: 'was killed',
    what: 'Its program was killed',
    why: (facility) => `Something at ${facility}, outside of it, ended its program.`,
    now: () => 'Try again.',
  },
  DISK_FULL: {
    short: 'no room left for files',
    what: 'There is no room left for its files',
    why: (facility) => `The disk for your files at ${facility} is full.`,
    now: () => 'Remove files in another instance there, or use another facility.',
  },
  DATA_UNREADABLE: {
    short: 'its data could not be read',
    what: 'Its data could not be read',
    why: (facility) => `${facility} cannot read the folder of these data at the moment.`,
    now: () => 'Try again later, or start without them.',
  },
  ENVIRONMENT_UNAVAILABLE: {
    short: 'its environment is not to be had',
    what: 'Its environment is not to be had',
    why: (facility) => `The software of this environment is not complete at ${facility}.`,
    now: () => 'Use another environment or another facility.',
  },
  SANDBOX_UNAVAILABLE: {
    short: 'the facility cannot confine programs',
    what: 'The facility cannot confine programs',
    why: (facility) => `${facility} starts nothing that it cannot keep apart from the rest, and that fails just now.`,
    now: () => 'Use another facility.',
  },
  FACILITY_SHUTDOWN: {
    short: 'the facility shut down',
    what: 'The facility shut down',
    why: (facility) => `${facility} shut down in good order and stopped it.`,
    now: () => 'Your files are kept; start it again when you like.',
  },
  STOPPED_BY_OWNER: {
    short: 'you stopped it',
    what: 'You stopped it',
    why: () => 'You stopped it.',
    now: () => 'Home and scratch are as they were; start it again when you like.',
  },
  LIFETIME_OVER: {
    short: 'its time was over',
    what: 'Its time was over',
    why: () => 'It came to its end and was not extended.',
    now: () => 'Your home folder stays.',
  },
};
