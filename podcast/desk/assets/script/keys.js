// Keys that work everywhere, dialogs with pages of the desk, the search for a page, keys that a person chooses.

/** Show a page of the desk in a dialog; Esc leads back. */
async function openDialog(url) {
  if (find("dialog[open]")) return;
  const { answer, page } = await ask(url), dialog = document.createElement("dialog");
  if (!answer.ok) return location.assign(url);
  dialog.innerHTML = page.getElementById("main").innerHTML;
  dialog.ariaLabel = find("h1", dialog).textContent;
  dialog.onclose = () => dialog.remove();
  document.body.append(dialog);
  begin(dialog);
  dialog.showModal();
  find("[autofocus]", dialog)?.focus();
}

const press = id => () => isText(active()) ? false : find("dialog[open]") ?? the(id)?.click();

onKeys("html", {
  "Ctrl+S": () => { save(fieldOf(active())); },
  "Ctrl+Z": press("undo"), "Ctrl+Y": press("redo"), "Ctrl+K": () => openDialog("/go"), F1: () => openDialog("/keys"),
});

// --- the search for a page ---------------------------------------------------------------------------------------------

const goLinks = () => all("#go-list li:not([hidden]) a");
const goBy = by => link => { (goLinks()[goLinks().indexOf(link) + by] ?? the("go-to")).focus(); };

on("input", {
  "#go-to": ({ value, form }) => {
    const wanted = value.toLowerCase().split(/\s+/);
    for (const row of all("li", form)) row.hidden = !wanted.every(word => row.dataset.name.includes(word));
    find("[data-none]", form).hidden = goLinks().length;
  },
});
onKeys("#go-to", { Enter: () => goLinks()[0] ? goLinks()[0].click() : false, ArrowDown: goBy(1) });
onKeys("#go-list a", { ArrowDown: goBy(1), ArrowUp: goBy(-1) });

// --- other keys than the usual -----------------------------------------------------------------------------------------

const shownKey = button => find("kbd", button.closest("tr"));
const keyOf = ({ dataset: { key } }) => ownKeys[key] ?? key;

part(root => {
  for (const button of all("[data-key]", root)) if (ownKeys[button.dataset.key]) shownKey(button).textContent = keyOf(button);
});

/** Choose a key for an action, and keep it in this browser; where another action of its place has it, return that one. */
function setKey(button, key) {
  const { key: usual, scope } = button.dataset;
  const other = all(`[data-key][data-scope="${scope}"]`).find(one => one !== button && keyOf(one) === key);
  if (other) return other;
  ownKeys[usual] = key;
  if (key === usual) delete ownKeys[usual];
  localStorage.setItem("desk-keys", JSON.stringify(ownKeys));
  shownKey(button).textContent = key;
}

/** Take the next key that is pressed as that of an action. */
function askKey(button) {
  const { press: prompt, taken, changed } = button.closest("[data-press]").dataset, { action } = button.dataset;
  const answer = find("output", button.closest("tr"));
  answer.textContent = prompt;
  button.onkeydown = event => {
    if (/^(Control|Shift|Alt|Meta|Tab)$/.test(event.key)) return;
    event.preventDefault();
    event.stopPropagation();
    button.onkeydown = null;
    const key = pressedChord(event), other = key !== "Escape" && setKey(button, key);
    answer.textContent = key === "Escape" ? "" : other ? fill(taken, other.dataset) : fill(changed, { action, key });
  };
}

on("click", {
  "#help": instead(() => openDialog("/keys")),
  "dialog [data-close]": instead(link => link.closest("dialog").close()),
  "[data-key]": askKey,
  "[data-reset-keys]": () => {
    localStorage.removeItem("desk-keys");
    location.reload();
  },
});
