// The core: events, requests, saving by field, the state of saving, undo. Other parts use the functions defined here.

const csrf = () => document.querySelector("meta[name=csrf]")?.content ?? "";
const words = document.getElementById("words")?.dataset ?? {};
const parts = new Map();

/** Listen to an event of all elements that match, also of those that come later. */
function on(selector, event, handler) {
  const capture = ["focus", "blur", "toggle", "scroll"].includes(event);
  document.addEventListener(event, (happened) => {
    const element = happened.target instanceof Element && happened.target.closest(selector);
    if (element) handler(happened, element);
  }, capture);
}

/** Register what a part does with a page, and with each fragment that is swapped in later. */
function part(name, begin) {
  parts.set(name, begin);
}

function begin(root) {
  for (const start of parts.values()) {
    try { start(root); } catch (error) { console.error(error); } // the other parts do without it
  }
}

/** Replace the content of an element; focus stays where an element of the same id or name is there again. */
function swap(element, html) {
  const focused = element.contains(document.activeElement) ? document.activeElement : null;
  const key = focused && (focused.id ? `#${CSS.escape(focused.id)}` : focused.getAttribute("href") && `[href="${CSS.escape(focused.getAttribute("href"))}"]`);
  element.innerHTML = html;
  if (key) element.querySelector(key)?.focus();
  begin(element);
}

/** Fill a sentence of the page: `say("saved", {time: "14:32"})` with <template id="words" data-saved="Saved, {time}">. */
function say(name, values = {}) {
  return (words[name] ?? "").replace(/\{(\w+)\}/g, (whole, key) => values[key] ?? whole);
}

/** Send a form; the answer is {status, data}, with status 0 where the desk does not answer. */
async function post(url, data) {
  const body = data instanceof FormData ? data : new URLSearchParams(data);
  try {
    const answer = await fetch(url, {
      method: "POST", body, headers: { accept: "application/json", "x-csrf-token": csrf() },
    });
    const isJson = answer.headers.get("content-type")?.startsWith("application/json");
    return { status: answer.status, data: isJson ? await answer.json() : {} };
  } catch {
    return { status: 0, data: {} };
  }
}

/** Show the state of saving; a screen reader speaks it once. */
function status(text, kind = "") {
  const line = document.getElementById("save-state");
  if (!line) return;
  line.dataset.kind = kind;
  if (line.textContent !== text) line.textContent = text;
}

/** Let a screen reader speak a sentence; nothing is shown. */
function announce(text) {
  const line = document.getElementById("spoken");
  line.textContent = "";
  setTimeout(() => { line.textContent = text; }, 50);
}

// --- saving by field -------------------------------------------------------------------------------------------------

const REST = 2000; // ms without a key, after which a long text is saved
const RETRY = 3000; // ms until the next attempt while the desk does not answer
const saved = new WeakMap(); // field -> the value that its file has
const timers = new WeakMap();
const unsaved = new Set();
const visits = new WeakMap(); // field -> the visit of it: all its saves are one step of undo
let queue = Promise.resolve();

const INPUT = ":is([name=new], [name^='f:'])"; // the forms of whole pages name inputs after their fields
const readers = {}; // data-kind of a field with several inputs -> the function that returns its value
const inputOf = (field) => field.querySelector(`${INPUT}:checked`) ?? field.querySelector(INPUT);

/** The value of a field as it is sent: of its input, whatever else the field has. */
function valueOf(field) {
  if (readers[field.dataset.kind]) return readers[field.dataset.kind](field);
  const input = inputOf(field);
  if (!input) return "";
  return input.type === "checkbox" ? String(input.checked) : input.value;
}

function oldValueOf(field) {
  return field.dataset.old ?? saved.get(field) ?? "";
}

/** Save a field if it has another value than its file; resolves to whether it is saved. */
function save(field) {
  clearTimeout(timers.get(field));
  timers.delete(field);
  queue = queue.then(() => saveNow(field), () => saveNow(field));
  return queue;
}

/** Save a field when nothing has been typed into it for a while. */
function rest(field) {
  clearTimeout(timers.get(field));
  timers.set(field, setTimeout(() => save(field), REST));
}

async function saveNow(field) {
  const value = valueOf(field);
  if (value === oldValueOf(field)) return setSaved(field, true);
  const url = field.closest("[data-save]")?.dataset.save;
  if (!url) return false;
  status(say("saving"));
  const sent = { field: field.dataset.field, old: oldValueOf(field), new: value, digest: field.dataset.digest ?? "", visit: visits.get(field) ?? "" };
  const answer = await post(url, sent);
  if (answer.status === 0) return retry(field, value);
  if (answer.status === 409 && answer.data.conflict) return location.assign(answer.data.conflict);
  if (answer.status !== 200) return refuse(field, value, answer.data.problem);
  accept(field, value, answer.data);
  return true;
}

