// Runs before anything else, also in browsers that are too old for the rest: colour scheme before the first paint, and a message where modules are not understood.
// biome-ignore-all lint/complexity/useArrowFunction: old browsers have to understand this file
// biome-ignore-all lint/complexity/useOptionalChain: see above
(function () {
  var root = document.documentElement;
  var stored = null;
  try {
    stored = window.localStorage.getItem('sekisho.color-scheme');
  } catch (_) {
    stored = null;
  }
  var dark = window.matchMedia && window.matchMedia('(prefers-color-scheme: dark)').matches;
  var scheme = stored === 'light' || stored === 'dark' ? stored : dark ? 'dark' : 'light';
  root.setAttribute('data-mantine-color-scheme', scheme);
  root.style.backgroundColor = scheme === 'dark' ? '#11151b' : '#f4f3ee';

  var modern =
    'noModule' in document.createElement('script') &&
    typeof Array.prototype.at === 'function' &&
    typeof Object.hasOwn === 'function' &&
    !!(
      window.CSS &&
      window.CSS.supports &&
      window.CSS.supports('selector(:has(a))') &&
      window.CSS.supports('color', 'light-dark(#000, #fff)')
    );
  if (modern) return;
  // What follows this script would not work here, or half.
  root.setAttribute('data-too-old', '');
  document.addEventListener('DOMContentLoaded', function () {
    var box = document.createElement('div');
    box.setAttribute('role', 'alert');
    box.style.cssText = 'max-width:560px;margin:80px auto;padding:24px;font-family:sans-serif;line-height:1.8';
    var ja = document.createElement('p');
    ja.lang = 'ja';
    ja.textContent =
      'お使いのブラウザーは古いため、Sekisho を表示できません。Chrome、Edge、Firefox、Safari の新しい版をお使いください。';
    var en = document.createElement('p');
    en.lang = 'en';
    en.textContent =
      'This browser is too old to show Sekisho. Please use a recent version of Chrome, Edge, Firefox or Safari.';
    box.appendChild(ja);
    box.appendChild(en);
    document.body.insertBefore(box, document.body.firstChild);
  });
})();
