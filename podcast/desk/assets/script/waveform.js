// The waveform: hear a recording or its master, set and move chapters and soundbites; the tables do the same work.

const waves = [];
let activeWave; // the wave that was used last
const clamp = (value, low, high) => Math.min(Math.max(value, low), high);

/** A time as people write it: 0:14, 1:02:03.5. */
function shownTime(seconds, decimals = 1) {
  const milliseconds = (Math.max(seconds, 0) || 0).toFixed(decimals) * 1000;
  const clock = new Date(Math.round(milliseconds)).toISOString().slice(11, -1); // 00:00:14.500
  return clock.replace(/^0(0:0?)?/, "").replace(/\.?0+$/, "").replace(".", say("decimal"));
}

const typedTime = text => text.trim() ? text.split(":").reduce((sum, part) => sum * 60 + Number(part.replace(",", ".")), 0) : NaN;

/** A time of the recording in the master, or back, by the segments that the master has kept. */
function mappedTime(segments, seconds, isBack) {
  const [start, end, masterStart] = segments.findLast(segment => segment[isBack ? 2 : 0] <= seconds) ?? segments[0];
  const inside = clamp(isBack ? start + seconds - masterStart : seconds, start, end ?? Infinity);
  return isBack ? inside : masterStart + inside - start;
}

const left = ({ from, to }, seconds) => `${100 * (seconds - from) / (to - from)}%`;
const rowsOf = ({ marks }, kind) => marks ? all(`#marks [data-mark=${kind}]`) : [];
const cellOf = (row, name) => find(`[name$='-${name}']`, row);
const timeOf = (row, name) => typedTime(cellOf(row, name).value);

function newWave(box) {
  const { src, map, marks, waveform: kind } = box.dataset, audio = new Audio(), seconds = Number(box.dataset.seconds);
  const wave = { box, kind, marks, audio, seconds, from: 0, to: seconds || 1, at: 0, map: map ? JSON.parse(map) : null };
  Object.assign(audio, { preload: "none", src, onerror: () => note(wave, say("unplayable")) });
  audio.onplay = audio.onpause = audio.onended = () => showPlaying(wave);
  audio.ontimeupdate = () => audio.paused || marks !== "cues" || showPlayedLine();
  new ResizeObserver(() => loadPeaks(wave)).observe(box);
  waves.push(box.wave = wave);
  activeWave ??= wave;
}

const note = ({ box }, text) => { find(".wave-note", box).textContent = text; };

async function loadPeaks(wave) {
  const { box, seconds, from, to } = wave;
  const url = `${box.dataset.peaks}?count=${Math.ceil(box.clientWidth / 3)}${seconds ? `&from=${from}&to=${to}` : ""}`;
  if (!wave.peaks) note(wave, say("reading"));
  wave.asked = url;
  const { data } = await ask(url);
  if (wave.asked !== url) return;
  note(wave, data.problem ?? "");
  if (!data.peaks) return;
  if (wave.to === seconds || !seconds) wave.to = data.seconds;
  Object.assign(wave, { seconds: data.seconds, peaks: data.peaks, start: data.from, step: (data.to - data.from) / data.peaks.length });
  box.ariaValueMax = data.seconds;
  showWave(wave);
}

function drawPeaks({ box, peaks = [], start, step, from, to, at }) {
  const canvas = find("canvas", box), style = getComputedStyle(box);
  const [clipped, heard, ahead] = ["-clipped", "-heard", ""].map(name => style.getPropertyValue(`--wave${name}`));
  const width = canvas.width = box.clientWidth * devicePixelRatio, height = canvas.height = box.clientHeight * devicePixelRatio;
  const pen = canvas.getContext("2d");
  peaks.forEach((peak, index) => {
    const seconds = start + index * step, half = Math.max(peak / 555 * height, 1);
    pen.fillStyle = peak > 254 ? clipped : seconds < at ? heard : ahead;
    pen.fillRect((seconds - from) / (to - from) * width, height / 2 - half, width / peaks.length * .6, 2 * half);
  });
}

/** Draw labels and soundbites as HTML; the tables are their source. */
function showMarks(wave) {
  const layer = find(".wave-marks", wave.box);
  layer.textContent = "";
  const add = (className, row, seconds, edge, textContent = "") => {
    const mark = Object.assign(document.createElement("span"), { className, textContent, row, edge });
    mark.hidden = edge && (seconds < wave.from || seconds > wave.to);
    mark.style.left = left(wave, seconds);
    if (!isNaN(seconds)) layer.append(mark);
    return mark;
  };
  for (const row of rowsOf(wave, "soundbite")) {
    const start = timeOf(row, "start"), end = timeOf(row, "end");
    add("bite", row, start).style.right = `calc(100% - ${left(wave, end)})`;
    add("edge", row, start, "start");
    add("edge", row, end, "end");
  }
  rowsOf(wave, "chapter").forEach((row, index) => add("flag", row, timeOf(row, "start"), "start", `${index + 1} ${cellOf(row, "title").value}`));
}

function showAt(wave) {
  const { box, at, map, marks } = wave, chapters = rowsOf(wave, "chapter"), time = shownTime(at);
  const chapter = chapters.findLast(row => timeOf(row, "start") <= at);
  find(".wave-head", box).style.left = left(wave, at);
  for (const row of chapters) row.classList.toggle("current", row === chapter);
  box.ariaValueNow = at.toFixed(1);
  box.ariaValueText = chapter ? `${time}, ${say("chapter", { number: chapter.dataset.number, title: cellOf(chapter, "title").value })}` : time;
  if (!marks) return;
  the("wave-clock").textContent = time;
  const isKept = map?.some(([start, end]) => start <= at && at < (end ?? Infinity));
  if (map) the("wave-in-master").textContent = isKept ? say("inMaster", { time: shownTime(mappedTime(map, at)) }) : say("notInMaster");
}

