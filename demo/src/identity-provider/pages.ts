import { createHash } from 'node:crypto';

const style = `
:root { color-scheme: light dark; --ink: #1b1e33; --soft: #5a5f78; --ground: #f6f6f9; --sheet: #fff; --line: #dddddf; --main: #2472b3; --wrong: #a32d52 }
@media (prefers-color-scheme: dark) { :root { --ink: #eceef7; --soft: #b3b8cf; --ground: #1b1e33; --sheet: #262a44; --line: #3d4263; --main: #2472b3; --wrong: #f29cb8 } }
* { box-sizing: border-box }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 1rem; background: var(--ground); color: var(--ink); font: 1rem/1.5 "Open Sans", system-ui, sans-serif }
main { width: 100%; max-width: 24rem; padding: 2rem; background: var(--sheet); border: 1px solid var(--line); border-radius: .75rem }
h1 { margin: 0 0 .25rem; font-size: 1.375rem; font-weight: 600 }
p { margin: 0 0 1.25rem; color: var(--soft) }
p[role=alert] { color: var(--wrong); font-weight: 600 }
label { display: block; margin-bottom: 1rem; font-weight: 600 }
input { display: block; width: 100%; margin-top: .25rem; padding: .625rem .75rem; font: inherit; color: inherit; background: transparent; border: 1px solid var(--soft); border-radius: .375rem }
button { padding: .625rem 1.25rem; font: inherit; font-weight: 600; border-radius: .375rem; border: 1px solid transparent; cursor: pointer }
button.main { color: #fff; background: var(--main) }
button.other { color: inherit; background: transparent; border-color: var(--soft) }
.row { display: flex; flex-wrap: wrap; gap: .75rem; margin-top: 1.5rem }
:focus-visible { outline: 3px solid #82b8e4; outline-offset: 2px }
`;

const styleHash = createHash('sha256').update(style).digest('base64');

/** `origin`: the portal's, to which a form may lead (browsers follow this rule through redirects). */
export function headersOf(origin: string): Record<string, string> {
  return {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'content-security-policy': `default-src 'none'; style-src 'sha256-${styleHash}'; form-action 'self' ${origin}; frame-ancestors 'none'; base-uri 'none'`,
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  };
}

export function signInPage({ userName, isWrong }: { userName: string; isWrong: boolean }): string {
  return page(
    'Sign in',
    `<h1>Demo login</h1>
<p>For the demo federation on this machine. Its accounts stand in the terminal where it was started.</p>
${isWrong ? '<p role="alert">This name and password do not belong together.</p>' : ''}
<form method="post">
<label>Name <input name="userName" autocomplete="username" autocapitalize="none" spellcheck="false" required maxlength="100" value="${asText(userName)}"${userName ? '' : ' autofocus'}></label>
<label>Password <input name="password" type="password" autocomplete="current-password" required maxlength="200"${userName ? ' autofocus' : ''}></label>
<div class="row"><button class="main" name="action" value="sign-in">Sign in</button>
<button class="other" name="action" value="cancel" formnovalidate>Cancel</button></div>
</form>`,
  );
}

/** `form`: the one that oidc-provider made; it has no button. */
export function signOutPage(form: string): string {
  return page(
    'Sign out',
    `<h1>Sign out of the demo login too?</h1>
<p>Otherwise the next sign-in at the portal asks for no password.</p>
${form}
<div class="row"><button class="main" form="op.logoutForm" name="logout" value="yes" autofocus>Sign out</button>
<button class="other" form="op.logoutForm">Stay signed in here</button></div>`,
  );
}

export function messagePage(title: string, message: string, portal: string): string {
  return page(
    title,
    `<h1>${asText(title)}</h1>\n<p>${asText(message)}</p>\n<a href="${asText(portal)}">Back to the portal</a>`,
  );
}

function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${asText(title)} – Demo login</title>
<style>${style}</style>
</head>
<body>
<main>
${body}
</main>
</body>
</html>
`;
}

function asText(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
