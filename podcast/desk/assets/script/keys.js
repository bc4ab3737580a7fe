// Keys that work everywhere, dialogs with pages of the desk, the search for a page, keys that a person chooses.

/** Show a page of the desk in a dialog; Esc leads back. */
async function openDialog(url) {
  const answer = await fetch(url).catch(() => null);
  if (!answer?.ok) return location.assign(url);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const dialog = document.createElement("dialog");
  dialog.innerHTML = page.getElementById("main").innerHTML;
  dialog.setAttribute("aria-label", dialog.querySelector("h1")?.textContent ?? "");
  document.body.append(dialog);
  dialog.addEventListener("close", () => dialog.remove());
  begin(dialog);
  dialog.showModal();
  dialog.querySelector("[autofocus]")?.focus();
}

const press = (id) => () => { const button = document.getElementById(id); if (button && !button.disabled) button.click(); };
const everywhere = {
  "Ctrl+S": () => { const field = document.activeElement?.closest("[data-field]"); if (field) save(field); },
  "Ctrl+Z": press("undo"), "Ctrl+Y": press("redo"),
  "Ctrl+K": () => openDialog("/go"), F1: () => openDialog("/keys"),
};

document.addEventListener("keydown", (event) => {
  const pressed = chord(event);
  if (!everywhere[pressed] || event.defaultPrevented || (/Ctrl\+[ZY]/.test(pressed) && isText(event.target))) return;
  event.preventDefault();
  if (!document.querySelector("dialog[open]")) everywhere[pressed]();
});
on("#help", "click", (event) => { event.preventDefault(); openDialog("/keys"); });
on("[data-close]", "click", (event, link) => { const dialog = link.closest("dialog"); if (dialog) { event.preventDefault(); dialog.close(); } });
on("#go-to", "input", (_event, input) => {
  const wanted = input.value.toLowerCase().split(/\s+/);
  const rows = [...input.closest("form").querySelectorAll("[data-name]")];
  for (const row of rows) row.hidden = !wanted.every((word) => row.dataset.name.includes(word));
  input.closest("form").querySelector("[data-none]").hidden = rows.some((row) => !row.hidden);
});
on("#go-to", "keydown", (event, input) => {
  const links = [...input.closest("form").querySelectorAll("li:not([hidden]) a")];
  if (event.key === "Enter" && links[0]) { event.preventDefault(); links[0].click(); }
  if (event.key === "ArrowDown") { event.preventDefault(); links[0]?.focus(); }
});
on("#go-list a", "keydown", (event, link) => {
  const links = [...link.closest("ul").querySelectorAll("li:not([hidden]) a")];
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!by) return;
  event.preventDefault();
  (links[links.indexOf(link) + by] ?? document.getElementById("go-to")).focus();
});


part("keys", (root) => {
  for (const button of root.querySelectorAll("[data-key]")) {
    const own = ownKeys[button.dataset.key];
    if (own) button.closest("tr").querySelector("kbd").textContent = own;
  }
});
on("[data-key]", "click", (_event, button) => {
  const row = button.closest("tr"), { press: prompt, taken, changed } = button.closest("[data-press]").dataset;
  const told = (text) => { row.querySelector("output").textContent = text; };
  told(prompt);
  button.addEventListener("keydown", function take(event) {
    if (/^(Control|Shift|Alt|Meta|Tab)$/.test(event.key)) return;
    event.preventDefault();
    event.stopPropagation();
    button.removeEventListener("keydown", take);
    const usual = button.dataset.key, key = pressedChord(event);
    if (key === "Escape") return told("");
    const other = [...document.querySelectorAll("[data-key]")].find((one) => one !== button && one.dataset.scope === button.dataset.scope && (ownKeys[one.dataset.key] ?? one.dataset.key) === key);
    if (other) return told(taken.replace("{action}", other.dataset.action));
    if (key === usual) delete ownKeys[usual]; else ownKeys[usual] = key;
    localStorage.setItem("desk-keys", JSON.stringify(ownKeys));
    row.querySelector("kbd").textContent = key;
    told(changed.replace("{action}", button.dataset.action).replace("{key}", key));
  });
});
on("[data-reset-keys]", "click", () => { localStorage.removeItem("desk-keys"); location.reload(); });