function showWave(wave) {
  drawPeaks(wave);
  showMarks(wave);
  showAt(wave);
}

function showPlaying(wave) {
  for (const button of all(`[data-cue=play], [data-wave=play][data-kind=${wave.kind}]`)) button.ariaPressed = !wave.audio.paused;
  follow(wave);
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
  const other = waves.find(({ audio }) => audio !== wave.audio && !audio.paused);
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

function setTime(id, seconds) {
  const input = the(id);
  input.value = shownTime(seconds, 3);
  announce(`${input.ariaLabel}: ${input.value}`);
  showMarks(activeWave);
}

/** Save all rows that differ; the tables come back with what was not saved in its place. */
function saveMarks(action = "") {
  cancel(the("marks-form"));
  return marksSaved = marksSaved.then(() => saveMarksNow(action));
}

async function saveMarksNow(action) {
  const form = the("marks-form"), sent = new FormData(form);
  const differs = [...sent].some(([name, value]) => (sent.get(`${name}-was`) ?? value) !== value);
  if (!action && !differs && !sent.get("c-new-title") && !sent.get("s-new-start")) return;
  if (action) sent.set("do", action);
  const data = await sendEdit(form, form.action, sent, () => saveMarks(action));
  if (!data.html) return data.problem && status(data.problem, "problem");
  exchangeMarks(data.html, sent);
  const count = Object.keys(data.refused).length;
  showOutcome(data, count);
  waves.forEach(showWave);
}

/** Put new tables in place; the focus, and what was typed meanwhile, stay with their rows. */
function exchangeMarks(html, sent) {
  const place = the("marks"), focused = active(), { id, selectionStart: caret } = focused;
  const keyOf = input => input.closest("tr")?.dataset.key + input.id.replace(/\d+/, "");
  const inputs = () => all("input[id]", place), key = place.contains(focused) && keyOf(focused);
  const typed = new Map(inputs().filter(({ name, value }) => value !== sent.get(name)).map(input => [keyOf(input), input.value]));
  place.innerHTML = html;
  for (const input of inputs()) {
    input.value = typed.get(keyOf(input)) ?? input.value;
    if (keyOf(input) === key) input.focus();
  }
  if (key && !place.contains(active())) (the(id) ?? the("c-new-start")).focus();
  active().setSelectionRange?.(caret, caret);
}

// --- events ----------------------------------------------------------------------------------------------------------

/** Set one end of a soundbite here: of the last one, or of a new one where there is none. */
function setBite(wave, edge) {
  const row = rowsOf(wave, "soundbite").at(-1), key = `s-${row?.dataset.number ?? "new"}-`;
  setTime(key + edge, wave.at);
  if (edge === "start" && !(row && timeOf(row, "end") > wave.at)) setTime(`${key}end`, Math.min(wave.at + 30, wave.seconds));
  saveMarks();
}

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
  begin: wave => setBite(wave, "start"),
  end: wave => setBite(wave, "end"),
};

/** A key of a waveform does what a button does; marks need their table. */
const waveKey = (action, data) => box => {
  if (/chapter|begin|end/.test(action) && !the("c-new-start")) return false;
  actions[action](box.wave, data);
};
const zoomIn = waveKey("zoom", { by: 2 });
const seek = by => waveKey("seek", { by });
onKeys("[data-waveform]", {
  ArrowLeft: seek(-1), ArrowRight: seek(1), ArrowDown: seek(-1), ArrowUp: seek(1), Home: seek(-1e9), End: seek(1e9),
  "Shift+ArrowLeft": seek(-.1), "Shift+ArrowRight": seek(.1), "Shift+ArrowDown": seek(-.1), "Shift+ArrowUp": seek(.1),
  Space: waveKey("play"), K: waveKey("chapter"), A: waveKey("begin"), E: waveKey("end"),
  "+": zoomIn, "Shift++": zoomIn, "-": waveKey("zoom", { by: .5 }),
});
on("click", {
  "[data-wave]": ({ dataset }) => {
    actions[dataset.wave]?.(waves.find(({ kind }) => kind === dataset.kind) ?? activeWave, dataset);
  },
  "#marks [name=do]": instead(({ value }) => saveMarks(value)),
});
on("change", {
  "[data-wave=rate]": ({ value }) => { activeWave.audio.playbackRate = value; },
  "#marks input": ({ id }) => id === "c-new-start" || saveMarks(),
});
on("submit", {
  "#marks-form": instead((_form, { submitter }) => saveMarks().then(() => unsaved.size || location.assign(submitter.value))),
});

const nudge = by => input => {
  setTime(input.id, typedTime(input.value) + by);
  later(the("marks-form"), 800, saveMarks);
};
onKeys("#marks [data-time]:not([readonly])", {
  ArrowDown: nudge(-1), ArrowUp: nudge(1), "Shift+ArrowDown": nudge(-.1), "Shift+ArrowUp": nudge(.1),
});
onKeys("#marks input", {
  Enter: ({ id }) => { saveMarks().then(() => id === "c-new-title" && !the(id).value && activeWave.box.focus()); },
  "Ctrl+S": () => { saveMarks(); },
});
/** Follow a pointer: over a mark it drags the mark, elsewhere the place that is heard. */
function followPointer(box, event) {
  const wave = box.wave, { left: edgeOfBox, width } = box.getBoundingClientRect(), { row, edge } = event.target;
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
}
on("pointerdown", { "[data-waveform]": followPointer });

part(root => all("[data-waveform]", root).forEach(newWave));