function accept(field, value, data) {
  const before = field.dataset.digest;
  for (const other of document.querySelectorAll("[data-digest]")) {
    if (other.dataset.digest === before) other.dataset.digest = data.digest;
  }
  if (field.dataset.old !== undefined) field.dataset.old = data.value ?? value;
  saved.set(field, data.value ?? value);
  const input = inputOf(field);
  if (data.value !== undefined && valueOf(field) === value && input !== document.activeElement
      && isPlain(field, input)) input.value = data.value;
  setSaved(field, true);
  if (data.problems) showProblems(data.problems);
  const rail = document.getElementById("rail");
  if (data.rail_html && rail) swap(rail, data.rail_html);
  for (const { field: name, now } of data.merged ?? []) takeOver(name, now);
  if (!unsaved.size) status(data.merged_note || say("saved", { time: data.saved_at }));
  if ("undo" in data) showSteps(data);
  field.dispatchEvent(new CustomEvent("saved", { bubbles: true, detail: data }));
}

/** Whether a field's value is the text of its one input. */
const isPlain = (field, input) => !readers[field.dataset.kind] && !/checkbox|radio/.test(input.type);

/** Show what others have changed in a field, unless it was changed here as well. */
function takeOver(name, value) {
  const field = document.querySelector(`[data-field="${CSS.escape(name)}"]`);
  const input = field && inputOf(field);
  if (!input || !isPlain(field, input) || valueOf(field) !== oldValueOf(field)) return;
  input.value = value;
  if (field.dataset.old !== undefined) field.dataset.old = value;
  saved.set(field, value);
}

function refuse(field, value, problem) {
  showProblem(field, problem ?? "", "problem");
  sessionStorage.setItem(storageKey(field), value);
  return setSaved(field, false);
}

function retry(field, value) {
  sessionStorage.setItem(storageKey(field), value);
  setSaved(field, false);
  status(say("noConnection"), "problem");
  timers.set(field, setTimeout(() => save(field), RETRY));
  return false;
}

function setSaved(field, isSaved) {
  if (isSaved) {
    unsaved.delete(field);
    sessionStorage.removeItem(storageKey(field));
  } else {
    unsaved.add(field);
    status(say(unsaved.size === 1 ? "notSavedOne" : "notSavedOther", { count: unsaved.size }), "problem");
  }
  field.classList.toggle("unsaved", !isSaved);
  return isSaved;
}

const storageKey = (field) => `${field.closest("[data-save]")?.dataset.save} ${field.dataset.field}`;

/** Show the problem of a field below it; empty takes it away. */
function showProblem(field, text, severity = "problem") {
  const line = field.querySelector(".field-problem");
  if (!line) return;
  line.textContent = text;
  line.hidden = !text;
  line.classList.toggle("hint", severity === "hint");
  const input = inputOf(field);
  if (input) input.setAttribute("aria-invalid", String(Boolean(text) && severity !== "hint"));
}

function showProblems(problems) {
  for (const field of document.querySelectorAll("[data-field]")) {
    if (unsaved.has(field)) continue;
    const own = problems.find(({ field: name }) => name === field.dataset.field);
    showProblem(field, own?.message ?? "", own?.severity);
  }
}

function showSteps({ undo, redo }) {
  for (const [id, step] of [["undo", undo], ["redo", redo]]) {
    const button = document.getElementById(id);
    if (!button) continue;
    button.disabled = !step;
    button.querySelector("[data-label]").textContent = step?.label ? `: ${step.label}` : "";
  }
}

part("read only", (root) => {
  if (document.body.dataset.readOnly === undefined) return;
  const inputs = "form[method=post] :is(button, input, select, textarea), [data-field] :is(input, select, textarea)";
  for (const input of root.querySelectorAll(inputs)) input.disabled = !input.closest('[action="/login"]');
});

part("fields", (root) => {
  for (const field of root.querySelectorAll("[data-field]")) {
    if (!saved.has(field)) saved.set(field, valueOf(field)); // what has been typed since is not in the file
    const kept = sessionStorage.getItem(storageKey(field));
    const input = inputOf(field);
    if (kept !== null && kept !== valueOf(field) && input && !/checkbox|radio/.test(input.type)) {
      input.value = kept;
      save(field);
    }
  }
});

