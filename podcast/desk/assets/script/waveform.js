// The waveform: hear a recording or its master, set and move chapters and soundbites; the tables do the same work.

const waves = new Map(); // element -> wave
let activeWave; // the wave that was used last
const the = (id) => document.getElementById(id);
const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const clamp = (value, low, high) => Math.min(Math.max(value, low), high);
const waveSay = (name, values = {}) => the("words-waveform").dataset[name].replace(/\{(\w+)\}/g, (_whole, key) => values[key]);

function shownTime(seconds, decimals = 1) {
  const [whole, fraction] = Math.max(seconds, 0).toFixed(decimals).split(".");
  const two = (number) => String(number).padStart(2, "0"), minutes = Math.floor(whole / 60);
  const clock = minutes < 60 ? minutes : `${Math.floor(minutes / 60)}:${two(minutes % 60)}`;
  return `${clock}:${two(whole % 60)}` + `.${fraction}`.replace(/\.?0+$/, "").replace(".", waveSay("decimal"));
}

const typedTime = (text) => text.trim() ? text.split(":").reduce((sum, part) => sum * 60 + Number(part.replace(",", ".")), 0) : NaN;

/** A time of the recording in the master, or back, by the segments that the master has kept. */
function mappedTime(segments, seconds, isBack) {
  const key = isBack ? 2 : 0;
  const [start, end, masterStart] = segments.findLast((segment) => segment[key] <= seconds) ?? segments[0];
  const inside = clamp(isBack ? start + seconds - masterStart : seconds, start, end ?? Infinity);
  return isBack ? inside : masterStart + inside - start;
}

const left = (wave, seconds) => `${100 * (seconds - wave.from) / (wave.to - wave.from)}%`;
const rowsOf = (wave, kind) => wave.marks ? all(`#marks [data-mark=${kind}]`) : [];
const cellOf = (row, name) => row.querySelector(`[name$='-${name}']`);
const timeOf = (row, name) => typedTime(cellOf(row, name).value);

function newWave(box) {
  const { src, seconds, map, marks, waveform: kind } = box.dataset, audio = new Audio();
  const wave = { box, kind, marks, audio, seconds: Number(seconds), from: 0, to: Number(seconds) || 1, at: 0, map: map ? JSON.parse(map) : null };
  Object.assign(audio, { preload: "none", src });
  for (const event of ["play", "pause", "ended"]) audio.addEventListener(event, () => showPlaying(wave));
  audio.addEventListener("error", () => note(wave, waveSay("unplayable")));
  new ResizeObserver(() => loadPeaks(wave)).observe(box);
  waves.set(box, wave);
  activeWave ??= wave;
}

function note(wave, text) {
  wave.box.querySelector(".wave-note").textContent = text;
}

async function loadPeaks(wave) {
  const { box, seconds, from, to } = wave;
  const url = `${box.dataset.peaks}?count=${Math.ceil(box.clientWidth / 3)}${seconds ? `&from=${from}&to=${to}` : ""}`;
  if (!wave.peaks) note(wave, waveSay("reading"));
  wave.asked = url;
  const data = await fetch(url).then((answer) => answer.json()).catch(() => ({}));
  if (wave.asked !== url) return;
  note(wave, data.problem ?? "");
  if (!data.peaks) return;
  if (wave.to === seconds || !seconds) wave.to = data.seconds;
  Object.assign(wave, { seconds: data.seconds, peaks: data.peaks, start: data.from, step: (data.to - data.from) / data.peaks.length });
  box.ariaValueMax = data.seconds;
  showWave(wave);
}

function drawPeaks({ box, peaks = [], start, step, from, to, at }) {
  const canvas = box.querySelector("canvas"), style = getComputedStyle(box);
  const width = canvas.width = box.clientWidth * devicePixelRatio, height = canvas.height = box.clientHeight * devicePixelRatio;
  const pen = canvas.getContext("2d");
  peaks.forEach((peak, index) => {
    const seconds = start + index * step, half = Math.max(peak / 555 * height, 1);
    pen.fillStyle = style.getPropertyValue(peak > 254 ? "--wave-clipped" : seconds < at ? "--wave-heard" : "--wave");
    pen.fillRect((seconds - from) / (to - from) * width, height / 2 - half, width / peaks.length * .6, 2 * half);
  });
}

/** Draw labels and soundbites as HTML; the tables are their source. */
function showMarks(wave) {
  const layer = wave.box.querySelector(".wave-marks");
  layer.textContent = "";
  const add = (className, row, seconds, edge, textContent = "") => {
    const mark = Object.assign(document.createElement("span"), { className, textContent, row, edge, hidden: !edge || seconds < wave.from || seconds > wave.to });
    mark.style.left = left(wave, seconds);
    if (!Number.isNaN(seconds)) layer.append(mark);
    return mark;
  };
  for (const row of rowsOf(wave, "soundbite")) {
    const start = timeOf(row, "start"), end = timeOf(row, "end"), bite = add("bite", row, start);
    bite.hidden = false;
    bite.style.right = `calc(100% - ${left(wave, end)})`;
    add("edge", row, start, "start");
    add("edge", row, end, "end");
  }
  rowsOf(wave, "chapter").forEach((row, index) => add("flag", row, timeOf(row, "start"), "start", `${index + 1} ${cellOf(row, "title").value}`));
}

