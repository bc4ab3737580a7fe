// Filters the list of all episodes. Without it the pills are links to the seasons' pages; topics and people have pages, too.
// Rows have in data- attributes what they are about. The other pages of a long list are loaded with the first choice.
document.addEventListener("page:load", () => { // see navigation.js
  const form = document.querySelector("form.filters");
  if (!form?.dataset.total) return;
  const all = (css, root = form) => [...root.querySelectorAll(css)], has = (words, word) => !word || words.split(" ").includes(word);
  const [list] = all(".years", document), [status] = all("[role=status]"), [reset] = all(".reset"), [more] = all(".more-filters");
  const every = status.textContent, query = new URLSearchParams(location.search);
  let { pages, total, some, failed } = form.dataset, season = query.get("season") || "", oldest = "";

  const pills = all(".pill").map((link) => {
    const { className, innerHTML, dataset: { season: value } } = link;
    const pill = Object.assign(document.createElement("button"), { type: "button", className, innerHTML, value, onclick: () => { season = value; run(); } });
    link.replaceWith(pill);
    return pill;
  });

  // Rows of the other pages join their year. Their links start one folder deeper.
  const load = async () => {
    list.ariaBusy = true; // hidden meanwhile, so that no row moves before the reader's eyes
    const replies = await Promise.all(pages.split(" ").map((page) => fetch(page)));
    for (const reply of replies) {
      if (!reply.ok) throw reply;
      const text = await reply.text();
      for (const year of all(".year", new DOMParser().parseFromString(text.replaceAll("../../", "../"), "text/html"))) {
        const [rows] = all(`[id='${year.id}'] ol`, document);
        if (rows) rows.append(...all(".row", year));
        else list.append(year);
      }
    }
    pages = "";
    all(".pagination", document)[0].remove();
    document.dispatchEvent(new Event("page:rows"));
  };

  const show = ({ topic, person, order = "" }) => {
    let shown = 0, counts = {};
    for (const row of all(".row", list)) {
      const { season: own = 0, topics, people } = row.dataset, fits = has(topics, topic) && has(people, person);
      if (fits) for (const key of ["", own]) counts[key] = (counts[key] || 0) + 1;
      row.hidden = !fits || (season && own !== season);
      shown += !row.hidden;
    }
    const years = all(".year", list);
    for (const year of years) year.hidden = !all(".row:not([hidden])", year)[0];
    for (const link of all(".jump a")) link.hidden = document.getElementById(link.hash.slice(1)).hidden;
    if (oldest !== order) {
      oldest = order;
      list.append(...years.reverse());
      for (const group of [...all("ol", list), ...all(".jump")]) group.append(...[...group.children].reverse());
    }
    for (const pill of pills) {
      pill.lastElementChild.textContent = counts[pill.value] || 0;
      pill.classList.toggle("empty", !counts[pill.value]);
    }
    reset.hidden = shown >= total;
    status.textContent = reset.hidden ? every : some.replace("{count}", shown);
  };

  const run = async () => {
    const choice = Object.fromEntries(new FormData(form)), chosen = Object.entries({ season, ...choice }).filter(([, value]) => value);
    history.replaceState(history.state, "", location.pathname + (chosen[0] ? "?" : "") + new URLSearchParams(chosen) + location.hash);
    for (const pill of pills) pill.ariaPressed = pill.value === season;
    try {
      if (pages && chosen[0]) await load();
      if (!pages) show(choice);
    } catch {
      status.textContent = failed;
    }
    list.ariaBusy = false;
  };

  for (const select of all("select")) {
    select.value = query.get(select.name) || select.value; // which may have been chosen before this script came
    select.selectedIndex = Math.max(0, select.selectedIndex);
  }
  form.onchange = run;
  form.onreset = () => { season = ""; setTimeout(run); form[0].focus(); };
  more.onclick = () => { more.ariaExpanded = more.ariaExpanded !== "true"; };
  run();
});
