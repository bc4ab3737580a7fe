// The transcript: lines as text fields, sound beside them, edits by keyboard. The page's forms do the same without script.

const cueForm = () => the("cues-form");
const cueRows = () => the("cues").children;
const cueOf = (element) => element?.closest(".cue");
const cueText = (row) => row.querySelector("textarea");
const cueNumber = (row) => [].indexOf.call(cueRows(), row);
const cueTimes = ({ dataset: { start, end } }) => [Number(start), Number(end)];
const cueSay = (name) => the("words-transcript").dataset[name];
const cueValue = (row) => [cueText(row).value, row.querySelector("select").value];
const knownCues = new WeakMap(); // row -> words and speaker as the desk has them
let cueQueue = Promise.resolve();
let currentCue;
let isListening = false; // sound was asked for: the next line plays when this one is right

const knowCue = (row) => knownCues.set(row, cueValue(row));

/** What is sent of a row: what differs. */
function cueFields(row) {
  const number = cueNumber(row), fields = {}, old = knownCues.get(row);
  cueValue(row).forEach((value, index) => { if (value !== old[index]) fields["ts"[index] + `-${number}`] = value; });
  return fields;
}

/** Save a row; saves follow each other, so that each knows the file that the last one left. */
function saveCue(row, action = "", more = {}) {
  return cueQueue = cueQueue.then(() => saveCueNow(row, action, more));
}

async function saveCueNow(row, action, more) {
  const fields = { ...cueFields(row), ...more }, value = cueValue(row), { action: url, dataset } = cueForm();
  if (!action && !Object.keys(fields).length) return;
  status(say("saving"));
  const { status: code, data } = await post(url, { ...fields, do: action && `${action}-${cueNumber(row)}`, digest: dataset.digest });
  if (data.conflict) return location.assign(data.conflict);
  const isSaved = code === 200;
  unsaved[isSaved ? "delete" : "add"](row);
  row.classList.toggle("unsaved", !isSaved);
  if (isSaved) {
    knownCues.set(row, value);
    if (!action || action === "done") row.classList.add("reviewed");
    return takeCues(data);
  }
  status(code ? say("notSavedOne") : say("noConnection"), "problem");
  if (code) noteCues(data.problem);
  else setTimeout(() => saveCue(row, action, more), RETRY);
}

function takeCues(data) {
  if (data.reload) return location.reload();
  for (const holder of all("form [name=digest]")) holder.value = data.digest;
  cueForm().dataset.digest = data.digest;
  if (unsaved.size) status(say("notSavedOne"), "problem");
  else status(say("saved", { time: data.saved_at }));
  showSteps(data);
  if (data.removed || data.added) exchangeCues(data);
  if (data.progress) {
    the("cue-progress").textContent = data.progress;
    Object.assign(the("cue-meter"), { value: data.done, max: cueRows().length });
  }
  if (data.again) offerAgain(data.again);
}

/** Put rows that the desk has made of an edit in place of the old ones. */
function exchangeCues({ first, removed, added, html }) {
  const rows = [...cueRows()].slice(first, first + removed), place = document.createElement("template");
  place.innerHTML = html;
  const after = cueRows()[first + removed] ?? null;
  for (const row of rows) {
    unsaved.delete(row);
    row.remove();
  }
  for (const row of all(".cue", place.content)) {
    the("cues").insertBefore(row, after);
    knowCue(row);
  }
  [...cueRows()].slice(first).forEach((row, index) => { row.id = `cue-${first + index}`; });
}

function noteCues(text, ...buttons) {
  const note = the("cue-note");
  note.hidden = !text;
  note.firstElementChild.textContent = text;
  for (const button of all("button", note)) button.remove();
  for (const [name, act] of buttons) {
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: cueSay(name), onclick: act });
    note.append(button);
  }
}

/** Offer a correction for the other lines that have the same words. */
function offerAgain({ old, new: fresh, words }) {
  const fields = { words: old, new: fresh, whole: "yes" };
  noteCues(words, ["all", () => replaceCues(fields)], ["glossary", async () => {
    const { data } = await post(`${location.pathname}/glossary`, fields);
    noteCues(data.said ?? data.problem);
  }]);
}

async function replaceCues(fields) {
  await cueQueue;
  const { data } = await post(`${location.pathname}/replace`, { ...fields, digest: cueForm().dataset.digest });
  if (data.conflict) return location.assign(data.conflict);
  for (const number in data.texts) knowCue(setCueText(cueRows()[number], data.texts[number]));
  if (data.digest) takeCues(data);
  noteCues(data.said ?? data.problem ?? say("noConnection"));
}

function setCueText(row, text) {
  cueText(row).value = cueText(row).parentElement.dataset.text = text;
  return row;
}

// --- sound -----------------------------------------------------------------------------------------------------------

/** Play from a time on, or from where the sound is, up to the end of a line. */
function playCue(row, from) {
  if (!activeWave) return;
  isListening = true;
  activeWave.audio.pause();
  if (from !== undefined) moveTo(activeWave, from);
  activeWave.stop = row && the("cue-stop").checked ? cueTimes(row)[1] : Infinity;
  play(activeWave);
}

function toggleSound() {
  const row = cueOf(document.activeElement) ?? currentCue, [start, end] = row ? cueTimes(row) : [];
  if (activeWave?.audio.paused) return playCue(row, !row || (activeWave.at > start && activeWave.at < end - .05) ? undefined : start);
  isListening = false;
  activeWave?.audio.pause();
}

