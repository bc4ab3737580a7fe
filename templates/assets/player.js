// One sound for all pages that follow one another in this document (see navigation.js), shown by the player of the page and by
// the bar at the bottom. Nothing plays by itself on arrival. player-extras.js has what is not needed before the first touch.
(() => {
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  // A part that a page does not have is replaced by a dummy.
  const part = (selector, root = document) => root.querySelector(selector) || document.createElement("i");
  const on = (target, types, act) => types.split(" ").forEach((type) => target.addEventListener(type, act));
  const template = part("#player-bar"), words = template.dataset, files = [words.extras, words.extrasStyle].map((name) => new URL(name, location).href);
  const bar = document.body.appendChild(template.content.firstElementChild), sound = part("audio", bar);
  const tracks = {}; // by address
  // The track of the sound; that of the page, its player, whether this is in the window; the chapters and cues of the page.
  let track, own, player, isSeen, lists;
  let isStarted, until, last;

  const fill = (text, values) => text.replace(/{(\w+)}/g, (_, name) => values[name]);
  const clock = (time) => new Date(time * 1e3).toISOString().slice(11, 19).replace(/^[0:]{1,4}/, "");
  const seconds = (text) => { // 75.5, 75s, 1m15s, 1:15, 1:02:03
    const [all, h = 0, m = 0, s = 0] = /^(?:(\d+)(?:h|:(?=\d+:)))?(?:(\d+)[m:])?(?:(\d+(?:\.\d+)?)s?)?$/.exec(text) || [];
    return all ? h * 3600 + m * 60 + +s : NaN;
  };
  const span = ({ hash, search }) => {
    const t = new URLSearchParams(hash.slice(1)).get("t") ?? new URLSearchParams(search).get("t") ?? "";
    const [from, to = ""] = t.trim().toLowerCase().replace("npt:", "").split(",");
    return [from || !to ? seconds(from) : 0, seconds(to)];
  };

  // A track is what a play control names. `place` is where it stands while another one plays. Who has asked this browser to
  // remember has an entry.
  const stored = ({ slug }) => { try { return JSON.parse(localStorage.getItem(words.storageKey))[slug]; } catch {} };
  const trackOf = (data) => (tracks[data.audio] ??= { ...data, chapters: [], place: stored(data)?.[0] || 0 });
  const place = (of) => (of === track ? sound.currentTime : of.place);
  const length = (of) => (of === track && sound.duration < 1e9 ? sound.duration : +of.seconds);
  const at = (list, time) => list.findLastIndex(({ start }) => start <= time + .05);
  const clamp = (value, most) => Math.min(Math.max(0, value), most);
  const seek = (of, time, to) => {
    time = clamp(time, length(of));
    if (of === track) {
      until = to > time ? to : NaN;
      sound.preload = "metadata";
      sound.currentTime = time;
    } else of.place = time;
    update();
  };
  const choose = (of) => {
    if (of === track) return;
    if (track) track.place = sound.currentTime;
    track = of;
    sound.src = of.audio;
    sound.currentTime = of.place;
    bar.className = `player-bar season-colour-${of.colour}`;
    part(".bar-title", bar).textContent = of.title;
    all("a", bar).forEach((link) => { link.href = `${of.page}#player`; });
    draw(part(".bar-wave", bar), of);
  };
  const play = (of, time, to) => {
    choose(of);
    Object.assign(part("img", bar), { src: of.cover || "", hidden: !of.cover }); // not before it is seen
    if (time >= 0) seek(of, time, to);
    isStarted = bar.dataset.started = true;
    sound.play().catch(() => {});
  };
  const toggle = (of) => (of === track && !sound.paused ? sound.pause() : play(of));

  // What is seen of a track: in the player of the page and in the bar.
  const paint = (root, of, type) => {
    const time = place(of), whole = length(of), number = at(of.chapters, time), { title } = of.chapters[number] || {};
    const values = { time: clock(time), length: clock(whole), number: number + 1, count: of.chapters.length };
    const { buffered } = sound, input = part("input[name=seek]", root);
    const texts = {
      elapsed: values.time,
      length: values.length,
      left: time && time < whole ? fill(words.left, { time: clock(whole - time) }) : "",
      ...(title && { "now-number": fill(words.now, values), "now-title": title }),
      "bar-chapter": title ? `${number + 1} · ${title}` : of.kicker,
    };
    for (const name in texts) all(`.${name}`, root).forEach((each) => { each.textContent = texts[name]; });
    root.classList.toggle("begun", time > 0);
    root.style.setProperty("--played", time / whole);
    root.style.setProperty("--loaded", of === track && buffered.length ? buffered.end(buffered.length - 1) / whole : 0);
    all("[data-skip]", root).forEach((each) => { each.ariaDisabled = each.dataset.skip < 0 ? !time : time >= whole; });
    all(".tick", root).forEach((tick, index) => { tick.className = `tick ${!time || index > number ? "" : index < number ? "past" : "current"}`; });
    // A slider that has the focus speaks when it is moved, not each second.
    if (type === "timeupdate" && input === document.activeElement) return;
    input.value = time;
    input.ariaValueText = fill(title ? words.positionChapter : words.position, values);
  };
  const update = (type) => {
    if (own) paint(player, own, type);
    if (!track) return;
    paint(bar, track);
    bar.hidden = !isStarted || (own === track && isSeen);
    const time = sound.currentTime, playing = !sound.paused, moves = own === track && (time || playing);
    const chapter = at(track.chapters, time), end = track.chapters[chapter + 1]?.start ?? length(track), left = end - time;
    const [row, cue = null] = lists.map((list) => {
      const number = moves ? at(list, time) : -1;
      list.forEach((each, index) => { each.row.ariaCurrent = index === number ? "true" : null; });
      return list[number]?.row;
    });
    part(".chapter-left").textContent = row && left < 1e9 ? fill(words.chapterLeft, { time: clock(left), number: chapter + 1 }) : "";
    row?.style.setProperty("--progress", 1 - left / (end - track.chapters[chapter].start));
    all("button.play").forEach((button) => {
      const { of = track } = button, state = !playing || of !== track ? "" : sound.readyState < 3 ? "loading" : "playing";
      button.dataset.state = state;
      button.ariaLabel = fill(state ? words.pause : words.play, of);
    });
    document.dispatchEvent(new CustomEvent("player:time", { detail: { time, seconds: length(track), playing, cue, chapter, track } }));
  };

  // The waveform: the loudest peak of each bar, a bar every five pixels. It is there twice; one of them shows what was played.
  const draw = async (root, of) => {
    of.wave ??= of.bars ? { peaks: of.bars.split(",") } : fetch(of.peaks).then((reply) => reply.json()).catch(() => "");
    const { peaks = [] } = await of.wave, count = root.clientWidth / 5 | 0, size = peaks.length / count;
    const bars = Array.from({ length: count }, (_, index) => {
      const height = Math.max(3, ...peaks.slice(index * size, (index + 1) * size)) * .9;
      return `M${index * 5 + 2.5} ${50 - height / 2}v${height}`;
    });
    all(".wave", root).forEach((svg) => {
      svg.setAttribute("viewBox", `0 0 ${count * 5} 100`);
      svg.firstElementChild.setAttribute("d", bars.join(""));
    });
  };
  const sizes = new ResizeObserver((entries) => entries.forEach(({ target }) => {
    const of = bar.contains(target) ? track : own;
    if (of && target.clientWidth) draw(target, of);
  }));
  const sight = new IntersectionObserver((entries) => {
    isSeen = entries.at(-1).isIntersecting;
    update();
  });
  const moment = (box, { clientX }) => {
    const { left, width } = box.getBoundingClientRect();
    return clamp((clientX - left) / width, 1) * length(own);
  };

  on(document, "click", (event) => {
    const target = event.target.closest("button, a[href*='#t=']"), of = target?.of || (bar.contains(target) ? track : own);
    if (!target || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    last = target;
    if (target.matches(".play")) toggle(of);
    if (target.dataset.skip) seek(of, place(of) + +target.dataset.skip);
    const [time, to] = target.hash ? span(target) : [], self = location.href.split(/[?#]/)[0];
    if (!own || !(time >= 0) || ![own.audio, own.page, self].some((url) => target.href.startsWith(`${url}#`))) return;
    event.preventDefault();
    history.replaceState(history.state, "", `#t=${time}`);
    play(own, time, to);
  });
  on(document, "change", ({ target: { name, value } }) => {
    if (name === "seek") seek(own, +value);
    if (name === "speed") sound.playbackRate = sound.defaultPlaybackRate = value;
  });
  on(sound, "timeupdate seeking play pause progress waiting playing canplay", ({ type }) => {
    if (sound.currentTime >= until) {
      until = NaN;
      if (type === "timeupdate") sound.pause();
    }
    update(type);
  });

  // Links that name a sound become buttons. Their addresses are kept whole, because the document's own changes.
  const addButtons = () => all("a.play[data-audio]").forEach((link) => {
    const button = Object.assign(document.createElement("button"), { type: "button", className: link.className, ariaLabel: link.ariaLabel });
    const data = { ...link.dataset };
    for (const name of ["audio", "page", "peaks", "cover"]) if (data[name]) data[name] = new URL(data[name], location).href;
    button.of = trackOf(data);
    link.replaceWith(button);
  });
  const addTick = ({ start }, index, chapters) => {
    const tick = document.createElement("span"), next = chapters[index + 1]?.start ?? own.seconds;
    tick.className = "tick";
    tick.textContent = next - start < own.seconds / 40 ? "" : index + 1;
    tick.style.left = `${start / own.seconds * 100}%`;
    part(".ticks", player).append(tick);
  };
  const rows = (selector, holder) => all(selector).map((link) =>
    ({ start: span(link)[0], row: link.closest(holder), title: part(".title", link).textContent, image: part("img", link).src }));
  const arrive = () => {
    const [time, to] = span(location);
    if (own && time < length(own)) seek(own, time, to); // else from an older, longer edition
  };
  on(document, "page:rows", addButtons); // see filter.js
  on(document, "page:load", ({ detail: { link } }) => {
    addButtons();
    player = part("podcast-player");
    own = part(".play", player).of;
    lists = [rows("a.chapter", "a"), rows(".transcript a.time", ".cue, p")];
    sight.disconnect();
    if (own) {
      const box = part(".seek", player), isNew = !isStarted || own !== track;
      own.chapters = lists[0];
      own.offer = part(".up-next", player);
      all("a", own.offer).forEach((each) => { each.href = each.href; });
      part("audio", player).remove();
      part(".kicker .played").hidden = !stored(own)?.[1];
      part("[name=speed]").value = sound.playbackRate;
      lists[0].forEach(addTick);
      box.onpointerdown = ({ button, pointerId }) => button || box.setPointerCapture(pointerId);
      box.onpointerup = (event) => seek(own, moment(box, event));
      sizes.observe(box);
      sight.observe(player);
      if (!isStarted) choose(own);
      if (link?.matches(".play,.place")) play(own); // .place: a line of the search
      if (link || isNew) arrive();
    }
    update();
  });
  sizes.observe(part(".bar-wave", bar));
  on(window, "hashchange", arrive);
  on(document, "focusin pointerover pointerdown", ({ target }) => {
    if (!files[0] || !target.closest(".player, .player-bar, .play, .chapter, .transcript, [data-copies]")) return;
    const [src, href] = files.splice(0);
    document.head.append(Object.assign(document.createElement("link"), { rel: "stylesheet", href }), Object.assign(document.createElement("script"), { src }));
  });
  globalThis.podcastPlayer = { bar, sound, words, part, on, seek, place, length, at, moment, clock, toggle, state: () => ({ own, track, last }) };
})();