document.addEventListener("focusin", ({ target, relatedTarget }) => {
  const field = target.closest?.("[data-field]");
  if (field && !field.contains(relatedTarget)) visits.set(field, String(performance.timeOrigin + performance.now()));
});
document.addEventListener("focusout", ({ target, relatedTarget }) => {
  const field = target.closest?.("[data-field]");
  if (field && inputOf(field) && !field.contains(relatedTarget)) save(field);
});
on(`[data-field] ${INPUT}`, "change", (_event, input) => {
  const field = input.closest("[data-field]");
  const goesOn = /^(text|date|time)$/.test(input.type) && field.querySelectorAll(INPUT).length > 1;
  if (goesOn) rest(field); // a day waits for its time, until the focus leaves both
  else save(field);
});
on(`[data-field] textarea${INPUT}`, "input", (_event, input) => rest(input.closest("[data-field]")));
on(`[data-field] ${INPUT}`, "input", (_event, input) => { if (timers.has(input.closest("[data-field]"))) rest(input.closest("[data-field]")); });

addEventListener("beforeunload", (event) => {
  if (unsaved.size) event.preventDefault();
});

// --- other windows and programs --------------------------------------------------------------------------------------

const desk = new EventTarget(); // "changed" and "publish" events of the desk, "open" whenever it can be heard again
let stream = null;
let isLost = false;

function connect() {
  if (document.hidden || stream) return; // a browser holds six connections to the desk, for all its windows
  stream = new EventSource("/events");
  for (const kind of ["changed", "publish"]) {
    stream.addEventListener(kind, ({ data }) => desk.dispatchEvent(new CustomEvent(kind, { detail: JSON.parse(data) })));
  }
  stream.addEventListener("open", () => {
    if (isLost && !unsaved.size) status("");
    isLost = false;
    desk.dispatchEvent(new Event("open"));
  });
  stream.addEventListener("error", () => {
    isLost = true;
    status(say("noConnection"), "problem");
  });
}

function disconnect() {
  stream?.close();
  stream = null;
}

document.addEventListener("visibilitychange", () => (document.hidden ? disconnect() : connect()));
addEventListener("pagehide", disconnect);
addEventListener("pageshow", connect);

let freshening = 0;
/** Take over what has changed since the page was loaded; what someone is typing stays. */
function freshen() {
  clearTimeout(freshening);
  freshening = setTimeout(async () => {
    const address = document.querySelector("[data-fresh-from]")?.dataset.freshFrom ?? location.href; // a long page in short
    const answer = await fetch(address).catch(() => null);
    if (!answer?.ok || answer.redirected) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const fresh of page.querySelectorAll("[data-fresh]")) freshenPart(document.getElementById(fresh.id), fresh);
    for (const fresh of page.querySelectorAll("[data-field]")) freshenField(fresh);
  }, 300);
}

function freshenPart(part, fresh) {
  if (part && part.innerHTML !== fresh.innerHTML && !isText(document.activeElement)) swap(part, fresh.innerHTML);
}

function freshenField(fresh) {
  const field = document.querySelector(`[data-field="${CSS.escape(fresh.dataset.field)}"]`);
  if (!field || unsaved.has(field) || valueOf(field) !== oldValueOf(field)) return;
  const isSame = valueOf(field) === valueOf(fresh);
  if (!isSame && (field.contains(document.activeElement) || field.querySelector("[aria-expanded=true]"))) return;
  for (const { name, value } of fresh.attributes) field.setAttribute(name, value);
  if (isSame) return;
  field.innerHTML = fresh.innerHTML;
  saved.set(field, valueOf(field));
  begin(field);
}

desk.addEventListener("changed", freshen);
desk.addEventListener("open", () => { if (document.body.dataset.wasOpen) freshen(); document.body.dataset.wasOpen = "true"; });

// --- keys ------------------------------------------------------------------------------------------------------------

const isText = (element) => element instanceof Element && element.matches("textarea, select, input:not([type=checkbox], [type=radio], [type=button]), [contenteditable]");
const ownKeys = JSON.parse(localStorage.getItem("desk-keys") ?? "{}"); // usual chord -> the one that this person chose

function pressedChord(event) {
  const key = event.key === " " ? "Space" : event.key.length === 1 ? event.key.toUpperCase() : event.key;
  return [event.ctrlKey || event.metaKey ? "Ctrl" : "", event.altKey ? "Alt" : "", event.shiftKey ? "Shift" : "", key].filter(Boolean).join("+");
}

/** The chord of a key event as the table of keys writes it: `Ctrl+Shift+Z`, `F8`. On a Mac, ⌘ counts as Ctrl.
    Where someone has chosen other keys, it is the usual one of what they have pressed. */
function chord(event) {
  const pressed = pressedChord(event);
  const chosen = Object.keys(ownKeys).find((usual) => ownKeys[usual] === pressed);
  return chosen ?? (pressed in ownKeys ? "" : pressed);
}

addEventListener("DOMContentLoaded", () => {
  begin(document);
  connect();
  const notice = document.getElementById("spoken")?.dataset.text;
  if (notice) announce(notice);
});
