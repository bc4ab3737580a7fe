// Parts of pages about something at work, such as a publish: fetched again when the desk tells of it, or every so many ms
// (`data-every`); at the end the whole page comes anew, unless sound plays, or only the part (`data-live-swap`).

part(root => {
  const live = find("[data-live-part]", root);
  const refresh = () => isAtWork(live) && !timers.has(live) && later(live, live.dataset.every ?? 200, () => refreshLive(live, refresh));
  if (live) for (const event of ["publish", "recording", "open"]) desk.addEventListener(event, refresh); // "open": what was before
});

const isAtWork = element => /planning|running/.test(element?.dataset.mode);

async function refreshLive(live, refresh) {
  const { livePart, liveSwap, every } = live.dataset, { answer, page } = await ask(livePart);
  if (every) refresh();
  if (!answer.ok) return; // the next event follows when the desk is there again
  const { innerHTML } = page.getElementById(live.id) ?? page.body, mode = isAtWork(find("[data-mode]", page)) ? "running" : "done";
  if (mode === "done" && liveSwap === undefined) return activeWave?.audio.paused === false || location.reload();
  live.dataset.mode = mode;
  if (live.innerHTML !== innerHTML) swap(live, innerHTML);
}
