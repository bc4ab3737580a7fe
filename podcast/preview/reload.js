// Reloads the page when it was rebuilt, shows in its panel what is wrong, and marks links to what is not public yet.
(() => {
  let script, events;
  const watch = () => {
    const next = document.querySelector("script[data-events]"); // of this page, also where it took the place of another
    if (!next || next === script) return;
    script = next;
    events?.close();
    const own = script.dataset;
    const panel = document.getElementById("podcast-preview");
    events = new EventSource(`${own.events}?path=${encodeURIComponent(own.path)}`);
    events.onmessage = (event) => {
      const said = JSON.parse(event.data);
      if (said.version !== own.version) {
        events.close();
        location.reload();
      } else if (panel.innerHTML !== said.panel) {
        panel.innerHTML = said.panel;
      }
    };

    const marks = JSON.parse(own.marks);
    for (const link of document.querySelectorAll("a[href]")) {
      const [last, before] = new URL(link.href).pathname.split("/").reverse();
      const word = ["", "index.html"].includes(last) && new URL(link.href).origin === location.origin && marks[before];
      if (word) {
        const mark = document.createElement("span");
        mark.className = "podcast-preview-mark";
        mark.textContent = word;
        link.append(" ", mark);
      }
    }
  };
  watch();
  document.addEventListener("page:load", watch); // see templates/assets/navigation.js
  addEventListener("pagehide", () => events?.close());
})();
