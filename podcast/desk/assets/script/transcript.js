// The transcript: lines as text fields, sound beside them, edits by keyboard. The page's forms do the same without script.

const cueList = () => document.getElementById("cues");
const cueWords = () => document.getElementById("words-transcript").dataset;
const cueForm = () => document.getElementById("cues-form");
const rowOf = (element) => element?.closest(".cue");
const cueText = (row) => row.querySelector("textarea");
const cueNumber = (row) => Array.prototype.indexOf.call(cueList().children, row);
const cueTimes = (row) => [Number(row.dataset.start), Number(row.dataset.end)];
const sentCues = new WeakMap(); // row -> [words, speaker] as the desk has them
let cueQueue = Promise.resolve();
let playedCue = null; // the row that is heard
let isListening = false; // sound has been asked for: the next line plays when this one is right

const cueValue = (row) => [cueText(row).value, row.querySelector("select").value];

function knowCue(row) {
  sentCues.set(row, cueValue(row));
}

/** What is sent of a row: what differs, and what a key asks for. */
function cueFields(row, action = "", more = {}) {
  const number = cueNumber(row), [text, speaker] = cueValue(row), [oldText, oldSpeaker] = sentCues.get(row) ?? [];
  const fields = { do: action && `${action}-${number}`, ...more };
  if (text !== oldText && action !== "split") fields[`t-${number}`] = text;
  if (speaker !== oldSpeaker) fields[`s-${number}`] = speaker;
  return fields;
}

/** Save a row; saves follow each other, so that each knows the file that the last one left. */
function saveCue(row, action = "", more = {}) {
  const run = () => saveCueNow(row, action, more);
  cueQueue = cueQueue.then(run, run);
  return cueQueue;
}

async function saveCueNow(row, action, more) {
  const fields = cueFields(row, action, more), kept = cueValue(row);
  if (Object.keys(fields).length === 1 && !action) return;
  const digest = cueForm().dataset.digest;
  status(say("saving"));
  const { status: code, data } = await post(cueForm().action, { ...fields, digest });
  if (code === 409 && data.conflict) return location.assign(data.conflict);
  unsaved[code === 200 ? "delete" : "add"](row);
  row.classList.toggle("unsaved", code !== 200);
  if (code !== 200) {
    status(data.problem ?? say(code ? "notSavedOne" : "noConnection", { count: 1 }), "problem");
    if (!code) setTimeout(() => saveCue(row, action, more), RETRY);
    if (data.problem) noteCues(data.problem);
    return;
  }
  sentCues.set(row, kept);
  takeCueAnswer(data, row);
}

function takeCueAnswer(data, row) {
  if (data.reload) return location.reload();
  for (const holder of document.querySelectorAll("form [name=digest]")) holder.value = data.digest;
  cueForm().dataset.digest = data.digest;
  status(unsaved.size ? say("notSavedOne", { count: unsaved.size }) : say("saved", { time: data.saved_at }), unsaved.size ? "problem" : "");
  showSteps(data);
  if (data.removed || data.added) exchangeCues(data);
  else if (row && !data.texts) row.classList.add("reviewed");
  if (data.progress) {
    const meter = document.getElementById("cue-meter");
    document.getElementById("cue-progress").textContent = data.progress;
    [meter.value, meter.max] = [data.done, cueList().children.length];
  }
  if (data.again) offerAgain(data.again);
}

/** Put rows that the desk has made of an edit in place of the old ones. */
function exchangeCues({ first, removed, added, html }) {
  const list = cueList(), rows = [...list.children].slice(first, first + removed);
  const place = document.createElement("template");
  place.innerHTML = html;
  const fresh = [...place.content.querySelectorAll(".cue")], after = list.children[first + removed] ?? null;
  for (const row of rows) {
    unsaved.delete(row);
    row.remove();
  }
  for (const row of fresh) {
    list.insertBefore(row, after);
    knowCue(row);
  }
  [...list.children].slice(first + added).forEach((row, index) => { row.id = `cue-${first + added + index}`; });
}

function noteCues(text, buttons = []) {
  const note = document.getElementById("cue-note");
  note.hidden = !text;
  note.replaceChildren(Object.assign(document.createElement("p"), { textContent: text }), ...buttons);
}

