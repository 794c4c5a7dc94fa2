export const shell = {
  skip: 'Skip to the content',
  places: 'Places',
  home: 'Home',
  instances: 'Instances',
  facilities: 'Facilities',
  help: 'Help',
  legal: 'Terms of use',
  privacy: 'Privacy',
  back: (place: string) => `Back to ${place}`,
  account: (name: string) => `${name}, account`,
  scheme: { label: 'Colours', auto: 'As the system', light: 'Light', dark: 'Dark' },
  language: 'Language',
  languageName: 'English',
  action: 'Main action',
  signOut: 'Sign out',
};

export const login = {
  signIn: 'Sign in',
  again: 'Sign in again',
  needed: 'Sign in to go on',
  comeBack: 'This page is about you, so it has to know who you are. You come back to it as it is.',
  over: 'You are signed out.',
  stays: 'This page stays as it is, and what runs goes on running.',
  unknown: 'Not reached',
  unknownWhy: 'Whether you are signed in could not be found out.',
  out: 'You are signed out',
  outGoesOn: 'What this login had opened is closed. Your instances go on running, and your files stay.',
  inAgain: 'You are signed in',
  inAgainSentence: 'Somebody has signed in again in this browser.',
  failed: 'You are not signed in',
  failedSentence:
    'The sign-in did not come to its end: it was refused or cancelled where you signed in, or it took longer than ten minutes.',
  beginAgain: 'Begin again',
  step: 'step',
};

export const notFound = {
  title: 'There is no such page',
  sentence: 'The address may be mistyped, or what it led to is gone.',
  home: 'Home',
  instances: 'Your instances',
};

export const broken = {
  title: 'This page has stopped',
  sentence:
    'Something in the page itself went wrong. What runs goes on running. Load the page again; if it stops again, tell the operators the trace below.',
  again: 'Load the page again',
};

export const open = {
  title: 'Open again',
  ended: 'Your way in has ended, or has not begun in this browser. What runs there goes on.',
  notNow: 'It cannot be opened at the moment. This page follows how it is.',
  again: 'Open again',
  interfaceOf: (title: string, name: string) => `${title} of ${name}`,
  details: (name: string) => `More about ${name}`,
};