function backCue() {
  if (!activeWave) return;
  const { stop } = activeWave;
  moveTo(activeWave, activeWave.at - 3);
  activeWave.stop = stop;
}

/** Show which line is heard, unless someone writes in one. */
function showPlayedLine() {
  const isPlaying = !activeWave.audio.paused;
  if (isPlaying && !cueOf(document.activeElement)) markCue([...cueRows()].findLast((row) => row.dataset.start <= activeWave.at + .01));
  for (const sign of all("[data-cue=play] [data-when]")) sign.hidden = (sign.dataset.when === "playing") !== isPlaying;
}

function markCue(row) {
  currentCue?.classList.remove("current");
  row?.classList.add("current");
  currentCue = row;
}

// --- keys ------------------------------------------------------------------------------------------------------------

function goToCue(row, at = 0) {
  if (!row) return false;
  cueText(row).focus();
  cueText(row).setSelectionRange(at, at);
}

/** The line is right: note it, go to the next one, and let it be heard if sound is on. */
function rightCue(row) {
  const next = row.nextElementSibling;
  saveCue(row, "done");
  row.classList.add("reviewed");
  if (next) goToCue(next);
  if (next && isListening) playCue(next, cueTimes(next)[0]);
}

async function splitCue(row, { value, selectionStart: at }) {
  const number = cueNumber(row), [start, end] = cueTimes(row), isPlayed = activeWave?.at > start && activeWave.at < end;
  await saveCue(row, "split", { [`t-${number}`]: `${value.slice(0, at)}\n${value.slice(at)}`, seconds: isPlayed ? activeWave.at : "" });
  if (!row.isConnected) goToCue(cueRows()[number + 1]);
}

async function joinCue(row) {
  const before = row.previousElementSibling, number = cueNumber(row), length = cueText(before).value.trimEnd().length + 1;
  await saveCue(row, "join", cueFields(before));
  if (!row.isConnected) goToCue(cueRows()[number - 1], length);
}

/** Whether an arrow leaves a line: from its only row of text, or from its very start or end. */
function leavesCue({ selectionStart, selectionEnd, clientHeight }, edge) {
  return selectionStart === selectionEnd && (clientHeight < 60 || selectionStart === edge);
}

const cueKeys = { // false: the key does what it always does
  Enter: (row) => rightCue(row),
  "Ctrl+Enter": (row, text) => { splitCue(row, text); },
  ArrowUp: (row, text) => leavesCue(text, 0) && goToCue(row.previousElementSibling, Infinity),
  ArrowDown: (row, text) => leavesCue(text, text.value.length) && goToCue(row.nextElementSibling),
  Backspace: (row, text) => !text.selectionEnd && Boolean(row.previousElementSibling) && void joinCue(row),
};

document.addEventListener("keydown", (event) => {
  const pressed = chord(event), { target } = event, tools = target.closest?.("details[name=cue-tools][open]");
  if (!the("cues") || event.isComposing) return;
  if (pressed === "Escape" && tools) {
    tools.open = false;
    tools.firstElementChild.focus();
  } else if (pressed === "F8") toggleSound();
  else if (pressed === "F9") backCue();
  else if (!target.matches?.(".cue textarea") || target.readOnly || !cueKeys[pressed] || cueKeys[pressed](cueOf(target), target) === false) return;
  event.preventDefault();
});

on(".cue textarea", "input", (_event, text) => { text.parentElement.dataset.text = text.value; });
on(".cue :is(textarea, select)", "change", (_event, input) => saveCue(cueOf(input)));
on(".cue", "focusin", (_event, row) => markCue(row));
on(".cue-play", "click", (_event, button) => playCue(cueOf(button), cueTimes(cueOf(button))[0]));
on("[data-cue=play]", "click", toggleSound);
on("[data-cue=back]", "click", backCue);
on("[data-offer]", "click", (_event, button) => {
  const row = setCueText(cueOf(button), button.dataset.offer);
  button.parentElement.remove();
  saveCue(row);
  cueText(row).focus();
});
on("[data-cue-replace]", "submit", (event, form) => {
  event.preventDefault();
  form.parentElement.open = false;
  replaceCues(Object.fromEntries(new FormData(form)));
});
on("[data-cue-replace] input", "input", (_event, { form: { elements } }) => {
  const words = elements.words.value.trim().replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replace(/\s+/g, "\\s+");
  const find = new RegExp(elements.whole.checked ? `(?<![\\p{L}\\p{N}_])${words}(?![\\p{L}\\p{N}_])` : words, "u");
  const count = all(".cue textarea").filter(({ value }) => find.test(value)).length;
  the("replace-count").textContent = words && (count === 1 ? cueSay("foundOne") : cueSay("found").replace("{count}", count));
});

async function followRecognition(place) {
  const data = await fetch(place.dataset.recognition).then((answer) => answer.json()).catch(() => ({ is_running: true }));
  if (!data.is_running) return location.reload();
  place.querySelector("progress").value = data.percent ?? 0;
  setTimeout(() => followRecognition(place), 1000);
}

part("transcript", (root) => {
  all("[data-recognition]", root).forEach(followRecognition);
  const list = root.querySelector("#cues");
  if (!list) return;
  all(".cue", list).forEach(knowCue);
  queueMicrotask(() => { // the waveform begins after this part
    for (const event of ["timeupdate", "play", "pause"]) activeWave?.audio.addEventListener(event, showPlayedLine);
  });
  const wanted = location.hash ? the(location.hash.slice(1)) : list.children[list.dataset.first];
  if (cueOf(wanted) && document.body.dataset.readOnly === undefined) goToCue(wanted);
});