function cueButton(text, act) {
  const button = Object.assign(document.createElement("button"), { type: "button", textContent: text });
  button.addEventListener("click", act);
  return button;
}

/** Offer a correction for the other lines that have the same words. */
function offerAgain({ old, new: fresh, words }) {
  const fields = { words: old, new: fresh, whole: "yes" };
  noteCues(words, [
    cueButton(cueWords().all, () => replaceCues(fields)),
    cueButton(cueWords().glossary, async () => {
      const { data } = await post(location.pathname + "/glossary", fields);
      noteCues(data.said ?? data.problem);
    }),
  ]);
}

async function replaceCues(fields) {
  await cueQueue;
  const { status: code, data } = await post(location.pathname + "/replace", { ...fields, digest: cueForm().dataset.digest });
  if (code === 409) return location.assign(data.conflict);
  if (code !== 200) return noteCues(data.problem ?? say("noConnection"));
  for (const [number, text] of Object.entries(data.texts)) setCueText(cueList().children[number], text, true);
  takeCueAnswer(data);
  noteCues(data.said);
}

function setCueText(row, text, isSaved) {
  cueText(row).value = row.querySelector(".cue-words").dataset.text = text;
  if (isSaved) knowCue(row);
}

// --- sound -----------------------------------------------------------------------------------------------------------

function playCue(row) {
  const [start, end] = cueTimes(row), wave = heard;
  if (!wave || !row) return;
  isListening = true;
  wave.audio.pause();
  moveTo(wave, start);
  wave.stop = document.getElementById("cue-stop").checked ? end : null;
  play(wave);
}

function toggleSound() {
  const row = rowOf(document.activeElement) ?? playedCue, wave = heard;
  if (!wave) return;
  if (!wave.audio.paused) {
    isListening = false;
    return wave.audio.pause();
  }
  const [start, end] = row ? cueTimes(row) : [];
  if (row && !(wave.at > start && wave.at < end - .05)) return playCue(row);
  isListening = true;
  wave.stop = row && document.getElementById("cue-stop").checked ? end : null;
  play(wave);
}

function backCue() {
  const stop = heard?.stop;
  if (!heard) return;
  moveTo(heard, heard.at - 3);
  heard.stop = stop;
}

/** Show which line is heard; rows are in the order of their starts. */
function showHeard() {
  const rows = cueList().children;
  let low = 0, high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (Number(rows[middle].dataset.start) <= heard.at + .01) low = middle + 1;
    else high = middle;
  }
  if (!document.activeElement?.closest(".cue")) markCue(rows[low - 1]);
  const isPlaying = !heard.audio.paused, button = document.querySelector("[data-cue=play]");
  for (const sign of button.querySelectorAll("[data-when]")) sign.hidden = (sign.dataset.when === "playing") !== isPlaying;
  button.querySelector("[data-play-label]").textContent = isPlaying ? waveWords().pause : waveWords().play;
}

function markCue(row) {
  if (row === playedCue) return;
  playedCue?.classList.remove("current");
  row?.classList.add("current");
  playedCue = row ?? null;
}

// --- keys ------------------------------------------------------------------------------------------------------------

function goToCue(row, atEnd = false) {
  if (!row) return;
  const text = cueText(row), at = atEnd ? text.value.length : 0;
  text.focus();
  text.setSelectionRange(at, at);
}

/** The line is right: note it, go to the next one, and let it be heard if sound is on. */
function rightCue(row) {
  const next = row.nextElementSibling;
  saveCue(row, "done");
  row.classList.add("reviewed");
  announce(cueWords().right.replace("{time}", row.querySelector(".cue-time").textContent));
  goToCue(next);
  if (isListening && next) playCue(next);
}

async function splitCue(row) {
  const text = cueText(row), at = text.selectionStart, number = cueNumber(row);
  const [start, end] = cueTimes(row), isHeard = heard && heard.at > start && heard.at < end;
  const words = `${text.value.slice(0, at)}\n${text.value.slice(at)}`;
  await saveCue(row, "split", { [`t-${number}`]: words, seconds: isHeard ? heard.at : "" });
  goToCue(cueList().children[number + 1]);
}

