// The core: events, requests, saving by field, the state of saving, undo. Other parts use the functions defined here.

const the = id => document.getElementById(id);
const find = (selector, root = document) => root.querySelector(selector);
const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const csrf = find("meta[name=csrf]").content;
const words = Object.assign({}, ...all("template").map(({ dataset }) => dataset));
const active = () => document.activeElement;
const isReadOnly = "readOnly" in document.body.dataset;
const parts = [];

/** Listen to an event: selector -> what is done, by elements that match, also those that come later. */
function on(event, handlers) {
  document.addEventListener(event, happened => {
    for (const selector in handlers) {
      const element = happened.target.closest?.(selector);
      if (element) handlers[selector](element, happened);
    }
  });
}

/** The same in place of what the browser would do: follow a link, send a form. */
const instead = handler => (element, event) => {
  event.preventDefault();
  handler(element, event);
};

/** Give keys to elements that match: chord -> what is done; where that returns false, the browser does its own. */
function onKeys(selector, keys) {
  const press = (element, event) => {
    const act = !event.isComposing && !event.defaultPrevented && keys[chord(event)];
    if (act && act(element, event) !== false) event.preventDefault();
  };
  on("keydown", { [selector]: press });
}

const timers = new Map(); // what waits, such as a field -> its timer

function cancel(what) {
  clearTimeout(timers.get(what));
  timers.delete(what);
}

/** Do something after so many ms, in which it has not been asked for again. */
function later(what, delay, act) {
  cancel(what);
  timers.set(what, setTimeout(() => {
    timers.delete(what);
    act();
  }, delay));
}

/** Register what a part does with a page, and with each fragment that is swapped in later. */
const part = begin => parts.push(begin);

function begin(root) {
  for (const start of parts) {
    try { start(root); } catch (error) { reportError(error); } // the other parts do without it
  }
}

/** Replace the content of an element; focus stays where an element of the same id or address is there again. */
function swap(element, html) {
  const { id, href } = element.contains(active()) ? active() : {};
  element.innerHTML = html;
  if (id) the(id)?.focus();
  else if (href) all("a", element).find(link => link.href === href)?.focus();
  begin(element);
}

/** Fill a sentence of the page: `say("saved", {time: "14:32"})` with <template data-saved="Saved, {time}">. */
const say = (name, values) => fill(words[name] ?? "", values);
const fill = (text, values = {}) => text.replace(/\{(\w+)\}/g, (whole, key) => values[key] ?? whole);

/** Ask the desk; the answer comes with its `data` (JSON) or its `page` (HTML), and with status 0 if there is none. */
async function ask(url, options) {
  try {
    const answer = await fetch(url, options), text = await answer.text();
    if (/json/.test(answer.headers.get("content-type"))) return { answer, data: JSON.parse(text) };
    return { answer, data: {}, page: new DOMParser().parseFromString(text, "text/html") };
  } catch {
    return { answer: { status: 0 }, data: {} };
  }
}

function post(url, data) {
  const body = new URLSearchParams(data);
  const headers = { accept: "application/json", "x-csrf-token": csrf };
  return ask(url, { method: "POST", body, headers, keepalive: `${body}`.length < 3e4 }); // outlives a window that is closed
}

/** Show the state of saving; a screen reader speaks it once. */
function status(text, kind = "") {
  const line = the("save-state");
  if (!line) return;
  line.dataset.kind = kind;
  if (line.textContent !== text) line.textContent = text;
}

const noConnection = () => status(say("noConnection"), "problem");

/** Let a screen reader speak a sentence; nothing is shown. */
function announce(text) {
  the("spoken").textContent = "";
  setTimeout(() => { the("spoken").textContent = text; }, 50);
}

// --- saving by field -------------------------------------------------------------------------------------------------

const RETRY = 3000; // ms until the next attempt while the desk does not answer
const unsaved = new Set();
let queue = Promise.resolve();

const INPUT = ":is([name=new], [name^='f:'])"; // the forms of whole pages name inputs after their fields
const readers = {}; // data-kind of a field with several inputs -> the function that returns its value
const fieldOf = element => element?.closest?.("[data-field]");
const inputOf = field => find(`${INPUT}:checked`, field) ?? find(INPUT, field);

/** Whether a field's value is the text of its one input. */
const isPlain = (field, input) => input && !readers[field.dataset.kind] && !/checkbox|radio/.test(input.type);

