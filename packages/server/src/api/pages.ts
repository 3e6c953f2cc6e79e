/** The few pages the server makes itself. No scripts; the style is a file of our own (`/sign-in.css`), as the policy asks. */

const STYLE = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; background: #e6e7e8; color: #1b1d1f; }
main { max-width: 34rem; padding: 2rem; }
h1 { font-size: 1.25rem; margin: 0 0 1rem; }
code { font: 0.95em ui-monospace, monospace; padding: 0.1em 0.4em; background: #0001; border-radius: 3px; }
form { display: grid; gap: 0.75rem; margin-top: 1.5rem; }
label { display: grid; gap: 0.25rem; }
input, button { font: inherit; padding: 0.5em 0.6em; border: 1px solid #0006; border-radius: 3px; }
button { background: #1f5fa8; color: #fff; border-color: transparent; cursor: pointer; }
hr { border: 0; border-top: 1px solid #0003; margin: 1.5rem 0; }
@media (prefers-color-scheme: dark) {
  body { background: #1b1d1f; color: #e6e7e8; }
  code { background: #fff2; }
  hr { border-color: #fff4; }
  input { border-color: #fff6; background: #0003; color: inherit; }
}
`;

export const PAGE_STYLE = STYLE.trimStart();

const TEXTS = {
  needed: {
    en: ['Sign in', 'Enter your name and password, or use a sign-in link.'],
    zh: ['登录', '请输入名称和密码，或使用登录链接。'],
  },
  used: {
    en: ['This link has been used or has expired', 'A sign-in link works once, for 15 minutes.'],
    zh: ['此链接已使用或已过期', '登录链接只能使用一次，有效期 15 分钟。'],
  },
  wrong: {
    en: ['Name or password is not right', 'Enter them again, or use a sign-in link.'],
    zh: ['名称或密码不正确', '请重新输入，或使用登录链接。'],
  },
  locked: {
    en: [
      'This account is locked for a while',
      'Too many wrong passwords were entered. Wait, or use a sign-in link.',
    ],
    zh: ['此账户已暂时锁定', '输入错误密码次数过多。请稍候，或使用登录链接。'],
  },
  unknown: {
    en: ['This link is not valid', 'It may be from an earlier start of the server.'],
    zh: ['此链接无效', '它可能来自服务器的前一次启动。'],
  },
} as const;

/**
 * Where the page goes on after signing in: the place that was asked for, such as the machine whose code was scanned. Only
 * places of the page itself: whatever else an address says, nobody is led elsewhere.
 */
export function placeAfter(address: string): string {
  if (address.length > LONGEST_PLACE || !URL.canParse(address, 'http://page')) return '/';
  const { pathname, search } = new URL(address, 'http://page');
  return pathname === '/' ? `/${search}` : '/';
}

const LONGEST_PLACE = 4000;

/**
 * Tells how to sign in, in both languages. `provider`: the identity provider's link, where there is one; `place`: where the
 * page goes on afterwards, as `placeAfter` gives it.
 */
export function signInPage(
  state: keyof typeof TEXTS,
  provider?: { label: string; path: string },
  place = '/',
): string {
  const { en, zh } = TEXTS[state];
  return page(
    en[0],
    `<section lang="en"><h1>${en[0]}</h1><p>${en[1]}</p></section>
<section lang="zh"><h1>${zh[0]}</h1><p>${zh[1]}</p></section>
<form method="post" action="/sign-in">
<label>Name 名称 <input name="employee" autocomplete="username" autocapitalize="none" required maxlength="100"></label>
<label>Password 密码 <input name="password" type="password" autocomplete="current-password" required maxlength="200"></label>
${place === '/' ? '' : `<input type="hidden" name="place" value="${escaped(place)}">`}
<button>Sign in 登录</button>
</form>${provider === undefined ? '' : `\n<p><a href="${provider.path}">${escaped(provider.label)}</a></p>`}
<hr>
<section lang="en"><p>To get a new link, run <code>npm run millwright link</code> on the machine where
the server runs, or press <code>Enter</code> in the terminal where it was started. An administrator can also make one for you.</p></section>
<section lang="zh"><p>如需新的链接，请在运行服务器的机器上执行 <code>npm run millwright link</code>，
或在启动服务器的终端中按 <code>Enter</code> 键。</p></section>`,
  );
}

/** Why the identity provider's word did not let somebody in. */
export function refusedPage(reason: string): string {
  return page(
    'Sign in',
    `<section lang="en"><h1>You could not be signed in</h1></section><section lang="zh"><h1>无法登录</h1></section>
<p>${escaped(reason)}</p><p><a href="/sign-in">Sign in 登录</a></p>`,
  );
}

function escaped(text: string): string {
  const names: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
  return text.replace(/[&<>"]/g, (found) => names[found] ?? '');
}

/** Moves on to the page from our own site, so that the browser sends the new SameSite=Strict cookie along. */
export function movedPage(): string {
  return page(
    'Millwright',
    '<p><a href="/">Millwright</a></p>',
    '<meta http-equiv="refresh" content="0; url=/">',
  );
}

/** Instead of the screen while its bundle is not built. The API works without it. */
export function notBuiltPage(): string {
  return page(
    'Millwright',
    `<h1>The page is not built</h1><p>Run <code>npm run build</code> in the folder of the project and load this page again;
<code>npm start</code> does it by itself. The API works meanwhile: <a href="/openapi.json">openapi.json</a>.</p>`,
  );
}

function page(title: string, body: string, head = ''): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
${head}<title>${title}</title><link rel="stylesheet" href="/sign-in.css"></head>
<body><main>${body}</main></body></html>
`;
}