async function joinCue(row) {
  const number = cueNumber(row), before = row.previousElementSibling;
  if (!before) return;
  const length = cueText(before).value.trimEnd().length + 1;
  const fields = cueFields(before);
  delete fields.do;
  await saveCue(row, "join", fields);
  const joined = cueList().children[number - 1];
  cueText(joined).focus();
  cueText(joined).setSelectionRange(length, length);
}

/** Whether an arrow leaves a line: from its only row of text, or from its very start or end. */
function isAtEdge(text, isUp) {
  if (text.selectionStart !== text.selectionEnd) return false;
  return text.clientHeight < 60 || text.selectionStart === (isUp ? 0 : text.value.length);
}

const cueKeys = {
  Enter: (row) => rightCue(row),
  "Ctrl+Enter": (row) => splitCue(row),
  ArrowUp: (row, text) => isAtEdge(text, true) && row.previousElementSibling && (goToCue(row.previousElementSibling, true), true),
  ArrowDown: (row, text) => isAtEdge(text, false) && row.nextElementSibling && (goToCue(row.nextElementSibling), true),
  Backspace: (row, text) => text.selectionEnd === 0 && Boolean(row.previousElementSibling) && (joinCue(row), true),
};

document.addEventListener("keydown", (event) => {
  if (!cueList() || event.isComposing) return;
  const pressed = chord(event), text = event.target;
  if (pressed === "F8") toggleSound();
  else if (pressed === "F9") backCue();
  else if (!cueKeys[pressed] || !text.matches?.(".cue textarea") || text.readOnly || cueKeys[pressed](rowOf(text), text) === false) return;
  event.preventDefault();
});

on(".cue textarea", "input", (_event, text) => { text.parentElement.dataset.text = text.value; });
on(".cue :is(textarea, select)", "change", (_event, input) => saveCue(rowOf(input)));
on(".cue", "focusin", (_event, row) => markCue(row));
on(".cue-play", "click", (_event, button) => playCue(rowOf(button)));
on("[data-cue=play]", "click", () => toggleSound());
on("[data-cue=back]", "click", () => backCue());
on("[data-offer]", "click", (_event, button) => {
  const row = rowOf(button);
  setCueText(row, button.dataset.offer, false);
  button.parentElement.remove();
  saveCue(row);
  cueText(row).focus();
});
on("[data-cue-replace]", "submit", (event, form) => {
  event.preventDefault();
  replaceCues(Object.fromEntries(new FormData(form)));
  form.parentElement.open = false;
});
on("[data-cue-replace] input", "input", (_event, { form }) => {
  const words = form.elements.words.value.trim();
  const pattern = words.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replace(/\s+/g, "\\s+");
  const find = new RegExp(form.elements.whole.checked ? `(?<![\\p{L}\\p{N}_])${pattern}(?![\\p{L}\\p{N}_])` : pattern, "u");
  const count = words ? [...document.querySelectorAll(".cue textarea")].filter(({ value }) => find.test(value)).length : 0;
  const text = count === 1 ? cueWords().foundOne : cueWords().found.replace("{count}", count);
  document.getElementById("replace-count").textContent = words && text;
});
document.addEventListener("keydown", ({ key, target }) => {
  const tools = key === "Escape" && target.closest?.("details[name=cue-tools][open]");
  if (tools) {
    tools.open = false;
    tools.firstElementChild.focus();
  }
});

async function followRecognition(place) {
  const answer = await fetch(place.dataset.recognition).catch(() => null);
  const data = answer?.ok ? await answer.json() : { is_running: true };
  if (!data.is_running) return location.reload();
  if (data.percent !== undefined) place.querySelector("progress").value = data.percent;
  setTimeout(() => followRecognition(place), 1000);
}

part("transcript", (root) => {
  for (const place of root.querySelectorAll("[data-recognition]")) followRecognition(place);
  const list = root.querySelector("#cues");
  if (!list) return;
  [...list.children].forEach(knowCue);
  queueMicrotask(() => { // the waveform begins after this part
    for (const event of ["timeupdate", "play", "pause", "seeked"]) heard?.audio.addEventListener(event, showHeard);
  });
  const wanted = rowOf(location.hash.startsWith("#cue-") ? document.getElementById(location.hash.slice(1)) : null) ?? list.children[list.dataset.first];
  if (wanted && document.body.dataset.readOnly === undefined) goToCue(wanted);
});
