// The search without its page: openSearch(address of its folder, Set of words that are not searched for). What it loads is explained in
// podcast/pages/search/segments.py, postings.py and episode_file.py, the rules in docs/decisions/pages.md.
globalThis.openSearch = (base, stopWords) => {
  const SIGNS = "[-*:_/·'’\u00ad\u2010\u2011]*";
  const loaded = {}, decode = (data) => new TextDecoder().decode(data), json = (data) => JSON.parse(decode(data));
  const hex = (data) => Array.from(data, (byte) => (byte + 256).toString(16).slice(1)).join("");
  let opening;

  // A file, or a part of it; a server without ranges sends it all, and then it is kept.
  const load = async (name, from = 0, size = 0, priority = "auto") => {
    if (!loaded[name]) {
      const reply = await fetch(new URL(name, base), { priority, ...(size ? { headers: { Range: `bytes=${from}-${from + size - 1}` } } : name === "index.json" && { cache: "no-cache" }) });
      if (!reply.ok) throw Error();
      const data = new Uint8Array(await reply.arrayBuffer());
      if (!size || reply.status === 206) return data;
      loaded[name] = data;
    }
    return loaded[name].subarray(from, from + size);
  };
  // The directory of each segment, or its block; with the records of its episodes where these are few. Episodes are numbered newest first here.
  const open = () => opening ??= load("index.json").then(json).then(async ({ count, segments, facets }) => ({
    count, facets,
    segments: await Promise.all(segments.map(async ([first, end, bits, name]) => {
      const newest = count - 1 - first, size = bits ? (1 << bits) + (1 << bits - 2) : 0; // a byte for each bucket, 4 for 16 of them
      const data = await load(name, 0, end - first > 512 ? size : 0);
      return { first, end, bits, name, size, newest, data, buckets: [], words: bits ? [] : parsed(data.subarray(13 * (end - first)), newest) };
    })),
  })).catch((error) => { opening = null; throw error; });

  const folded = (text) => text.toLowerCase().normalize("NFD").replace(/([aou])\u0308/g, "$1e").replace(/ß/g, "ss")
    .replace(RegExp(`\\p{M}|\u00ad|(?<=\\p{L})${SIGNS}(?=\\p{L})`, "gu"), "").match(/[\p{L}\p{N}]+/gu) || [];
  // Finds a folded word in a text in NFD: "ue" is ü, too; a word of one or two letters is a whole word.
  const pattern = (word) => {
    const inner = Array.from(word.match(/[aou]e|ss|./gu), (sign) => (sign === "ss" ? "(?:ss|ß)" : sign[1] === "e" ? sign[0] + "(?:e|\u0308)" : sign) + "\\p{M}*").join(SIGNS);
    return isShort(word) ? `(?<![\\p{L}\\p{N}])${inner}(?![\\p{L}\\p{N}])` : inner;
  };
  const isShort = (word) => ![...word][2];
  // The hashes of the runs of three letters, as in podcast/pages/search/tokens.py.
  const hash = (letters) => Math.imul(letters.reduce((sum, sign) => Math.imul(sum, 31) + sign.codePointAt(), 0), 0x9E3779B1);
  const runs = (word, letters = [...word]) => (letters[2] ? letters.slice(2).map((_, at) => hash(letters.slice(at, at + 3))) : [hash(letters)]);

  // Numbers have seven bits in a byte, the lowest ones first.
  const reader = (data) => {
    let at = 0;
    const bytes = (size) => data.subarray(at, at += size), rest = () => data.subarray(at);
    const number = () => {
      let sum = 0, shift = 0, byte;
      do { sum |= ((byte = data[at++]) & 127) << shift; shift += 7; } while (byte > 127);
      return sum;
    };
    return { bytes, rest, number };
  };
  // The words of a bucket: [folded word, the word that it is another form of, its episodes].
  const parsed = (data, newest) => {
    const { bytes, number } = reader(data);
    let word = "";
    return decode(bytes(number())).split("\n").map((line) => {
      word = word.slice(0, parseInt(line[0], 36)) + line.slice(1);
      const [form, base = ""] = word.includes(">") ? word.split(">") : [word], head = number();
      return [form, base, { newest, flags: head & 31, data: bytes(head >> 5) }];
    });
  };
  // Calls `found` with number and fields of each episode of a word; 128 is speech.
  const each = ([, , { newest, flags, data }], found) => {
    const { bytes, rest, number } = reader(data), add = (episode, fields) => found(newest - episode, fields);
    if (flags & 16) for (let left = number(), episode = -1; left--;) add(episode += 1 + number(), bytes(1)[0]);
    // The gaps of the others in a Rice code: zeros, a one, and so many lower bits.
    const codes = rest(), end = 8 * codes.length, low = flags & 15;
    for (let at = 0, episode = -1, high = 0; at < end; at++) {
      if (!(codes[at >> 3] >> (at & 7) & 1)) high++;
      else {
        let gap = high << low;
        for (let place = 0; place < low; place++) gap |= (codes[++at >> 3] >> (at & 7) & 1) << place;
        add(episode += 1 + gap, 128);
        high = 0;
      }
    }
  };
  // The words that may contain a text: those of its smallest bucket in each segment. Null where even those are too large to load.
  const bucket = async (text) => {
    const { segments } = await open();
    const plan = segments.map(({ first, bits, newest, buckets, words, data }) => {
      if (!bits) return [0, () => words.filter(([form]) => form.includes(text))];
      const size = (at) => data[at] && 8 + data[at] % 8 << (data[at] >> 3);
      const number = runs(text).map((run) => run >>> 32 - bits).reduce((best, next) => (size(next) < size(best) ? next : best));
      const file = number >> 4, at = (1 << bits) + 4 * file; // of the digest of the file
      let from = 0;
      for (let before = number; before & 15;) from += size(--before); // 16 are in a file
      return [size(number), () => buckets[number] ??= size(number) ? load(`words-${first}-${file}.${hex(data.subarray(at, at + 4))}.bin`, from, size(number)).then((part) => parsed(part, newest)) : []];
    });
    return plan.reduce((sum, [size]) => sum + size, 0) > 150000 ? null : (await Promise.all(plan.map(([, words]) => words()))).flat();
  };

  // One letter more, less, other, or two letters in the other order.
  const isNear = (a, b) => {
    let at = 0;
    while (a[at] && a[at] === b[at]) at++;
    const [x, y] = [a.slice(at), b.slice(at)];
    return [y, y.slice(1), y[1] + y[0] + y.slice(2)].includes(x) || x.slice(1) === y || x.slice(1) === y.slice(1);
  };
  const alike = async (text) => {
    const letters = [...text], lists = letters[4] ? await Promise.all([letters.slice(0, 3), letters.slice(-3)].map((piece) => bucket(piece.join("")))) : [];
    return lists.flatMap((list) => list || []).filter(([form, word]) => !word && [-1, 0, 1].some((more) => isNear(text, form.slice(0, text.length + more))));
  };
  // Episodes with their rank for one term: the most telling field of a word counts, a whole word a quarter more.
  const ranked = (entries, text) => {
    const episodes = new Map();
    for (const entry of entries) {
      const weight = entry[0] === text ? 320 : 256;
      each(entry, (episode, fields) => {
        const known = episodes.get(episode), rank = weight / (fields & -fields);
        if (!known) episodes.set(episode, [rank, fields]);
        else {
          known[0] = Math.max(known[0], rank);
          known[1] |= fields;
        }
      });
    }
    return episodes;
  };
  const look = async ({ text, raw }) => {
    // The form without gender of Bürger*innenrat, Kolleg:innen, BürgerInnen, Kolleginnen; see podcast/pages/search/gender_forms.py.
    const [, stem, rest] = /^(.{3,}?)(?:[*:_·/]-?in(?:nen)?|innen)(.*)$/i.exec(raw)?.map((part) => folded(part).join("")) || [];
    const [entries, stems] = await Promise.all([bucket(text), stem ? bucket(stem) : []]), neutral = RegExp(stem + (rest ? "(?:en?|n)?" + rest : "(?:e[ns]?|n|s)?$"));
    const has = (form) => (isShort(text) ? form === text : form.includes(text));
    if (!entries) throw { failure: "frequent", word: text };
    const exact = entries.filter(([form, word]) => !word && has(form));
    const forms = [
      ...entries.filter(([form, word]) => word && has(form) && !has(word)),
      ...(stems || []).filter(([form, word]) => !word && neutral.test(form) && !has(form)),
    ];
    const hits = ranked(exact, text);
    return { text, exact: hits, all: new Map([...ranked(forms), ...hits]), needles: [...(hits.size ? [text] : []), ...forms.map(([form, word]) => word || form)] };
  };
  // Hits of at least so many terms, the best first, of equal ones the newest. Without all terms, the rare ones count more.
  const merge = (maps, least, count) => {
    const hits = new Map();
    for (const map of maps) for (const [episode, [rank, fields]] of map) {
      const hit = hits.get(episode) || { episode, rank: 0, fields: 0, terms: 0 };
      hit.rank += count ? Math.log(1 + count / map.size) * (1 + rank / 256) : rank;
      hit.fields |= fields;
      hit.terms++;
      hits.set(episode, hit);
    }
    return [...hits.values()].filter(({ terms }) => terms >= least).sort((a, b) => b.rank - a.rank || a.episode - b.episode);
  };

  // What is asked: hits, and all words to mark; throws the reason where it cannot be searched for. Hits of other kinds than "exact" have
  // to be called so.
  const find = async (query) => {
    const spoken = query.normalize().split(/\s+/).flatMap((raw) => folded(raw).map((text) => ({ text, raw })));
    const telling = spoken.filter(({ text }) => !stopWords.has(text)), all = telling[0] ? telling : spoken;
    const terms = all.filter(({ text }, at) => at < 9 && all.findIndex((term) => term.text === text) === at), least = terms.length;
    if (!terms.some(({ text }) => text[1])) throw { failure: "short" };
    const found = await Promise.all(terms.map(look));
    const maps = found.map((result) => result.all), needles = found.flatMap((result) => result.needles), hits = [];
    const add = (kind, more) => {
      const known = new Set(hits.map(({ episode }) => episode));
      for (const hit of more) if (!known.has(hit.episode)) hits.push({ kind, ...hit });
    };
    add("exact", merge(found.map(({ exact }) => exact), least));
    add("other_forms", merge(maps, least));
    if (!hits[0] && maps.some((map) => !map.size)) {
      const similar = await Promise.all(found.map(({ text }, at) => (maps[at].size ? [] : alike(text))));
      add("similar", merge(similar.map((entries, at) => (maps[at].size ? maps[at] : ranked(entries))), least));
      needles.push(...similar.flat().map(([form]) => form));
    }
    if (!hits[0] && (terms[2] || (terms[1] && (spoken.length > least + 1 || query.includes("?"))))) {
      const present = maps.filter((map) => map.size);
      add("partial", merge(present, present.length / 2, (await open()).count));
    }
    // Of other words, those that contain one of the others need not be marked.
    return { hits, needles: [...new Set(needles)].filter((needle, _, all) => terms.some(({ text }) => text === needle) || all.every((part) => part === needle || isShort(part) || !needle.includes(part))) };
  };

  // An episode as a hit: how it is shown, and the lines with the words, the best first: chapters, speech, …, topics last. `more` where not everything was read.
  const read = async (episode, needles, all, priority) => {
    const { count, segments } = await open(), number = count - 1 - episode, { first, name: file, size: from, data } = segments.find(({ end }) => number < end);
    const at = from + 13 * (number - first), record = data[at + 12] >= 0 ? data.subarray(at, at + 13) : await load(file, at, 13), name = `${hex(record.subarray(0, 6))}.${hex(record.subarray(6, 10))}.bin`;
    const head = await load(name, 0, record[10] << 16 | record[11] << 8 | record[12], priority), end = head.indexOf(10), card = json(head.subarray(0, end));
    const { ends, spoken = [], transcript } = card, start = end + 1 + 128 * (ends.length + spoken.length), lines = [], parts = {};
    const isHere = (chunk) => head.length >= start + ends[chunk]; // written, and loaded with the head
    const has = (chunk, run) => { const bit = (chunk << 10) + (run >>> 15) % 1024; return head[end + 1 + (bit >> 3)] >> (bit & 7) & 1; };
    const rank = [...ends, ...spoken].map((_, chunk) => needles.filter((needle) => runs(needle).every((run) => has(chunk, run))).length);
    const chunks = [...rank.keys()].filter((chunk) => rank[chunk]), likely = chunks.filter((chunk) => !isHere(chunk)).sort((a, b) => rank[b] - rank[a]);
    const plan = new Set([...chunks.filter(isHere), ...likely.splice(0, all ? 999 : 3)]);
    // The passages of a chunk; of speech, chunks that are next to each other, or nearly so, are loaded at once.
    const passages = async (chunk) => {
      const from = start + (ends[chunk - 1] || 0), place = (at) => spoken[at - ends.length];
      if (chunk < ends.length) return json(isHere(chunk) ? head.subarray(from, start + ends[chunk]) : await load(name, from, start + ends[chunk] - from, priority));
      const near = (at, step) => [at + step, at + 2 * step].find((next) => place(next) && plan.has(next));
      let first = chunk, last = chunk;
      for (let at = chunk; at; at = near(at, -1)) first = at;
      for (let at = chunk; at; at = near(at, 1)) last = at;
      const part = await (parts[first] ??= load(`../${transcript}`, place(first)[0], place(last)[1] - place(first)[0], priority));
      const { bytes } = reader(part.subarray(place(chunk)[0] - place(first)[0])), texts = [];
      for (let at = 0, [, , places] = place(chunk); at < places.length; at += 3) {
        bytes(places[at + 1]);
        texts.push([7, places[at], decode(bytes(places[at + 2])).replaceAll("\u00ad", "")]);
      }
      return texts;
    };
    const tests = needles.map((needle) => RegExp(pattern(needle), "iu"));
    let summary = [];
    for (const texts of await Promise.all([...plan].sort((a, b) => a - b).map(passages))) {
      for (const [field, time, text] of texts) {
        if (field === 4) summary = [{ field, time, text }];
        if (field) for (const line of text.normalize("NFD").split(/(?<=[.!?…]["“”»]?) /)) {
          const hits = tests.filter((test) => test.test(line));
          if (hits[0]) lines.push({ count: hits.length, order: "1745632".indexOf(field), field, time, text: line[300] ? `… ${line.substr(Math.max(0, line.search(hits[0]) - 99), 250)} …` : line });
        }
      }
    }
    lines.sort((a, b) => b.count - a.count || a.order - b.order || a.time - b.time);
    return { card, lines: lines[0] ? lines : summary, more: likely[0] >= 0 };
  };
  const marks = (needles) => RegExp(`(${needles.map(pattern).join("|")})`, "giu");
  return { open, find, read, marks, facets: () => open().then((data) => load(data.facets)).then(json) };
};
