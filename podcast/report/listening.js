// Two players that run together; one of them is heard. Without this script, each has its browser's own controls.
(() => {
  "use strict";
  const byId = (id) => document.getElementById(id);
  const { difference, of } = JSON.parse(byId("settings").dataset.settings);
  const players = { before: byId("before"), after: byId("after") };
  const [play, seek, time, equal] = ["play", "seek", "time", "equal"].map(byId);
  const versions = [...document.querySelectorAll("[name=version]")];
  const chapters = [...document.querySelectorAll("[data-start]")];
  const heads = [...document.querySelectorAll(".head")];
  const total = Number(seek.max);
  const MAX_APART = 0.06; // seconds by which the silent player may be off
  let heard = "after";
  let position = 0;
  let wanted = false; // whether it is to play

  const silent = () => (heard === "before" ? "after" : "before");
  const clock = (seconds) => {
    const whole = Math.floor(seconds);
    const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
    const two = (number) => String(number).padStart(2, "0");
    return hours ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
  };

  // The louder one is turned down: the other way round, loud places would be cut off.
  const setVolumes = () => {
    const ratio = 10 ** (-Math.abs(difference) / 20);
    const louder = difference >= 0 ? "after" : "before";
    for (const [name, player] of Object.entries(players)) {
      player.volume = equal.checked && name === louder ? ratio : 1;
      player.muted = name !== heard;
    }
  };

  const show = () => {
    if (document.activeElement !== seek || wanted) seek.value = position;
    seek.setAttribute("aria-valuetext", of.replace("%1", clock(position)).replace("%2", clock(total)));
    time.value = clock(position);
    for (const head of heads) head.style.left = `${Math.min(100, (100 * position) / total)}%`;
    const now = chapters.filter((chapter) => Number(chapter.dataset.start) <= position + 0.05).pop();
    for (const chapter of chapters) {
      if (chapter === now) chapter.setAttribute("aria-current", "true");
      else chapter.removeAttribute("aria-current");
    }
  };

  const showState = () => {
    play.textContent = wanted ? play.dataset.pause : play.dataset.play;
  };

  const goTo = (seconds) => {
    position = Math.min(Math.max(seconds, 0), total);
    for (const player of Object.values(players)) player.currentTime = position;
    show();
  };

  const setPlaying = (playing) => {
    wanted = playing;
    if (playing && position >= total - 0.1) goTo(0);
    for (const player of Object.values(players)) {
      if (playing) player.play().catch(() => {});
      else player.pause();
    }
    showState();
  };

  const choose = (name) => {
    heard = name;
    for (const version of versions) version.checked = version.value === name;
    setVolumes();
  };

  const follow = () => {
    if (wanted) {
      position = players[heard].currentTime;
      const other = players[silent()];
      if (!other.seeking && !other.ended && Math.abs(other.currentTime - position) > MAX_APART) {
        other.currentTime = position;
      }
      show();
    }
    requestAnimationFrame(follow);
  };

  for (const player of Object.values(players)) {
    player.controls = false;
    player.preload = "auto";
    player.addEventListener("ended", () => {
      if (player === players[heard]) setPlaying(false);
    });
  }
  document.querySelector(".files").hidden = true;
  for (const part of [byId("player"), seek.parentElement, document.querySelector(".keys"), ...heads]) part.hidden = false;
  for (const version of versions) version.addEventListener("change", () => choose(version.value));
  equal.addEventListener("change", setVolumes);
  play.addEventListener("click", () => setPlaying(!wanted));
  byId("back").addEventListener("click", () => goTo(position - 10));
  byId("forward").addEventListener("click", () => goTo(position + 10));
  seek.addEventListener("input", () => goTo(Number(seek.value)));
  for (const chapter of chapters) {
    chapter.disabled = false;
    chapter.addEventListener("click", () => {
      goTo(Number(chapter.dataset.start));
      setPlaying(true);
    });
  }
  for (const plot of document.querySelectorAll(".plot")) {
    plot.addEventListener("click", (event) => {
      const box = plot.getBoundingClientRect();
      goTo((total * (event.clientX - box.left)) / box.width);
    });
  }
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const inControl = event.target.closest("button, input");
    if (event.key === "1") choose("before");
    else if (event.key === "2") choose("after");
    else if (event.key === "0") choose(silent());
    else if (event.key === " " && !inControl) setPlaying(!wanted);
    else if (event.key === "ArrowLeft" && !inControl) goTo(position - 5);
    else if (event.key === "ArrowRight" && !inControl) goTo(position + 5);
    else return;
    event.preventDefault();
  });
  setVolumes();
  show();
  showState();
  follow();
})();
