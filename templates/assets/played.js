// Marks the episodes in lists that are new, and those that were played here, if the listener has asked this browser to remember.
// It only reads.
(({ storageKey, played, new: fresh }) => {
  const show = () => {
    let log;
    try {
      log = JSON.parse(localStorage.getItem(storageKey));
    } catch { /* reading is forbidden */ }
    document.querySelectorAll(".row, .card").forEach((entry) => {
      const mark = (className, textContent, is) => {
        entry.querySelector("." + className)?.remove();
        if (is) entry.querySelector(".kicker, .facts").append(" ", Object.assign(document.createElement("b"), { className, textContent }));
      };
      // An episode is new for 30 days, in milliseconds.
      mark("new", fresh, Date.now() - Date.parse(entry.querySelector("time")?.dateTime) < 2592e6);
      mark("played", `✓ ${played}`, log?.[entry.querySelector(".title a").href.split("/").at(-2)]?.[1]);
    });
  };
  show();
  addEventListener("pageshow", show);
  for (const name of ["page:load", "page:rows"]) document.addEventListener(name, show); // see navigation.js and filter.js
})(document.currentScript.dataset);