/** The value of a field as it is sent: of its input, whatever else the field has. `data-old` is that of its file. */
function valueOf(field) {
  const input = inputOf(field);
  return readers[field.dataset.kind]?.(field) ?? (input?.type === "checkbox" ? String(input.checked) : input?.value ?? "");
}

/** Save a field if it has another value than its file; resolves to whether it is saved. */
function save(field) {
  if (!field) return queue;
  cancel(field);
  return queue = queue.catch(() => {}).then(() => saveNow(field));
}

/** Save a field when nothing has been typed into it for two seconds. */
const rest = field => later(field, 2000, () => save(field));

async function saveNow(field) {
  const value = valueOf(field), { field: name, old, digest = "", visit = "" } = field.dataset;
  const url = saveUrl(field);
  if (value === old) return setSaved(field, true);
  if (!url) return false;
  sessionStorage.setItem(storageKey(field), value); // outlives the page
  const data = await sendEdit(field, url, { field: name, old, new: value, digest, visit }, () => save(field));
  if (data.isSaved) accept(field, value, data);
  else if (data.conflict) sessionStorage.removeItem(storageKey(field)); // which shows the value
  if (data.problem) showProblem(field, data.problem);
  return data.isSaved;
}

/** Send an edit, and note whether it is saved; without an answer it is made `again`. A conflict has a page of its own. */
async function sendEdit(element, url, sent, again) {
  status(say("saving"));
  const { answer, data } = await post(url, sent);
  if (data.conflict) location.assign(data.conflict);
  else setSaved(element, answer.ok);
  if (!answer.status) {
    noConnection();
    later(element, RETRY, again);
  }
  return { ...data, isSaved: answer.ok };
}

function accept(field, value, data) {
  const input = inputOf(field), now = data.value ?? value;
  for (const { dataset } of all(`[data-digest="${field.dataset.digest}"]`)) dataset.digest = data.digest;
  for (const old of all("[name^='o:']", field)) old.value = now; // which the form of the page sends
  field.dataset.old = now;
  if (now !== value && valueOf(field) === value && input !== active() && isPlain(field, input)) input.value = now;
  if (data.merged?.length) freshen();
  showOutcome(data);
}

/** Show what the answer to a save says of the whole page: problems, rail, steps of undo, the state of saving. */
function showOutcome(data, count = unsaved.size) {
  if (data.problems) showProblems(data.problems);
  if (data.rail_html && the("rail")) swap(the("rail"), data.rail_html);
  if ("undo" in data) showSteps(data);
  if (count) showUnsaved(count);
  else status(data.merged_note || say("saved", { time: data.saved_at }));
}

function showUnsaved(count = unsaved.size) {
  status(say(count > 1 ? "notSavedOther" : "notSavedOne", { count }), "problem");
}

/** Note whether an element is saved. */
function setSaved(element, isSaved) {
  unsaved[isSaved ? "delete" : "add"](element);
  element.classList.toggle("unsaved", !isSaved);
  if (isSaved) sessionStorage.removeItem(storageKey(element));
  else showUnsaved();
  return isSaved;
}

const saveUrl = field => field.closest("[data-save]")?.dataset.save;
const storageKey = field => `${saveUrl(field)} ${field.dataset.field}`;

/** Show the problem of a field below it; empty takes it away. */
function showProblem(field, text = "", severity = "problem") {
  const line = find(".field-problem", field), isHint = severity === "hint";
  if (!line) return;
  line.textContent = text;
  line.hidden = !text;
  line.classList.toggle("hint", isHint);
  inputOf(field)?.setAttribute("aria-invalid", Boolean(text) && !isHint);
}

function showProblems(problems) {
  for (const field of all("[data-field]")) {
    const own = problems.find(({ field: name }) => name === field.dataset.field);
    if (!unsaved.has(field)) showProblem(field, own?.message, own?.severity);
  }
}

function showSteps(steps) {
  for (const id of ["undo", "redo"]) {
    const button = the(id), step = steps[id];
    if (!button) continue;
    button.disabled = !step;
    find("[data-label]", button).textContent = step?.label ? `: ${step.label}` : "";
  }
}

part(root => {
  if (isReadOnly) for (const input of all("form[method=post]:not([action='/login']) *, [data-field] *", root)) input.disabled = true;
});

part(root => {
  for (const field of all("[data-field]", root)) {
    field.dataset.old ??= valueOf(field);
    const kept = sessionStorage.getItem(storageKey(field)), input = inputOf(field);
    if (kept === null || kept === valueOf(field) || !isPlain(field, input)) continue;
    input.value = kept;
    save(field);
  }
});

