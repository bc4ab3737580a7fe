// Pages about a publish: the part that changes is fetched again when the desk tells of it; at the end, the whole page.

part("publish", (root) => {
  const live = root.querySelector("[data-live-part]") ?? root.closest?.("[data-live-part]");
  if (live && !live.dataset.followed && /planning|running/.test(live.dataset.mode)) {
    live.dataset.followed = "true";
    followRun(live);
  }
});

function followRun(live) {
  desk.addEventListener("publish", () => refreshRun(live));
  desk.addEventListener("open", () => refreshRun(live)); // what happened before this page listened
}

let isRefreshingRun = false;
let isRunStale = false;
async function refreshRun(live) {
  if (isRefreshingRun) { isRunStale = true; return; }
  isRefreshingRun = true;
  try {
    const answer = await fetch(live.dataset.livePart);
    if (!answer.ok) return;
    const html = await answer.text();
    const mode = new DOMParser().parseFromString(html, "text/html").querySelector("[data-mode]")?.dataset.mode;
    if (mode !== "planning") location.reload();
    else if (live.innerHTML !== html) swap(live, html);
  } catch { /* the desk has stopped; the next event follows when it is there again */ } finally {
    isRefreshingRun = false;
    if (isRunStale) { isRunStale = false; setTimeout(() => refreshRun(live), 200); }
  }
}

part("shared card", async (root) => {
  const card = root.querySelector("#shared-card[data-load]");
  if (!card) return;
  const answer = await fetch(card.dataset.load).catch(() => null);
  const fresh = answer?.ok && new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("shared-card");
  if (fresh) card.replaceWith(fresh);
});