function showAt(wave) {
  const { box, at, map } = wave, head = box.querySelector(".wave-head"), chapters = rowsOf(wave, "chapter");
  head.style.left = left(wave, at);
  const chapter = chapters.findLast((row) => timeOf(row, "start") <= at);
  for (const row of chapters) row.classList.toggle("current", row === chapter);
  const name = chapter ? `, ${waveSay("chapter", { number: chapter.dataset.number, title: cellOf(chapter, "title").value })}` : "";
  box.ariaValueNow = at.toFixed(1);
  box.ariaValueText = shownTime(at) + name;
  if (!wave.marks) return;
  the("wave-clock").textContent = shownTime(at);
  const isKept = map?.some(([start, end]) => start <= at && at < (end ?? Infinity));
  if (map) the("wave-in-master").textContent = waveSay(isKept ? "inMaster" : "notInMaster", { time: shownTime(isKept ? mappedTime(map, at) : 0) });
}

function showWave(wave) {
  drawPeaks(wave);
  showMarks(wave);
  showAt(wave);
}

function showPlaying(wave) {
  const isPlaying = !wave.audio.paused;
  for (const button of all(`[data-wave=play][data-kind=${wave.kind}]`)) {
    button.ariaPressed = isPlaying;
    for (const sign of all("[data-when]", button)) sign.hidden = (sign.dataset.when === "playing") !== isPlaying;
  }
  if (isPlaying) follow(wave);
}

function follow(wave) {
  if (wave.audio.paused) return;
  moveTo(wave, wave.audio.currentTime, false);
  if (wave.at >= wave.stop) wave.audio.pause();
  requestAnimationFrame(() => follow(wave));
}

function moveTo(wave, seconds, seeks = true) {
  activeWave = wave;
  wave.at = clamp(Math.round(seconds * 1000) / 1000, 0, wave.seconds || Infinity);
  if (seeks) {
    wave.stop = Infinity;
    wave.audio.currentTime = wave.at;
  }
  if (wave.at < wave.from || wave.at > wave.to) show(wave, wave.at, wave.to - wave.from);
  drawPeaks(wave);
  showAt(wave);
}

function show(wave, from, length) {
  const span = clamp(length, 2, wave.seconds);
  wave.from = clamp(from, 0, wave.seconds - span);
  wave.to = wave.from + span;
  showWave(wave);
  loadPeaks(wave);
}

/** Play or stop; what plays of the other sound goes on here at the same place. */
function play(wave) {
  const other = [...waves.values()].find(({ audio }) => audio !== wave.audio && !audio.paused);
  if (other) {
    other.audio.pause();
    moveTo(wave, mappedTime(wave.map, other.at, other.kind === "master"));
  }
  if (!wave.audio.paused) return wave.audio.pause();
  if (wave.at >= wave.seconds) moveTo(wave, 0);
  wave.audio.play().catch(() => {});
}

// --- marks -----------------------------------------------------------------------------------------------------------

let marksSaved = Promise.resolve();
let marksTimer;

function setTime(id, seconds) {
  const input = the(id);
  input.value = shownTime(seconds, 3);
  announce(`${input.ariaLabel}: ${input.value}`);
  showMarks(activeWave);
}

/** Save all rows that differ; the tables come back with what was not saved in its place. */
function saveMarks(action = "") {
  clearTimeout(marksTimer);
  return marksSaved = marksSaved.then(() => saveMarksNow(action));
}

async function saveMarksNow(action) {
  const form = the("marks-form"), sent = new FormData(form);
  const differs = [...sent.keys()].some((name) => sent.has(`${name}-was`) && sent.get(`${name}-was`) !== sent.get(name));
  if (!action && !differs && !sent.get("c-new-title") && !sent.get("s-new-start")) return;
  if (action) sent.set("do", action);
  status(say("saving"));
  const { status: code, data } = await post(form.action, sent);
  if (data.conflict) return location.assign(data.conflict);
  if (!code) marksTimer = setTimeout(() => saveMarks(action), RETRY);
  if (!data.html) return status(data.problem ?? say("noConnection"), "problem");
  exchangeMarks(data.html, sent);
  swap(the("rail"), data.rail_html);
  showSteps(data);
  const count = Object.keys(data.refused).length;
  unsaved[count ? "add" : "delete"](form);
  if (count) status(say(count > 1 ? "notSavedOther" : "notSavedOne", { count }), "problem");
  else status(say("saved", { time: data.saved_at }));
  waves.forEach(showWave);
}

