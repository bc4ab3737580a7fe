// Marks the episodes in lists that were played here, if the listener has asked this browser to remember. It only reads.
(({ storageKey, played }) => {
  const update = () => {
    document.querySelectorAll(".date .played").forEach((mark) => mark.remove());
    try {
      const entry = JSON.parse(localStorage.getItem(storageKey));
      document.querySelectorAll(".card .title a").forEach((link) => {
        if (!entry[link.href.split("/").at(-2)]?.[1]) return;
        const mark = document.createElement("b");
        mark.className = "played";
        mark.textContent = played;
        link.closest(".card").querySelector(".date").append(" ", mark);
      });
    } catch { /* nothing is stored, or reading is forbidden */ }
  };
  update();
  addEventListener("pageshow", update);
})(document.currentScript.dataset);
