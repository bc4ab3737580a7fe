// Marks the episodes in lists that were played here, if the listener has asked this browser to remember. It only reads.
(({ storageKey, played }) => {
  const show = () => {
    document.querySelectorAll(".date .played").forEach((old) => old.remove());
    try {
      const log = JSON.parse(localStorage.getItem(storageKey));
      document.querySelectorAll(".card .title a").forEach((link) => {
        if (!log[link.href.split("/").at(-2)]?.[1]) return;
        link.closest(".card").querySelector(".date").append(" ", Object.assign(document.createElement("b"), { className: "played", textContent: played }));
      });
    } catch { /* nothing is stored, or reading is forbidden */ }
  };
  show();
  addEventListener("pageshow", show);
})(document.currentScript.dataset);
