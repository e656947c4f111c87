// @ts-check
// Keeps the open page current. Without this script, every page and form works all the same; it is then current when it is loaded.

/** Says in which zone the viewer reads times. The next page uses it. */
function tellZone() {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (zone && !document.cookie.includes(`campaigns-zone=${zone}`)) {
    document.cookie = `campaigns-zone=${zone}; path=/; max-age=31536000; samesite=lax`;
  }
}

/**
 * Replaces the fragments that differ. A fragment in which somebody types or chooses stays as it is.
 * @param {string} html
 */
function swap(html) {
  const next = new DOMParser().parseFromString(html, 'text/html');
  for (const fragment of next.querySelectorAll('[data-fragment]')) {
    const id = fragment.getAttribute('data-fragment') ?? '';
    const shown = document.querySelector(`[data-fragment="${CSS.escape(id)}"]`);
    if (shown && shown.innerHTML !== fragment.innerHTML && !shown.querySelector('input:focus, select:focus, textarea:focus, details[open]')) {
      shown.innerHTML = fragment.innerHTML;
    }
  }
}

function watch() {
  if (!document.querySelector('main[data-live]')) {
    return;
  }

  /** @type {EventSource | undefined} */
  let source;
  const open = () => {
    source = new EventSource(location.href);
    source.onmessage = message => swap(message.data);
  };
  const close = () => {
    source?.close();
    source = undefined;
  };
  document.addEventListener('visibilitychange', () => (document.hidden ? close() : source ?? open()));
  window.addEventListener('pagehide', close);
  if (!document.hidden) {
    open();
  }
}

tellZone();
watch();
