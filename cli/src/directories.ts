/** Where a verb writes, and where set-up has put what is made once: `./atrium` says both. */
export const directories = {
  state: { type: 'string', default: '' },
  cache: { type: 'string', default: '' },
} as const;
