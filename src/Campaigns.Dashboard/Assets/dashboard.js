// @ts-check
// Keeps the open page current. Without this script, every page and form works all the same; it is then current when it is loaded.

/** Says in which zone the viewer reads times. The next page uses it. */
function tellZone() {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (zone && !document.cookie.split("; ").includes(`campaigns-zone=${zone}`)) {
    document.cookie = `campaigns-zone=${zone}; path=/; max-age=31536000; samesite=lax`;
  }
}

/**
 * Whether somebody types or chooses in a fragment, or has left something there that was not sent yet.
 * @param {Element} fragment
 */
function isInUse(fragment) {
  if (fragment.querySelector('input:focus, select:focus, textarea:focus')) {
    return true;
  }

  return [...fragment.querySelectorAll('input, textarea')].some(each => {
    const field = /** @type {HTMLInputElement} */ (each);
    return field.value !== field.defaultValue || field.checked !== field.defaultChecked;
  });
}

/**
 * Names an element by its row and its text, so that it is found again when rows have moved.
 * @param {Element} each
 */
function nameOf(each) {
  const row = each.closest('tr')?.cells[0]?.textContent?.trim() ?? '';
  const text = (each.tagName === 'DETAILS' ? each.querySelector('summary') : each)?.textContent ?? '';
  return `${each.tagName} ${row} ${text.replace(/[\d.,]/g, '').trim()}`;
}

/**
 * Replaces the content of a fragment. What has the focus, what is unfolded and how far tables are scrolled stays so.
 * @param {Element} shown
 * @param {Element} next
 */
function replace(shown, next) {
  const places = 'a, button, summary, [tabindex]';
  const focused = document.activeElement && shown.contains(document.activeElement) ? nameOf(document.activeElement) : undefined;
  const unfolded = new Map([...shown.querySelectorAll('details')].map(each => [nameOf(each), each.open]));
  const scrolled = [...shown.querySelectorAll('.wide')].map(each => each.scrollLeft);
  shown.innerHTML = next.innerHTML;
  shown.querySelectorAll('details').forEach(each => { each.open = unfolded.get(nameOf(each)) ?? each.open; });
  shown.querySelectorAll('.wide').forEach((each, index) => { each.scrollLeft = scrolled[index] ?? 0; });
  if (focused) {
    const again = [...shown.querySelectorAll(places)].find(each => nameOf(each) === focused);
    /** @type {HTMLElement | undefined} */ (again)?.focus({ preventScroll: true });
  }
}

/**
 * Replaces the fragments that differ.
 * @param {string} html
 */
function swap(html) {
  const next = new DOMParser().parseFromString(html, 'text/html');
  for (const fragment of next.querySelectorAll('[data-fragment]')) {
    const id = fragment.getAttribute('data-fragment') ?? '';
    const shown = document.querySelector(`[data-fragment="${CSS.escape(id)}"]`);
    if (shown && shown.innerHTML !== fragment.innerHTML && !isInUse(shown)) {
      replace(shown, fragment);
    }
  }
}

/**
 * Says that the page is not current any more, or is again.
 * @param {boolean} isLost
 */
function tellLost(isLost) {
  const note = document.querySelector('.stale');
  if (note instanceof HTMLElement) {
    note.hidden = !isLost;
  }
}

function watch() {
  if (!document.querySelector('main[data-live]')) {
    return;
  }

  /** @type {EventSource | undefined} */
  let source;
  let again = 0;
  const close = () => {
    clearTimeout(again);
    source?.close();
    source = undefined;
  };
  const open = () => {
    close();
    source = new EventSource(location.href);
    source.onopen = () => tellLost(false);
    source.onmessage = message => swap(message.data);
    source.onerror = () => {
      tellLost(true);
      if (source?.readyState === EventSource.CLOSED) {
        // The browser gives up when the answer is an error, such as that of a proxy while the host restarts.
        again = setTimeout(open, 2000 + Math.random() * 3000);
      }
    };
  };
  document.addEventListener('visibilitychange', () => (document.hidden ? close() : source ?? open()));
  window.addEventListener('pagehide', close);
  window.addEventListener('pageshow', event => { if (event.persisted) { open(); } });
  if (!document.hidden) {
    open();
  }
}

/** Escape puts the meaning of a word away. */
document.addEventListener('keydown', event => {
  if (event.key === 'Escape' && document.activeElement instanceof HTMLElement && document.activeElement.matches('.term')) {
    document.activeElement.blur();
  }
});

tellZone();
watch();
