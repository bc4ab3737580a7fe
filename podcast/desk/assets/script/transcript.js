// The transcript: lines as text fields, sound beside them, edits by keyboard. The page's forms do the same without script.

const cueRows = () => [...the("cues").children];
const cueOf = element => element?.closest(".cue");
const cueText = row => find("textarea", row);
const cueNumber = row => Number(row.id.slice(4)); // cue-17
const cueTimes = ({ dataset: { start, end } }) => [Number(start), Number(end)];
const knownCues = new WeakMap(); // row -> words and speaker as the desk has them, from when it is used first
let cueQueue = Promise.resolve();
let currentCue;
const cueDigest = () => the("cues-form").dataset.digest; // of the file that the rows are of
const fieldsOf = form => Object.fromEntries(new FormData(form));
let again; // what is offered to be replaced in other lines
let isListening = false; // sound was asked for: the next line plays when this one is right

/** Words and speaker of a row. */
const cueValue = row => [cueText(row).value, find("select", row).value];
const knowCue = row => knownCues.has(row) || knownCues.set(row, cueValue(row));

/** What is sent of a row: what differs. */
function cueFields(row) {
  const fields = {}, old = knownCues.get(row) ?? cueValue(row);
  cueValue(row).forEach((value, index) => { if (value !== old[index]) fields[`${"ts"[index]}-${cueNumber(row)}`] = value; });
  return fields;
}

/** Save a row; saves follow each other, so that each knows the file that the last one left. */
function saveCue(row, action = "", more = {}) {
  return cueQueue = cueQueue.then(() => saveCueNow(row, action, more));
}

async function saveCueNow(row, action, more) {
  const fields = { ...cueFields(row), ...more }, value = cueValue(row), url = the("cues-form").action;
  if (!action && !Object.keys(fields).length) return;
  const sent = { ...fields, do: action && `${action}-${cueNumber(row)}`, digest: cueDigest() };
  const data = await sendEdit(row, url, sent, () => saveCue(row, action, more));
  if (!data.isSaved) return data.problem && noteCues(data.problem);
  knownCues.set(row, value);
  row.classList.toggle("reviewed", action !== "open");
  takeCues(data);
}

function takeCues(data) {
  if (data.reload) return location.reload();
  the("cues-form").dataset.digest = data.digest;
  if (data.removed || data.added) exchangeCues(data);
  showOutcome(data);
  if (data.progress) {
    the("cue-progress").textContent = data.progress;
    Object.assign(the("cue-meter"), { value: data.done, max: cueRows().length });
  }
  if (data.again) noteCues(data.again.words, { words: data.again.old, new: data.again.new, whole: "yes" });
}

/** Put rows that the desk has made of an edit in place of the old ones; those below get other numbers. */
function exchangeCues({ first, removed, html }) {
  const rows = cueRows(), place = document.createElement("template");
  place.innerHTML = html;
  the("cues").insertBefore(place.content, rows[first + removed] ?? null);
  for (const row of rows.slice(first, first + removed)) {
    unsaved.delete(row);
    row.remove();
  }
  cueRows().slice(first).forEach((row, index) => { row.id = `cue-${first + index}`; });
}

/** Show a sentence about an edit; `offer` are words that other lines have as well, and what they could be replaced by. */
function noteCues(text, offer) {
  const note = the("cue-note");
  again = offer;
  note.hidden = !text;
  note.firstElementChild.textContent = text;
  for (const button of all("button", note)) button.hidden = !offer;
}

const noteDone = ({ said, problem = say("noConnection") }) => noteCues(said ?? problem);

async function replaceCues(fields) {
  await cueQueue;
  const { data } = await post(`${location.pathname}/replace`, { ...fields, digest: cueDigest() });
  if (data.conflict) return location.assign(data.conflict);
  for (const number in data.texts) {
    const row = setCueText(cueRows()[number], data.texts[number]);
    knownCues.set(row, cueValue(row));
  }
  if (data.digest) takeCues(data);
  noteDone(data);
}

function setCueText(row, text) {
  knowCue(row);
  cueText(row).value = cueText(row).parentElement.dataset.text = text;
  return row;
}

// --- sound -----------------------------------------------------------------------------------------------------------

