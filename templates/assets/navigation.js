// Sound goes on across the pages of this site: a click on a link loads the next page into this document. Whatever goes wrong
// on the way becomes an ordinary navigation; without this script every link is an ordinary link.
//
// The convention for all other scripts of pages. A script runs once, however many pages follow, and registers itself:
//
//   document.addEventListener("page:load", ({ detail }) => { … });
//
// "page:load" is fired on the document when the first page is parsed, and again for each page that takes its place, when its
// scripts have run. Look up elements of the page there, never earlier, and attach listeners to these elements: they leave with
// them. A listener on `document` or `window` is added once, outside. `detail.link` is the link that led here, if one did.
// "page:leave" is fired before a page is replaced. An element with data-keep outlives its page: in <body> the bar of the player,
// in <head> a style sheet. Scripts and style sheets of the next page are loaded when they are not here yet. Keep
// `history.state` when you call `history.replaceState`.
//
// player.js marks the current chapter and cue with aria-current="true", and tells its time to others: "player:time" on the
// document, `detail` is { time, seconds, playing, cue, chapter, track }, `cue` the marked cue of the transcript on this page, or null.
(() => {
  const SCRIPTS = "script[src]", SHEETS = "link[rel=stylesheet]";
  const KEPT = `${SCRIPTS},${SHEETS},[rel=preload],[http-equiv],[data-keep]`; // in <head>
  // Elements by their address; a parsed page does not know its own.
  const files = (root, selector, base) =>
    new Map([...root.querySelectorAll(selector)].map((file) => [new URL(file.getAttribute(file.src ? "src" : "href"), base).href, file]));
  const self = document.currentScript.src; // names the edition of all scripts: a page of another one is loaded as a document
  const scripts = files(document, SCRIPTS, location), sheets = files(document, SHEETS, location);
  let shown = location.pathname, latest, timer;

  const fire = (name, link) => document.dispatchEvent(new CustomEvent(name, { detail: { link } }));
  // Loads those of the page's scripts or style sheets that are not here yet.
  const add = (wanted, present) => Promise.all([...wanted].map(([url, { localName, rel, dataset }]) => {
    if (present.has(url)) return present.get(url).loaded;
    const element = Object.assign(document.createElement(localName), { src: url, href: url, rel });
    Object.assign(element.dataset, dataset);
    element.loaded = new Promise((done) => { element.onload = element.onerror = done; }); // a second visit waits for it, too
    present.set(url, element);
    document.head.append(element);
    return element.loaded;
  }));

  const replace = (page, wanted) => {
    for (const [url, sheet] of sheets) if (!wanted.has(url) && !("keep" in sheet.dataset)) { sheet.remove(); sheets.delete(url); }
    for (const [part, selector] of [["head", KEPT], ["body", "[data-keep]"]]) {
      const [old, next] = [document, page].map((root) => [...root[part].children].filter((element) => !element.matches(selector)));
      old.forEach((element) => element.remove());
      document[part].prepend(...next);
      document[part].className = page[part].className;
    }
    document.documentElement.className = page.documentElement.className;
  };

  // The focus goes to what the address names, else to the heading, so that a screen reader says where one is.
  const arrive = (top) => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const place = target || document.querySelector("main h1") || document.querySelector("main");
    if (place.tabIndex < 0) place.tabIndex = -1;
    place.focus({ preventScroll: true });
    if (target && top === null) target.scrollIntoView();
    else scrollTo(0, top ?? 0);
  };

  const keepPosition = () => history.replaceState({ ...history.state, top: scrollY }, "");
  const visit = async (url, link) => { // without a link it is a step in the history
    const turn = latest = {};
    try {
      const reply = await fetch(url), page = new DOMParser().parseFromString(await reply.text(), "text/html");
      const pageScripts = files(page, SCRIPTS, url), pageSheets = files(page, SHEETS, url);
      if (reply.redirected || !pageScripts.has(self)) throw url;
      await add(pageSheets, sheets); // first, so that nothing is drawn without them
      if (turn !== latest) return;
      fire("page:leave");
      clearTimeout(timer);
      if (link) {
        keepPosition();
        history[url === location.href ? "replaceState" : "pushState"]({}, "", url);
        history.scrollRestoration = "manual";
      }
      shown = location.pathname;
      replace(page, pageSheets);
      await add(pageScripts, scripts);
      arrive(link ? null : history.state?.top ?? 0);
      fire("page:load", link);
    } catch {
      if (turn !== latest) return;
      if (link) location.assign(url);
      else location.reload();
    }
  };

  addEventListener("scroll", () => {
    clearTimeout(timer);
    timer = setTimeout(keepPosition, 200);
  });
  addEventListener("click", (event) => {
    const link = event.target.closest("a[href]"), { href, origin, pathname, target } = link || {};
    if (event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    if (origin !== location.origin || target || link.hasAttribute("download") || !/(\/|\.html)$/.test(pathname)) return;
    if (link.hash && href.split("#")[0] === location.href.split("#")[0]) return; // a place on this page
    event.preventDefault();
    visit(href, link);
  });
  addEventListener("popstate", () => {
    clearTimeout(timer);
    latest = {};
    if (location.pathname !== shown) visit(location.href);
  });
  addEventListener("pagehide", () => { history.scrollRestoration = "auto"; });
  document.addEventListener("DOMContentLoaded", () => fire("page:load"));
})();
