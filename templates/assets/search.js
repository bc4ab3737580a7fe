// The search page: its address has what is asked and the filters. search-index.js finds and reads; it is loaded when it is needed.
// Eight hits are shown at once, and the three best lines of each.
(() => {
  let search, loading, facets, run;
  const add = (parent, name, text, className = "") => parent.appendChild(Object.assign(document.createElement(name), { textContent: text, className }));
  const clock = (time) => new Date(time * 1000 + 500).toISOString().slice(11, 19).replace(/^(00:)?0?/, "");

  const prepare = () => {
    const [form, status, list, more, filters, blank] = [".search-form", "#status", "#hits", "#more", ".filters", "template"].map((name) => document.querySelector(name));
    if (!list) return run = null;
    const words = status.dataset, labels = words.fields.split("|"), controls = [...filters.querySelectorAll("[data-filter]")];
    const filterNames = [...new Set(controls.map(({ dataset: { filter } }) => filter))];
    const base = new URL(".", location);
    const load = () => loading ??= new Promise((onload, onerror) => document.head.append(Object.assign(document.createElement("script"), { src: new URL(words.engine, base), onload, onerror })))
      .then(() => search = openSearch(base, new Set(words.stop_words.split(" ")))).catch((error) => { loading = null; throw error; });
    // The values of the filters; where they are awaited, it is thrown that they cannot be loaded.
    let values;
    const countable = () => {
      values ??= search.facets();
      values.catch(() => { values = null; });
      return values;
    };
    const say = (key, value) => words[value === 1 ? key + "_1" : key].replace(/{\w+}/, value);
    let asked, found, shown;

    const marked = (parent, text) => text.normalize("NFD").split(found.marks).forEach((piece, at) => add(parent, at % 2 ? "mark" : "span", piece.normalize()));
    const showLines = (parent, { card, lines }) => {
      parent.replaceChildren();
      for (const { field, time, text } of lines) {
        const line = add(parent, "p", "", "passage"), place = add(line, time === null ? "span" : "a", "", "place");
        if (time !== null) {
          place.href = `../${card.page}index.html#t=${time}`;
          add(place, "b", clock(time) + " ", "time");
        }
        place.append(labels[field]);
        marked(add(line, "span"), text);
      }
    };
    const showHit = (parent, episode, { card, lines, more: unread }) => {
      const item = parent.appendChild(blank.content.firstElementChild.cloneNode(true));
      const [cover, tab, link, passages, rest] = ["img", ".blank", "a", ".passages", "button"].map((name) => item.querySelector(name));
      item.className += " season-colour-" + card.season_colour;
      cover.src = `../${card.cover}`;
      tab.firstChild.textContent = card.tab;
      (card.cover ? tab : cover).remove();
      for (const name of ["kicker", "facts"]) item.querySelector("." + name).textContent = card[name];
      link.href = `../${card.page}index.html`;
      marked(link, card.title);
      showLines(passages, { card, lines: lines.slice(0, 3) });
      rest.hidden = !unread && !lines[3];
      rest.textContent = unread ? words.all_passages : say("more_passages", lines.length - 3);
      rest.onclick = async () => {
        showLines(passages, unread ? await search.read(episode, found.needles, true) : { card, lines });
        passages.focus();
        rest.remove();
      };
    };

    const has = (filter, value, { episode, fields }) => !value || (filter === "in" ? fields >> value & 1 : facets[filter][value]?.some(([from, end]) => episode >= from && episode < end));
    // The hits that pass all filters, or all but one.
    const passing = (except) => {
      const active = filterNames.filter((filter) => filter !== except && asked[filter]);
      return active[0] ? found.hits.filter((hit) => active.every((filter) => has(filter, asked[filter], hit))) : found.hits;
    };
    // How many of the hits have a value: of episodes in runs by how many hits are before the ends of each.
    const counter = (filter, hits) => {
      const marks = [], before = [0];
      for (const { episode } of hits) marks[episode] = 1;
      for (const mark of marks) before.push(before.at(-1) + (mark || 0));
      const until = (episode) => before[Math.min(episode, marks.length)];
      return (value) => (filter !== "in" && value ? facets[filter][value]?.reduce((sum, [from, end]) => sum + until(end) - until(from), 0) || 0 : hits.filter((hit) => has(filter, value, hit)).length);
    };
    const count = (counters = {}) => controls.forEach((control) => {
      const { dataset: { filter }, value: own } = control, chosen = asked[filter] || "", number = counters[filter] ??= counter(filter, passing(filter));
      if (control.type === "button") {
        control.lastElementChild.textContent = number(own);
        control.classList.toggle("empty", !number(own));
        return control.ariaPressed = chosen === own;
      }
      const values = Object.keys(facets[filter]).filter((value) => value === chosen || number(value)).sort((a, b) => a.localeCompare(b));
      control.replaceChildren(control.options[0], ...values.map((value) => new Option(`${value} (${number(value)})`, value)));
      control.value = chosen;
    });
    // Hits are shown in their order, each when it is loaded, so that nothing moves.
    const showPage = async () => {
      const token = asked, hits = passing(), next = hits.slice(shown, shown += 8);
      more.hidden = true;
      const cards = next.map(({ episode }, at) => search.read(episode, found.needles, false, at ? "low" : "high"));
      Promise.all(cards).catch(() => {}); // what fails while another is awaited is thrown when its turn comes
      for (const [at, { kind, episode }] of next.entries()) {
        const card = await cards[at];
        if (token !== asked) return;
        if (kind !== list.lastElementChild?.dataset.kind) {
          if (kind !== "exact") add(list, "h2", words[kind], "group");
          add(list, "ol", "", "hits").dataset.kind = kind;
        }
        showHit(list.lastElementChild, episode, card);
      }
      more.hidden = shown >= hits.length;
      const total = (kind) => hits.filter((hit) => hit.kind === kind).length;
      const others = ["other_forms", "similar", "partial"].filter(total).map((kind) => `${words[kind]}: ${total(kind)}.`);
      status.textContent = [total("exact") ? say("found", total("exact")) : say(hits.length < found.hits.length ? "none_filtered" : "none", asked.q), ...others, hits[1] && words.order].join(" ");
    };
    run = async () => {
      const token = asked = Object.fromEntries(new URLSearchParams(location.search)), query = form.q.value = asked.q || "";
      list.replaceChildren();
      filters.hidden = !query; // what takes room from the start moves nothing later
      list.style.minHeight = query && "60vh";
      filters.lastElementChild.open = innerWidth > 700;
      more.hidden = true;
      status.textContent = query && words.running;
      if (!query) return;
      try {
        await load();
        const counted = countable(); // while the index is searched
        const { hits, needles } = await search.find(query);
        if (hits[0]) facets = await counted;
        if (token !== asked) return;
        found = { hits, needles, marks: search.marks(needles) };
        filters.hidden = !hits[0];
        shown = 0;
        const page = showPage();
        await 0; // the first hits are asked for before anything is counted
        if (hits[0] && token === asked) count();
        await page;
      } catch ({ failure = "failed", word }) {
        if (token === asked) status.textContent = say(failure, word);
      }
    };
    const go = (changes) => {
      history.pushState({}, "", "?" + new URLSearchParams(Object.entries({ ...asked, ...changes }).filter(([, value]) => value)));
      run();
    };
    form.q.onfocus = () => load().then(countable).catch(() => {});
    form.onsubmit = (event) => { event.preventDefault(); asked = {}; go({ q: form.q.value.trim() }); };
    controls.forEach((control) => { control[control.type === "button" ? "onclick" : "onchange"] = () => go({ [control.dataset.filter]: control.value }); });
    more.onclick = showPage;
    run().then(() => history.state?.top && scrollTo(0, history.state.top)); // back from an episode
  };
  addEventListener("popstate", () => run?.());
  document.addEventListener("page:load", prepare);
})();
