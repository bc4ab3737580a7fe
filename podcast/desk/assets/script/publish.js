// Pages about a publish: the part that changes is fetched again when the desk tells of it; at the end, the whole page.

part("publish", (root) => {
  const live = root.querySelector("[data-live-part]") ?? root.closest?.("[data-live-part]");
  const waiting = root.querySelector("[data-reload]");
  if (live && !live.dataset.followed && /planning|running/.test(live.dataset.mode)) {
    live.dataset.followed = "true";
    follow(() => refresh(live));
  }
  if (waiting) follow((status) => { if (status !== "running") location.reload(); });
});

function follow(changed) {
  desk.addEventListener("publish", ({ detail }) => changed(detail.status));
  desk.addEventListener("open", () => changed("running")); // what happened before this page listened
}

let refreshing = false;
let isStale = false;
async function refresh(live) {
  if (refreshing) { isStale = true; return; }
  refreshing = true;
  try {
    const answer = await fetch(live.dataset.livePart);
    if (!answer.ok) return;
    const html = await answer.text();
    const mode = new DOMParser().parseFromString(html, "text/html").querySelector("[data-mode]")?.dataset.mode;
    if (mode !== "planning") location.reload();
    else if (live.innerHTML !== html) swap(live, html);
  } catch { /* the desk has stopped; the next event follows when it is there again */ } finally {
    refreshing = false;
    if (isStale) { isStale = false; setTimeout(() => refresh(live), 200); }
  }
}
