// The page works without this. With it, #t= moves the player, in links and in the address, and the tools come alive.
// Nothing plays by itself on arrival; nothing is stored before the box is ticked.
(() => {
  const tools = document.querySelector("podcast-tools");
  const audio = document.querySelector(".player audio");
  const alert = document.querySelector(".player [role=alert]");
  // A page without a tool has a dummy in its place.
  const part = (selector, whole = tools) => whole.querySelector(selector) || document.createElement("i");
  const [speed, sleep, keep, share, status] =
    ["[name=speed]", "[name=sleep]", "[name=keep]", ".share", "output"].map((one) => part(one));
  const heard = part(".kicker .heard", document);
  const { title, show, cover, page, store, slug } = tools.dataset;
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
    ({ start: span(link)[0], row: link.closest(holder), left: part(".left", link) }));
  const marks = rows(".chapters a.mark", "a");
  const lists = [marks, rows(".transcript a.time", "p")];
  const now = [-1, -1];
  let wanted = NaN, until = NaN, alarm = 0, saved = 0;
  const here = () => (audio.readyState ? audio.currentTime : wanted || 0);
  const at = (list) => list.filter(({ start }) => start <= audio.currentTime + 0.05).length - 1;
  const end = () => marks[now[0] + 1]?.start ?? audio.duration;
  const seek = (time, to) => {
    until = to > time ? to : NaN;
    if (audio.readyState) return audio.currentTime = time;
    wanted = time;
    audio.preload = "metadata";
  };
  const skip = (by) => seek(Math.max(0, here() + by));
  const step = (by) => {
    const again = by < 0 && here() - marks[now[0]]?.start > 3;
    const start = marks[now[0] + (again ? 0 : by)]?.start;
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
    else if (sleep.value === "chapter" && at(marks) > now[0] && now[0] >= 0) { audio.currentTime = end(); rest(); }
    lists.forEach((list, which) => {
      const number = time > 0 || !audio.paused ? at(list) : -1, before = list[now[which]];
      if (number === now[which]) return;
      before?.row.removeAttribute("aria-current");
      if (before) before.left.textContent = "";
      list[number]?.row.setAttribute("aria-current", "true");
      now[which] = number;
    });
    const left = end() - time;
    if (marks[now[0]] && left > 0 && left < 1e9) marks[now[0]].left.textContent = `−${clock(left)}`;
    if (type !== "timeupdate" || Math.abs(time - saved) > 10) remember();
  };

  // What is kept is the wish itself: without it nothing is written; taken back in another window it is gone here, too.
  const memory = () => { try { return store && JSON.parse(localStorage.getItem(store)); } catch { return null; } };
  const remember = () => {
    const known = memory();
    saved = here();
    wish();
    if (!known || !audio.played.length) return;
    const done = saved > audio.duration * 0.97;
    if (done) heard.hidden = false;
    write({ ...known, [slug]: [done ? 0 : Math.floor(saved), !heard.hidden] });
  };
  const wish = () => { keep.checked = !!memory(); };
  const write = (known) => { try { localStorage.setItem(store, JSON.stringify(known)); } catch { say("refused"); } };
  keep.onchange = () => {
    heard.hidden = true;
    if (keep.checked) write({});
    else localStorage.removeItem(store);
    remember();
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
    if (!(time >= 0) || ![audio.src, self].some((one) => target.href.startsWith(`${one}#`))) return;
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
      ...(marks[0] && { previoustrack: () => step(-1), nexttrack: () => step(1) }),
    };
    for (const key in keys) try { session.setActionHandler(key, keys[key]); } catch { /* unknown here */ }
  });

  const arrive = (place) => {
    const [time, to] = span(location);
    if (time >= audio.duration) return; // nothing to hear there: of an older, longer edition
    if (time >= 0) seek(time, to);
    else if (place > 0) seek(place);
  };
  addEventListener("hashchange", arrive);
  addEventListener("pagehide", remember);
  addEventListener("pageshow", wish);
  addEventListener("storage", wish);
  const mine = memory()?.[slug];
  wish();
  heard.hidden = !mine?.[1];
  arrive(mine?.[0]);
  customElements.define("podcast-tools", class extends HTMLElement {}); // now they are shown
})();
