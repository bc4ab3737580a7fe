// Bits say in which portions a word may stand; those are loaded and read. See podcast/pages/search.py.
(() => {
  const [form, status, list, more, blank] = ["form", "#status", "#hits", "#more", "template"].map((name) => document.querySelector("main " + name));
  const SIGNS = "[-*:_/·'’\u00ad\u2010\u2011]*";
  let asked;

  const load = async (name, headers) => {
    const answer = await fetch(name, { headers });
    if (answer.ok) return answer;
    throw Error(name);
  };
  const json = async (name) => (await load(name + ".json")).json();
  const folded = (text) => text.toLowerCase().normalize("NFD").replace(/([aou])\u0308/g, "$1e").replace(/ß/g, "ss")
    .replace(RegExp(`\\p{M}|\u00ad|(?<=\\p{L})${SIGNS}(?=\\p{L})`, "gu"), "").match(/[\p{L}\p{N}]+/gu) || [];
  // ue is ü, too; a word of one or two letters stands alone
  const pattern = (word) => {
    const inner = Array.from(word.match(/[aou]e|ss|./gu), (sign) => (sign === "ss" ? "(?:ss|ß)" : sign[1] === "e" ? sign[0] + "(?:e|\u0308)" : sign) + "\\p{M}*").join(SIGNS);
    return word[2] ? inner : `(?<![\\p{L}\\p{N}])${inner}(?![\\p{L}\\p{N}])`;
  };
  const cut = (word, size) => Array.from(word, (_, at) => word.slice(at, at + size)).filter((run) => run[size - 1]);
  const bits = async ({ rows, width }, word) => {
    const long = cut(word, 5), runs = word[2] ? [...long, ...long[6] ? [] : cut(word, 3)].slice(0, 16) : [word];
    const parts = await Promise.all(runs.map(async (run) => {
      const start = width * [...run].reduce((sum, sign) => (sum * 31 + sign.codePointAt()) % rows, 0);
      const answer = await load("bits.bin", { Range: `bytes=${start}-${start + width - 1}` });
      return new Uint8Array(await answer.arrayBuffer()).slice(answer.status === 206 ? 0 : start);
    }));
    return (column) => parts.every((part) => (part[column >> 3] >> (column & 7)) & 1);
  };
  // each episode in which every word occurs, with the sentences that have most of them
  async function* search(words, tests) {
    const index = await json("index");
    const maybe = await Promise.all(words.map((word) => bits(index, word)));
    let from = 0;
    for (const [slug, count] of index.episodes) {
      const columns = Array.from(Array(count), (_, n) => from + n);
      let open = tests, hits = [], portion;
      for (const column of maybe.every((may) => columns.some(may)) ? columns : []) {
        if (!open[0] || !maybe.some((may) => may(column))) continue;
        portion = await json(`${slug}-${column - from}`);
        for (const [time, text] of portion.said) for (const line of text.normalize("NFD").split(/(?<=[.!?…]["“”»]?) /)) {
          const met = tests.filter((test) => test.test(line));
          if (met[0]) hits.push([met.length, time, line[300] ? `… ${line.substr(Math.max(0, line.search(met[0]) - 99), 250)} …` : line]);
          open = open.filter((test) => !met.includes(test));
        }
      }
      from += count;
      if (portion) yield open[0] ? 0 : [portion, hits.sort((one, other) => other[0] - one[0]).slice(0, 3)];
    }
  }
  const show = ([{ title, kicker, page, pen }, hits], marks) => {
    const item = list.appendChild(blank.content.firstElementChild.cloneNode(true));
    const [number, link, quote] = item.querySelectorAll(".number, h3 a, blockquote");
    const add = (to, name, text) => { to.appendChild(document.createElement(name)).textContent = text.normalize(); return to.lastChild; };
    item.classList.add("pen-" + pen);
    number.textContent = kicker;
    link.textContent = title;
    link.href = `../${page}index.html`;
    for (const [, time, text] of hits) {
      const line = add(quote, "p", "");
      if (time !== null) add(line, "a", new Date(time * 1000).toISOString().slice(time < 3600 ? 14 : 11, 19).replace(/^0/, "") + " ").href = `${link.href}#t=${time}`;
      text.split(marks).forEach((piece, at) => add(line, at % 2 ? "mark" : "span", piece));
    }
  };
  const run = () => {
    const query = form.q.value.trim(), words = folded(query).slice(0, 9), mine = asked = {};
    const say = (key) => { status.textContent = status.dataset[key].replace("{query}", query).replace("{count}", list.children.length); };
    history.replaceState(null, "", query ? "?q=" + encodeURIComponent(query) : location.pathname);
    list.replaceChildren();
    more.hidden = true;
    status.textContent = "";
    if (!words.some((word) => word[1])) return query && say("short");
    const patterns = words.map(pattern), found = search(words, patterns.map((one) => RegExp(one, "iu")));
    (more.onclick = async () => {
      say("running");
      try {
        for (let shown = 0, tries = 0; shown < 8 && tries < 40; tries++) {
          const { value, done } = await found.next();
          if (asked !== mine) return;
          more.hidden = done;
          if (done) return say(["none", "found_1"][list.children.length] || "found");
          if (value) shown++, show(value, RegExp(`(${patterns.join("|")})`, "giu"));
        }
        say("found_more");
      } catch {
        say("failed");
      }
    })();
  };
  form.onsubmit = (event) => { event.preventDefault(); run(); };
  form.q.value = new URLSearchParams(location.search).get("q");
  run();
})();
