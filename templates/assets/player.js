// The page works without this: chapter links open the sound at their time. With it they move the player instead,
// and an address that ends in #t=1:23 (or ?t=83, 1m23s) puts the player there. It never starts by itself on arrival.
(() => {
  "use strict";
  const box = document.querySelector(".player");
  const audio = box && box.querySelector("audio");
  if (!audio) return;

  const seconds = (text) => {
    const parts = /^(?:(\d+)h)?(?:(\d+)m)?(?:(\d+(?:\.\d+)?)s?)?$/.exec(text);
    if (parts && text) return (+parts[1] || 0) * 3600 + (+parts[2] || 0) * 60 + (+parts[3] || 0);
    return /^\d+(:[0-5]?\d){1,2}(\.\d+)?$/.test(text) ? text.split(":").reduce((sum, part) => sum * 60 + +part, 0) : NaN;
  };
  const wanted = (place) => {
    const found = /[#?&]t=([^&#,]+)/.exec(place.hash) || /[#?&]t=([^&#,]+)/.exec(place.search);
    return found ? seconds(decodeURIComponent(found[1])) : NaN;
  };
  const seek = (time) => {
    if (audio.readyState) audio.currentTime = time;
    else {
      audio.addEventListener("loadedmetadata", () => { audio.currentTime = time; }, { once: true });
      if (audio.preload === "none" || !audio.networkState) audio.load();
    }
  };
  const arrive = () => {
    const time = wanted(location);
    if (time >= 0) seek(time);
  };

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href*='#t=']");
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const time = wanted(link);
    const same = link.pathname === new URL(audio.src).pathname || link.pathname === location.pathname;
    if (!same || !(time >= 0)) return;
    event.preventDefault();
    history.replaceState(null, "", "#t=" + time);
    seek(time);
    audio.play().catch(() => {});
  });

  const marks = [...document.querySelectorAll(".chapters a.mark")].map((link) => [wanted(link), link]);
  let current = null;
  const follow = () => {
    const begun = audio.currentTime > 0 || !audio.paused;
    const found = begun ? marks.filter(([start]) => start <= audio.currentTime + 0.25).pop() : null;
    const link = found ? found[1] : null;
    if (link === current) return;
    if (current) current.removeAttribute("aria-current");
    if (link) link.setAttribute("aria-current", "true");
    current = link;
  };
  for (const name of ["timeupdate", "seeked", "play"]) audio.addEventListener(name, follow);

  if ("mediaSession" in navigator && "MediaMetadata" in window) {
    const { title, show, cover } = box.dataset;
    const artwork = cover ? [{ src: new URL(cover, location.href).href }] : [];
    audio.addEventListener("play", () => {
      navigator.mediaSession.metadata = new MediaMetadata({ title, artist: show, artwork });
    });
  }
  addEventListener("hashchange", arrive);
  arrive();
})();
