// The page works without this script. With it, #t= in links and in the address moves the player, and the tools are shown.
// Nothing plays by itself on arrival; nothing is stored before the box is ticked.
(() => {
  const tools = document.querySelector("podcast-tools");
  const audio = document.querySelector(".player audio");
  const alert = document.querySelector(".player [role=alert]");
  // A tool that the page does not have is replaced by a dummy.
  const part = (selector, root = tools) => root.querySelector(selector) || document.createElement("i");
  const [speed, sleep, remember, share, status] =
    ["[name=speed]", "[name=sleep]", "[name=remember]", ".share", "output"].map((selector) => part(selector));
  const played = part(".kicker .played", document);
  const { title, show, cover, page, storageKey, slug } = tools.dataset;
  const self = location.href.split(/[?#]/)[0];
  const on = (types, act) => types.split(" ").forEach((type) => audio.addEventListener(type, act));
  const say = (key, text = "", where = status) => { where.textContent = `${tools.dataset[key]} ${text}`; };

  const seconds = (text) => {
    const words = /^(?:(\d+)h)?(?:(\d+)m)?(?:(\d+(?:\.\d+)?)s?)?$/.exec(text);
    if (text && words) return (words[1] || 0) * 3600 + (words[2] || 0) * 60 + +(words[3] || 0);
    return /^\d+(:\d\d?){1,2}(\.\d+)?$/.test(text) ? text.split(":").reduce((sum, each) => sum * 60 + +each, 0) : NaN;
  };
  const span = ({ hash, search }) => {
    const t = new URLSearchParams(hash.slice(1)).get("t") ?? new URLSearchParams(search).get("t") ?? "";
    const [from, to = ""] = t.trim().toLowerCase().replace("npt:", "").split(",");
    return [from || !to ? seconds(from) : 0, seconds(to)];
  };
  const clock = (time) => new Date(time * 1e3).toISOString().slice(11, 19).replace(/^[0:]{1,4}/, "");

  const rows = (selector, holder) => [...document.querySelectorAll(selector)].map((link) =>
    ({ start: span(link)[0], row: link.closest(holder), remaining: part(".remaining", link) }));
  const chapters = rows(".chapters a.chapter", "a");
  const lists = [chapters, rows(".transcript a.time", "p")];
  const now = [-1, -1];
  let wanted = NaN, until = NaN, alarm = 0, saved = 0;
  const here = () => (audio.readyState ? audio.currentTime : wanted || 0);
  const at = (list) => list.filter(({ start }) => start <= audio.currentTime + 0.05).length - 1;
  const end = () => chapters[now[0] + 1]?.start ?? audio.duration;
  const seek = (time, to) => {
    until = to > time ? to : NaN;
    if (audio.readyState) return audio.currentTime = time;
    wanted = time;
    audio.preload = "metadata";
  };
  const skip = (by) => seek(Math.max(0, here() + by));
  const step = (by) => {
    const again = by < 0 && here() - chapters[now[0]]?.start > 3;
    const start = chapters[now[0] + (again ? 0 : by)]?.start;
    if (start >= 0) seek(start);
  };
  const awake = () => { sleep.value = ""; alarm = 0; };
  const rest = () => { audio.pause(); awake(); say("slept"); };

  const follow = ({ type }) => {
    const time = audio.currentTime, late = alarm && Date.now() > alarm;
    if (type === "play") { status.textContent = ""; if (late) awake(); }
    else if (type === "seeking") { if (time > until) until = NaN; }
    else if (time >= until) { until = NaN; audio.pause(); }
    else if (late) rest();
    else if (sleep.value === "chapter" && at(chapters) > now[0] && now[0] >= 0) { audio.currentTime = end(); rest(); }
    lists.forEach((list, which) => {
      const number = time > 0 || !audio.paused ? at(list) : -1, before = list[now[which]];
      if (number === now[which]) return;
      before?.row.removeAttribute("aria-current");
      if (before) before.remaining.textContent = "";
      list[number]?.row.setAttribute("aria-current", "true");
      now[which] = number;
    });
    const left = end() - time;
    if (chapters[now[0]] && left > 0 && left < 1e9) chapters[now[0]].remaining.textContent = `−${clock(left)}`;
    if (type !== "timeupdate" || Math.abs(time - saved) > 10) save();
  };

  // The entry itself is the consent: without one nothing is written, and its removal in another window counts here, too.
  const read = () => { try { return storageKey && JSON.parse(localStorage.getItem(storageKey)); } catch { return null; } };
  const save = () => {
    const entry = read();
    saved = here();
    updateBox();
    if (!entry || !audio.played.length) return;
    const done = saved > audio.duration * 0.97;
    if (done) played.hidden = false;
    write({ ...entry, [slug]: [done ? 0 : Math.floor(saved), !played.hidden] });
  };
  const updateBox = () => { remember.checked = !!read(); };
  const write = (entry) => { try { localStorage.setItem(storageKey, JSON.stringify(entry)); } catch { say("refused"); } };
  remember.onchange = () => {
    played.hidden = true;
    if (remember.checked) write({});
    else localStorage.removeItem(storageKey);
    save();
  };

  const copy = async (text, where) => {
    try {
      await navigator.clipboard.writeText(text);
      say("copied", "", where);
    } catch { say("byhand", text, where); }
  };
  share.onclick = () => {
    const url = `${page || self}#t=${Math.floor(here())}`;
    if (!navigator.share || !matchMedia("(pointer: coarse)").matches) copy(url);
    else navigator.share({ title, url }).catch(({ name }) => name === "AbortError" || copy(url));
  };
  speed.onchange = () => { audio.playbackRate = audio.defaultPlaybackRate = speed.value; };
  on("ratechange", () => { speed.value = audio.playbackRate; });
  sleep.onchange = () => { alarm = +sleep.value ? Date.now() + sleep.value * 6e4 : 0; };
  addEventListener("click", (event) => {
    const target = event.target.closest("[data-skip], [data-copies], a[href*='#t=']");
    if (!target || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const { skip: by, copies } = target.dataset;
    if (by) skip(+by);
    if (copies) copy(document.getElementById(copies).textContent, target.nextElementSibling);
    const [time, to] = target.hash ? span(target) : [];
    if (!(time >= 0) || ![audio.src, self].some((url) => target.href.startsWith(`${url}#`))) return;
    event.preventDefault();
    history.replaceState(null, "", `#t=${time}`);
    seek(time, to);
    audio.play().catch(() => {});
  });
  const fail = () => { alert.hidden = !audio.error; };
  on("error loadedmetadata", fail);
  fail();
  on("timeupdate seeking play pause", follow);
  on("loadedmetadata", () => { if (wanted < audio.duration) audio.currentTime = wanted; });
  on("ended", awake);

  const session = navigator.mediaSession;
  if (session) on("play", () => {
    session.metadata = new MediaMetadata({ title, artist: show, artwork: cover ? [{ src: new URL(cover, self).href }] : [] });
    const keys = {
      seekbackward: ({ seekOffset }) => skip(-(seekOffset || 15)),
      seekforward: ({ seekOffset }) => skip(seekOffset || 30),
      seekto: ({ seekTime }) => seek(seekTime),
      ...(chapters[0] && { previoustrack: () => step(-1), nexttrack: () => step(1) }),
    };
    for (const key in keys) try { session.setActionHandler(key, keys[key]); } catch { /* unknown here */ }
  });

  const arrive = (place) => {
    const [time, to] = span(location);
    if (time >= audio.duration) return; // after the end: from an older, longer edition
    if (time >= 0) seek(time, to);
    else if (place > 0) seek(place);
  };
  addEventListener("hashchange", arrive);
  addEventListener("pagehide", save);
  addEventListener("pageshow", updateBox);
  addEventListener("storage", updateBox);
  const position = read()?.[slug];
  updateBox();
  played.hidden = !position?.[1];
  arrive(position?.[0]);
  customElements.define("podcast-tools", class extends HTMLElement {}); // now they are shown
})();