on("focusin", {
  "[data-field]": (field, { relatedTarget }) => {
    if (!field.contains(relatedTarget)) field.dataset.visit = Date.now(); // all saves of a visit are one step of undo
  },
});
on("focusout", {
  [`[data-field]:has(${INPUT})`]: (field, { relatedTarget }) => {
    if (!field.contains(relatedTarget)) save(field);
  },
});
on("change", {
  [`[data-field] ${INPUT}`]: input => {
    const field = fieldOf(input), goesOn = /^(text|date|time)$/.test(input.type) && all(INPUT, field).length > 1;
    (goesOn ? rest : save)(field); // a day waits for its time, until the focus leaves both
  },
});
on("input", {
  [`[data-field] ${INPUT}`]: input => {
    const field = fieldOf(input);
    if (input.type === "textarea" || timers.has(field)) rest(field);
  },
});

addEventListener("beforeunload", event => {
  if (unsaved.size) event.preventDefault();
});

// --- other windows and programs --------------------------------------------------------------------------------------

const desk = new EventTarget(); // "changed" and "publish" events of the desk, "open" whenever it can be heard again
let stream, isLost, wasOpen;

/** Listen to the desk while the page is seen: a browser holds six connections to it, for all its windows.
    What is typed when it is hidden or closed is saved, as when its input is left. */
function connect({ type }) {
  if (type === "pagehide" || document.hidden) {
    active().files ?? changed(active());
    stream?.close();
    stream = null;
  } else stream ??= openStream();
}

function openStream() {
  const source = new EventSource("/events");
  for (const kind of ["changed", "publish", "recording", "open"]) source.addEventListener(kind, () => desk.dispatchEvent(new Event(kind)));
  source.onerror = () => {
    isLost = true;
    noConnection();
  };
  return source;
}

for (const event of ["visibilitychange", "pagehide", "pageshow"]) addEventListener(event, connect); // the last after loading, too

/** Take over what has changed since the page was loaded; what someone is typing stays. */
const freshen = () => later(freshen, 300, async () => {
  const { answer, page } = await ask(find("[data-fresh-from]")?.dataset.freshFrom ?? location.href); // a long page in short
  if (!answer.ok || answer.redirected) return;
  for (const fresh of all("[data-fresh]", page)) freshenPart(the(fresh.id), fresh);
  for (const fresh of all("[data-field]", page)) freshenField(fresh);
});

function freshenPart(part, fresh) {
  if (part && part.innerHTML !== fresh.innerHTML && !isText(active())) swap(part, fresh.innerHTML);
}

function freshenField(fresh) {
  const field = find(`[data-field="${CSS.escape(fresh.dataset.field)}"]`);
  if (!field || unsaved.has(field) || valueOf(field) !== field.dataset.old) return;
  if (valueOf(field) === valueOf(fresh)) Object.assign(field.dataset, fresh.dataset);
  else if (!field.contains(active())) {
    fresh.dataset.old ??= valueOf(fresh);
    field.replaceWith(fresh);
    begin(fresh);
  }
}

desk.addEventListener("changed", freshen);
desk.addEventListener("open", () => {
  if (isLost && !unsaved.size) status("");
  if (wasOpen) freshen();
  [isLost, wasOpen] = [false, true];
});

// --- keys ------------------------------------------------------------------------------------------------------------

const isText = element => element.matches?.("textarea, select, input:not([type=checkbox], [type=radio], [type=button])");
const ownKeys = JSON.parse(localStorage.getItem("desk-keys") ?? "{}"); // usual chord -> the one that this person chose

function pressedChord({ key, ctrlKey, metaKey, altKey, shiftKey }) {
  const name = key === " " ? "Space" : key.length > 1 ? key : key.toUpperCase();
  return [(ctrlKey || metaKey) && "Ctrl", altKey && "Alt", shiftKey && "Shift", name].filter(Boolean).join("+");
}

/** The chord of a key event as the table of keys writes it: `Ctrl+Shift+Z`, `F8`. On a Mac, ⌘ counts as Ctrl.
    Where someone has chosen other keys, it is the usual one of what they have pressed. */
function chord(event) {
  const pressed = pressedChord(event);
  const chosen = Object.keys(ownKeys).find(usual => ownKeys[usual] === pressed);
  return chosen ?? (pressed in ownKeys ? "" : pressed);
}

addEventListener("DOMContentLoaded", () => {
  begin(document);
  announce(the("spoken").dataset.text ?? "");
});
