import './base.css';
import { wordsOf } from './messages/words.ts';
import { showSignedIn } from './notice/signed-in.ts';
import { showDesktop } from './page.ts';
import { putOnColours } from './theme.ts';

const clock = () => new Date();
const words = wordsOf(document.documentElement.lang, clock);
putOnColours(document.documentElement);

// The portal brings the person back here after a sign-in for a desktop that is open in another tab.
if (new URLSearchParams(location.search).has('signedIn')) showSignedIn(words);
else showDesktop(words, clock);
