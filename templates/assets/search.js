// Bits tell which episodes may contain a word; their chunks are loaded and searched. See podcast/pages/search/index.py.
(() => {
  const [form, status, list, more, blank] = ["form", "#status", "#hits", "#more", "template"].map((name) => document.querySelector("main " + name));
  const SIGNS = "[-*:_/·'’\u00ad\u2010\u2011]*", ENTRY = 13, FIRST = 600 * ENTRY, BLOOM = 2048, PAGE = 8, LIMIT = 64;
  let current, index;

  const load = async (name, from, size) => {
    const reply = await fetch(name, size ? { headers: { Range: `bytes=${from}-${from + size - 1}` } } : { cache: "no-cache" });
    if (!reply.ok) throw Error(name);
    const data = new Uint8Array(await reply.arrayBuffer());
    return size && reply.status !== 206 ? data.subarray(from, from + size) : data;
  };
  const json = (data) => JSON.parse(new TextDecoder().decode(data));
  const folded = (text) => text.toLowerCase().normalize("NFD").replace(/([aou])\u0308/g, "$1e").replace(/ß/g, "ss")
    .replace(RegExp(`\\p{M}|\u00ad|(?<=\\p{L})${SIGNS}(?=\\p{L})`, "gu"), "").match(/[\p{L}\p{N}]+/gu) || [];
  // "ue" matches ü, too; a word of one or two letters matches whole words only
  const pattern = (word) => {
    const inner = Array.from(word.join("").match(/[aou]e|ss|./gu), (sign) => (sign === "ss" ? "(?:ss|ß)" : sign[1] === "e" ? sign[0] + "(?:e|\u0308)" : sign) + "\\p{M}*").join(SIGNS);
    return word[2] ? inner : `(?<![\\p{L}\\p{N}])${inner}(?![\\p{L}\\p{N}])`;
  };
  // Numbers and rows as in podcast/pages/search/tokens.py. Longer runs are rarer, so they come first; with several words each
  // needs fewer rows.
  const number = (run) => Math.imul(run.reduce((sum, sign) => Math.imul(sum, 31) + sign.codePointAt(), 0), 0x9E3779B1);
  const cut = (word, size) => word.map((_, at) => number(word.slice(at, at + size))).slice(0, 1 - size);
  const runs = (word) => word[2] ? cut(word, 3) : [number(word)];
  const row = (run, time) => (run >>> 15) + time * (run & 0x7fff | 1);
  const rows = (word, ask) => {
    const long = cut(word, 5), step = Math.max(1, long.length / ask);
    const every = [...long, ...cut(word, 4)].map((run) => row(run, 0)).concat(...[0, 1, 2, 3, 4, 5].map((time) => runs(word).map((run) => row(run, time))));
    return every.slice(0, ask).map((_, at) => every[at * step | 0]);
  };
  const opened = () => index ??= load("index.json").then(json).then((data) => ({ ...data, first: data.count && load(data.files, 0, FIRST) }));
  // The numbers of the episodes that may contain all words, newest first.
  const find = async (words) => {
    const { count, width, rows: all, band, ask, bits, first } = await opened();
    if (!count) return [];
    const [, ...parts] = await Promise.all([first, ...words.flatMap((word) => rows(word, Math.max(4, ask + 1 - words.length))).map((row) =>
      load(bits[row % all / band | 0], row % band * width, width))]);
    return [...Array(count).keys()].filter((number) => parts.every((part) => part[number >> 3] >> (number & 7) & 1));
  };
  // The card of an episode that contains all words, with the sentences that have most of them; nothing if one is missing.
  const search = async (episode, words, tests) => {
    const { files, first } = await index, at = episode * ENTRY;
    const record = at < FIRST ? (await first).subarray(at, at + ENTRY) : await load(files, at, ENTRY);
    const hex = Array.from(record, (byte) => byte.toString(16).padStart(2, 0)).join(""), name = `${hex.slice(0, 12)}.${hex.slice(12, 20)}.bin`, size = parseInt(hex.slice(20), 16);
    const head = await load(name, 0, size), end = head.indexOf(10), card = json(head.subarray(0, end)), hits = [];
    const has = (chunk, run) => { const bit = chunk * BLOOM + row(run, 0) % BLOOM; return head[end + 1 + (bit >> 3)] >> (bit & 7) & 1; };
    let open = words.map((word, at) => ({ test: tests[at], chunks: [...card.ends.keys()].filter((chunk) => runs(word).every((run) => has(chunk, run))) }));
    while (open[0]) {
      const rank = (chunk) => open.filter(({ chunks }) => chunks.includes(chunk)).length;
      const plan = new Set(open.map(({ chunks }) => chunks.sort((a, b) => rank(b) - rank(a))[0]));
      if (plan.has(undefined)) return;
      const seen = new Set();
      for (const chunk of await Promise.all(Array.from(plan, (at, from) => load(name, size + (from = card.ends[at - 1] || 0), card.ends[at] - from)))) {
        for (const [time, text] of json(chunk)) for (const line of text.normalize("NFD").split(/(?<=[.!?…]["“”»]?) /)) {
          const hit = tests.filter((test) => test.test(line));
          if (hit[0]) hits.push([hit.length, time, line[300] ? `… ${line.substr(Math.max(0, line.search(hit[0]) - 99), 250)} …` : line]);
          hit.forEach((test) => seen.add(test));
        }
      }
      open = open.filter(({ test }) => !seen.has(test)).map(({ test, chunks }) => ({ test, chunks: chunks.filter((chunk) => !plan.has(chunk)) }));
    }
    return [card, hits.sort((a, b) => b[0] - a[0]).slice(0, 3)];
  };
  const show = ([{ title, kicker, page, season_colour: colour }, hits], marks) => {
    const item = list.appendChild(blank.content.firstElementChild.cloneNode(true));
    const [number, link, quote] = item.querySelectorAll(".number, h3 a, blockquote");
    const add = (to, name, text) => { to.appendChild(document.createElement(name)).textContent = text.normalize(); return to.lastChild; };
    item.classList.add("season-colour-" + colour);
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
    const query = form.q.value.trim(), words = folded(query).slice(0, 9).map((word) => [...word]), token = current = {};
    const say = (key) => { status.textContent = status.dataset[key].replace("{query}", query).replace("{count}", list.children.length); };
    history.replaceState(null, "", query ? "?q=" + encodeURIComponent(query) : location.pathname);
    list.replaceChildren();
    more.hidden = true;
    status.textContent = "";
    if (!words.some((word) => word[1])) return query && say("short");
    const texts = words.map(pattern), marks = RegExp(`(${texts.join("|")})`, "giu"), tests = texts.map((text) => RegExp(text, "iu"));
    let queue, busy;
    (more.onclick = async () => {
      if (busy) return;
      busy = true;
      say("running");
      try {
        queue ??= await find(words);
        // As many in parallel as are to be shown; where bits were wrong, ever more of the rest.
        for (let shown = 0, tried = 0, size = PAGE; shown < PAGE && tried < LIMIT && queue[0] >= 0; size = PAGE + tried - 2 * shown) {
          const batch = queue.splice(0, Math.min(size, LIMIT - tried));
          for await (const result of batch.map((number) => search(number, words, tests))) {
            if (current !== token) return;
            if (result) shown++, show(result, marks);
          }
          tried += batch.length;
        }
        if (current !== token) return;
        more.hidden = !(queue[0] >= 0);
        say(queue[0] >= 0 ? "found_more" : ["none", "found_1"][list.children.length] || "found");
      } catch {
        index = queue = null;
        if (current === token) say("failed");
      }
      busy = false;
    })();
  };
  form.q.onfocus = () => opened().catch(() => { index = null; });
  form.onsubmit = (event) => { event.preventDefault(); run(); };
  form.q.value = new URLSearchParams(location.search).get("q");
  run();
})();