/** Put new tables in place; the focus, and what was typed meanwhile, stay with their rows. */
function exchangeMarks(html, sent) {
  const place = the("marks"), active = document.activeElement, { id, selectionStart: caret } = active;
  const keyOf = (input) => input.closest("tr")?.dataset.key + input.id.replace(/\d+/, "");
  const typed = new Map(all("input[id]", place).filter(({ name, value }) => value !== sent.get(name)).map((input) => [keyOf(input), input.value]));
  const key = place.contains(active) && keyOf(active);
  place.innerHTML = html;
  for (const input of all("input[id]", place)) {
    input.value = typed.get(keyOf(input)) ?? input.value;
    if (keyOf(input) === key) input.focus();
  }
  if (key && !place.contains(document.activeElement)) (the(id) ?? the("c-new-start")).focus();
  document.activeElement.setSelectionRange?.(caret, caret);
}

// --- events ----------------------------------------------------------------------------------------------------------

const actions = {
  play,
  seek: (wave, { by }) => moveTo(wave, wave.at + Number(by)),
  zoom(wave, { by }) {
    const length = (wave.to - wave.from) / by;
    show(wave, wave.at - length / 2, length);
  },
  from(wave, { at, to }) {
    wave.audio.pause();
    moveTo(wave, at);
    wave.stop = to ?? Infinity;
    play(wave);
  },
  chapter({ at }) {
    setTime("c-new-start", at);
    the("c-new-title").focus();
  },
  begin(wave, isEnd) {
    const row = rowsOf(wave, "soundbite").at(-1), key = `s-${row?.dataset.number ?? "new"}-`;
    if (isEnd !== true) setTime(`${key}start`, wave.at);
    if (isEnd === true || !(row && timeOf(row, "end") > wave.at)) setTime(`${key}end`, isEnd === true ? wave.at : Math.min(wave.at + 30, wave.seconds));
    saveMarks();
  },
  end: (wave) => actions.begin(wave, true),
};
const steps = { ArrowLeft: -1, ArrowRight: 1, ArrowDown: -1, ArrowUp: 1 };
const stepOf = (key) => steps[key] ?? steps[key.replace("Shift+", "")] / 10;
const zoomIn = ["zoom", { by: 2 }];
const waveKeys = {
  Space: ["play"], K: ["chapter"], A: ["begin"], E: ["end"], "+": zoomIn, "Shift++": zoomIn, "-": ["zoom", { by: .5 }],
  Home: ["seek", { by: -1e9 }], End: ["seek", { by: 1e9 }],
};

on("[data-waveform]", "keydown", (event, box) => {
  const key = chord(event), by = stepOf(key), [action, data] = by ? ["seek", { by }] : waveKeys[key] ?? [];
  if (!action || (/^[KAE]$/.test(key) && !the("c-new-start"))) return;
  event.preventDefault();
  actions[action](waves.get(box), data);
});
on("[data-wave]", "click", (_event, { dataset }) => {
  actions[dataset.wave]?.([...waves.values()].find(({ kind }) => kind === dataset.kind) ?? activeWave, dataset);
});
on("[data-wave=rate]", "change", (_event, { value }) => { activeWave.audio.playbackRate = value; });
on("#marks input", "keydown", (event, input) => {
  const key = chord(event), by = /Up|Down/.test(key) && "time" in input.dataset && !input.readOnly && stepOf(key);
  if (by) {
    setTime(input.id, typedTime(input.value) + by);
    clearTimeout(marksTimer);
    marksTimer = setTimeout(saveMarks, 800);
  } else if (key === "Enter") saveMarks().then(() => input.id === "c-new-title" && !the(input.id).value && activeWave.box.focus());
  else if (key === "Ctrl+S") saveMarks();
  if (by || key === "Enter") event.preventDefault();
});
on("#marks input", "change", (_event, { id }) => id === "c-new-start" || saveMarks());
on("#marks [name=do]", "click", (event, { value }) => {
  event.preventDefault();
  saveMarks(value);
});

on("[data-waveform]", "pointerdown", (event, box) => {
  const wave = waves.get(box), { left: edgeOfBox, width } = box.getBoundingClientRect(), { row, edge } = event.target;
  const input = edge && cellOf(row, edge);
  let isDragged = false;
  const drag = ({ clientX }) => {
    const seconds = wave.from + clamp((clientX - edgeOfBox) / width, 0, 1) * (wave.to - wave.from);
    isDragged ||= Math.abs(clientX - event.clientX) > 3;
    if (!input || input.readOnly) return moveTo(wave, seconds);
    if (!isDragged) return;
    input.value = shownTime(seconds);
    showMarks(wave);
  };
  if (event.button) return;
  box.setPointerCapture(event.pointerId);
  box.onpointermove = drag;
  box.onpointerup = box.onpointercancel = () => {
    box.onpointermove = box.onpointerup = null;
    if (isDragged && input) saveMarks();
    else if (input) moveTo(wave, typedTime(input.value));
  };
  drag(event);
});

on("#marks-form", "submit", (event) => {
  event.preventDefault();
  saveMarks().then(() => unsaved.size || location.assign(event.submitter.value));
});

part("waveform", (root) => {
  all("[data-waveform]", root).forEach(newWave);
  if (the("sound-pending")) setTimeout(() => activeWave.audio.paused && location.reload(), RETRY);
});