/** Play a line from its start, or from where the sound is, up to its end. */
function playCue(row, isFromStart = true) {
  if (!activeWave) return;
  isListening = true;
  activeWave.audio.pause();
  if (isFromStart) moveTo(activeWave, cueTimes(row)[0]);
  activeWave.stop = row && the("cue-stop").checked ? cueTimes(row)[1] : Infinity;
  play(activeWave);
}

function toggleSound() {
  const row = cueOf(active()) ?? currentCue, [start, end] = row ? cueTimes(row) : [];
  if (activeWave.audio.paused) return playCue(row, row && !(activeWave.at > start && activeWave.at < end - .05));
  isListening = false;
  activeWave.audio.pause();
}

function backCue() {
  const { stop } = activeWave;
  moveTo(activeWave, activeWave.at - 3);
  activeWave.stop = stop;
}

/** Show which line is heard, unless someone writes in one. */
function showPlayedLine() {
  if (!cueOf(active())) markCue(cueRows().findLast(({ dataset }) => dataset.start <= activeWave.at + .01));
}

function markCue(row) {
  currentCue?.classList.remove("current");
  row?.classList.add("current");
  currentCue = row;
}

// --- keys ------------------------------------------------------------------------------------------------------------

function goToCue(row, at = 0) {
  if (!row) return false;
  const text = cueText(row);
  text.setSelectionRange(at, at);
  text.focus(); // which lays the page out: what changes comes after it
}

/** The line is right: note it, go to the next one, and let it be heard if sound is on. */
function rightCue(row) {
  const next = row.nextElementSibling;
  saveCue(row, "done"); // before its text is left, which would save it once more
  goToCue(next);
  row.classList.add("reviewed");
  if (next && isListening) playCue(next);
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
  return selectionStart === selectionEnd && (selectionStart === edge || clientHeight < 60);
}

/** A key of a line that is edited; `act` gets its row and its text. */
const inCue = act => text => text.readOnly ? false : act(cueOf(text), text);

onKeys(".cue textarea", {
  Enter: inCue(rightCue),
  "Shift+Enter": inCue(row => saveCue(row, "open")), // not right after all
  "Ctrl+Enter": inCue(splitCue),
  ArrowUp: inCue((row, text) => leavesCue(text, 0) && goToCue(row.previousElementSibling, Infinity)),
  ArrowDown: inCue((row, text) => leavesCue(text, text.value.length) && goToCue(row.nextElementSibling)),
  Backspace: inCue((row, text) => !text.selectionEnd && Boolean(row.previousElementSibling) && void joinCue(row)),
});
onKeys("details[name=cue-tools][open]", {
  Escape(tools) {
    tools.open = false;
    tools.firstElementChild.focus();
  },
});
const ifHeard = act => () => activeWave?.marks === "cues" ? act() : false;
onKeys("html", { F8: ifHeard(toggleSound), F9: ifHeard(backCue) });

on("input", {
  ".cue textarea": ({ parentElement, value }) => { parentElement.dataset.text = value; },
  "[data-cue-replace] input": input => later(countFinds, 200, () => countFinds(input)),
});
on("change", { ".cue :is(textarea, select)": input => saveCue(cueOf(input)) });
on("focusin", {
  ".cue": row => {
    knowCue(row);
    markCue(row);
  },
});
on("click", {
  ".cue-play": button => playCue(cueOf(button)),
  "[data-cue=play]": toggleSound,
  "[data-cue=back]": backCue,
  "[data-offer]": button => {
    const row = setCueText(cueOf(button), button.dataset.offer);
    button.parentElement.remove();
    saveCue(row);
    cueText(row).focus();
  },
  "[data-again=all]": () => replaceCues(again),
  "[data-again=glossary]": async () => {
    const { data } = await post(`${location.pathname}/glossary`, again);
    noteDone(data);
  },
});
on("submit", {
  "[data-cue-replace]": instead(form => {
    form.parentElement.open = false;
    replaceCues(fieldsOf(form));
  }),
});

/** Say how many lines have the words which are to be replaced. */
async function countFinds({ form }) {
  const { data } = await post(`${location.pathname}/found`, { ...fieldsOf(form), digest: cueDigest() });
  the("replace-count").textContent = data.said;
}

part(root => {
  const list = find("#cues", root);
  if (!list) return;
  const wanted = location.hash ? the(location.hash.slice(1)) : list.children[list.dataset.first];
  if (cueOf(wanted) && !isReadOnly) goToCue(wanted);
});
