// What the player offers beyond playing: keys, the time under the pointer, the next episode, sleep timer, volume, link to a moment,
// copy buttons, remembering, media keys. player.js loads it when anything of the player is touched for the first time.
// Nothing is stored before the box is ticked.
(() => {
  const { bar, sound, words, part, on, seek, place, length, at, moment, clock, toggle, state } = globalThis.podcastPlayer;
  const { mediaSession: session } = navigator;
  let sleep = "", alarm = 0, now = { chapter: -1, track: state().track }, saved = 0;

  const tell = (text, where = part(".menu output")) => { where.textContent = text; };
  const awake = () => { part("[name=sleep]").value = sleep = alarm = ""; };
  const rest = () => {
    sound.pause();
    awake();
    tell(words.slept);
  };

  // The entry itself is the consent: without one nothing is written, and its removal in another window counts here, too.
  const entry = () => { try { return JSON.parse(localStorage.getItem(words.storageKey)); } catch { return null; } };
  const write = (value) => { try { localStorage.setItem(words.storageKey, JSON.stringify(value)); } catch { tell(words.refused); } };
  const save = () => {
    const { track } = now, kept = entry();
    part("[name=remember]").checked = !!kept;
    if (!kept || !track || !sound.played.length) return;
    saved = sound.currentTime;
    const isDone = saved > sound.duration * 0.97, isPlayed = isDone || !!kept[track.slug]?.[1];
    if (state().own === track) part(".kicker .played").hidden = !isPlayed;
    write({ ...kept, [track.slug]: [isDone ? 0 : Math.floor(saved), isPlayed] });
  };

  const describe = ({ title, show, kicker, cover, chapters }, chapter) => {
    const src = chapters[chapter]?.image || cover;
    session.metadata = new MediaMetadata({ title: chapters[chapter]?.title || title, artist: show || kicker, album: title, artwork: src ? [{ src }] : [] });
  };
  on(document, "player:time", ({ detail }) => {
    const { track, chapter, playing, time } = detail, isSame = track === now.track;
    if (playing && alarm && Date.now() > alarm) rest();
    else if (playing && isSame && sleep === "chapter" && chapter === now.chapter + 1 && now.chapter >= 0) {
      sound.currentTime = track.chapters[chapter].start;
      rest();
    }
    if (session && playing && !(isSame && chapter === now.chapter && now.playing)) describe(track, chapter);
    now = detail;
    if (Math.abs(time - saved) > 10) save();
  });
  on(sound, "play", () => {
    tell("");
    part(".up-next", bar).remove();
    if (alarm && Date.now() > alarm) awake();
  });
  on(sound, "play pause seeked", save);
  document.addEventListener("play", ({ target }) => document.querySelectorAll("audio, video").forEach((each) => each === target || each.pause()), true);
  on(sound, "error loadedmetadata", () => showError());
  on(sound, "ratechange", () => { part("[name=speed]").value = sound.playbackRate; });
  on(sound, "ended", () => {
    const { track } = now;
    awake();
    if (!part(".play", track.offer).of) return;
    track.offer.hidden = false;
    const offer = track.offer.cloneNode(true);
    part(".play", offer).of = part(".play", track.offer).of;
    bar.append(offer);
  });

  const copy = async (text, where) => {
    try {
      await navigator.clipboard.writeText(text);
      tell(words.copied, where);
    } catch { tell(`${words.byhand} ${text}`, where); }
  };
  const share = (of) => {
    const { title } = of, url = `${of.page.replace(/index\.html$/, "")}#t=${Math.floor(place(of))}`;
    if (!navigator.share || !matchMedia("(pointer: coarse)").matches) copy(url);
    else navigator.share({ title, url }).catch(({ name }) => name === "AbortError" || copy(url));
  };
  const click = (target) => {
    const button = target?.closest(".share, .menu-button, [data-copies]"), { copies } = button?.dataset || {}, menu = part(".menu");
    if (copies) copy(part(`#${copies}`).textContent, part("output", button.parentNode));
    else if (button?.matches(".share")) share(state().own);
    else if (button) button.ariaExpanded = !(menu.hidden = !menu.hidden); // not before its fields show what is kept
  };
  on(document, "click", ({ target }) => click(target));

  const fields = {
    volume: ({ value }) => { sound.volume = value; },
    sleep: ({ value }) => { sleep = value; alarm = +value && Date.now() + value * 6e4; },
    remember: ({ checked }) => {
      part(".kicker .played").hidden = true;
      if (checked) write({});
      else localStorage.removeItem(words.storageKey);
      save();
    },
  };
  on(document, "change input", ({ type, target }) => {
    if (type === "change" || target.name === "volume") fields[target.name]?.(target);
  });

  // Keys count while the player or the bar has the focus, and never in a field that needs them.
  const KEYS = { ArrowLeft: -5, ArrowDown: -5, ArrowRight: 5, ArrowUp: 5, PageDown: -30, PageUp: 30 };
  on(document, "keydown", (event) => {
    const { key, target } = event, menu = part(".menu"), button = part(".menu-button");
    const isBar = bar.contains(target), of = isBar ? now.track : state().own, isSlider = target.name === "seek";
    if (!target.closest(".player, .player-bar") || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    if (key === "Escape" && !menu.hidden) {
      menu.hidden = true;
      button.ariaExpanded = "false";
      button.focus();
    }
    if (target.matches("select, input:not([name=seek])")) return;
    if (key === " " && !target.matches("button, a")) toggle(of);
    else if (KEYS[key] && (isSlider || key[0] === "A")) seek(of, place(of) + KEYS[key]);
    else if (/^\d$/.test(key)) seek(of, length(of) * key / 10);
    else return;
    event.preventDefault();
  });

  // Under the pointer: a line, time and chapter.
  on(document, "pointermove", (event) => {
    const box = event.target.closest(".seek"), hint = part(".hint");
    hint.hidden = !box;
    if (!box) return;
    const of = state().own, time = moment(box, event), ratio = time / length(of), { title } = of.chapters[at(of.chapters, time)] || {};
    hint.textContent = clock(time) + (title ? ` · ${title}` : "");
    box.style.setProperty("--hover", ratio);
    if (box.hasPointerCapture(event.pointerId)) box.parentNode.style.setProperty("--played", ratio);
  });

  const step = (by) => {
    const { chapters, offer } = now.track, chapter = at(chapters, sound.currentTime);
    const isLate = by < 0 && sound.currentTime - chapters[chapter]?.start > 3;
    const start = chapters[chapter + (isLate ? 0 : by)]?.start;
    if (start >= 0) seek(now.track, start);
    else if (by > 0) part(".play", offer).click();
  };
  const skip = (by) => seek(now.track, sound.currentTime + by);
  const actions = {
    seekbackward: ({ seekOffset }) => skip(-(seekOffset || 15)),
    seekforward: ({ seekOffset }) => skip(seekOffset || 30),
    seekto: ({ seekTime }) => seek(now.track, seekTime),
    previoustrack: () => step(-1),
    nexttrack: () => step(1),
  };
  for (const name in actions) try { session.setActionHandler(name, actions[name]); } catch { /* unknown here */ }

  const showError = () => {
    const isBroken = sound.error && sound.readyState < 3; // a browser without a loudspeaker has an error, too, and plays on
    part(".player [role=alert]").hidden = !isBroken || state().own !== state().track;
    if (isBroken) sound.pause();
  };
  const load = () => {
    showError();
    const field = part("[name=volume]"), { volume } = sound, label = field.closest("label") || field;
    part("[name=sleep]").value = sleep;
    sound.volume = 0.5;
    label.hidden = sound.volume !== 0.5; // the platform does not let pages set it
    field.value = sound.volume = volume;
    save();
  };
  on(document, "page:load", load);
  on(document, "page:leave", save);
  on(window, "pagehide pageshow storage", save);
  load();
  click(state().last); // before this was loaded
  globalThis.podcastPlayer.isWhole = true;
})();
