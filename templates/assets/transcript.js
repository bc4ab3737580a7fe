// Chapters and transcript work without this script. With it each is one stop of the tab key, and arrows go on from there; the
// transcript can be searched and follows the sound. See navigation.js for "page:load" and "player:time".
(() => {
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const KEYS = { ArrowDown: 1, ArrowUp: -1, End: 1e9, Home: -1e9 };
  let page = {}; // what listeners on document and window call

  const rove = (root) => {
    const links = all("a", root);
    const pick = (stop) => links.forEach((link) => { link.tabIndex = link === stop ? 0 : -1; });
    pick(links[0]);
    root.addEventListener("focusin", ({ target }) => links.includes(target) && pick(target));
    root.addEventListener("keydown", (event) => {
      const shown = links.filter((link) => link.offsetParent), by = KEYS[event.key], from = shown.indexOf(event.target);
      if (!by || from < 0 || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      shown[Math.max(0, Math.min(shown.length - 1, from + by))].focus();
    });
    return pick;
  };

  const start = (root) => {
    const [bar, follow, field, status, pill] =
      [".transcript-bar", "[name=follow]", "[name=find]", "output", ".to-cue"].map((selector) => root.querySelector(selector));
    const pick = rove(root), { none, position } = status.dataset;
    let marks = [], at = 0, cue = null;

    const box = (element) => element.getBoundingClientRect();
    const top = () => Math.max(0, box(bar).bottom);
    const show = (element) => scrollBy({ top: box(element).top - top() - innerHeight / 5 });
    // Readers of another part of the page stay there.
    const isRead = () => follow?.checked && box(root).top < innerHeight / 2 && box(root).bottom > top();
    const setFollow = (on) => {
      if (!cue) return;
      follow.checked = pill.hidden = on;
      if (on) show(cue);
    };
    const step = (by) => {
      const count = marks.length;
      if (marks[at]) marks[at].className = "";
      at = (at + by + count) % count || 0;
      status.value = count ? position.replace("{number}", at + 1).replace("{count}", count) : none;
      if (!count) return;
      marks[at].className = "current";
      setFollow(false);
      show(marks[at]);
    };
    const wrap = (text, pattern) => {
      const hit = pattern.exec(text.data);
      if (!hit) return;
      const mark = document.createElement("mark"), words = text.splitText(hit.index);
      marks.push(mark);
      wrap(words.splitText(hit[0].length), pattern);
      words.replaceWith(mark);
      mark.append(words);
    };
    const find = () => {
      const words = field.value.trim(), pattern = words[1] && RegExp(words.replace(/\W/g, "\\$&"), "i");
      marks.forEach((mark) => {
        const paragraph = mark.parentNode;
        mark.replaceWith(mark.textContent);
        paragraph.normalize();
      });
      marks = [];
      status.value = "";
      if (pattern) all(".cue", root).forEach(({ childNodes }) => [...childNodes].forEach((node) => node.data && wrap(node, pattern)));
      all("button", bar).forEach((button) => { button.hidden = !marks[0]; });
      at = Math.max(0, marks.findIndex((mark) => box(mark).top > top()));
      if (pattern) step(0);
    };

    field.addEventListener("input", find);
    field.addEventListener("keydown", ({ key, shiftKey }) => key === "Enter" && step(shiftKey ? -1 : 1));
    root.addEventListener("click", ({ target }) => {
      if (target.dataset.step) step(+target.dataset.step);
      if (target === follow || target === pill) setFollow(target === pill || follow.checked);
    });
    return {
      scrolled: () => isRead() && setFollow(false),
      time: (next) => {
        if (next === cue) return;
        cue = next;
        pill.hidden = !cue || follow.checked;
        if (!cue) return;
        const link = cue.querySelector("a"), { top: from, bottom } = box(cue);
        pill.textContent = pill.dataset.label.replace("{time}", link.textContent);
        if (!root.contains(document.activeElement)) pick(link);
        if (isRead() && (from < top() || bottom > innerHeight - 100)) show(cue);
      },
    };
  };

  document.addEventListener("page:load", () => {
    all(".chapters").forEach(rove);
    all(".all-chapters").forEach((button) => button.addEventListener("click", () => {
      const list = button.previousElementSibling;
      list.className = "chapters";
      list.querySelector(":nth-child(6) > a")?.focus();
      button.remove();
    }));
    page = all(".transcript").map(start)[0] || {};
  });
  document.addEventListener("player:time", ({ detail }) => page.time?.(detail.cue));
  for (const type of ["wheel", "touchmove"]) addEventListener(type, () => page.scrolled?.());
  addEventListener("keydown", ({ key }) => /^(Page|Arrow)(Up|Down)$/.test(key) && page.scrolled?.());
})();
