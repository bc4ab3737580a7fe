// The waveform: hear a recording or its master, set and move chapters and soundbites; the tables do the same work.

const waves = new Map(); // element -> wave
let heard = null; // the wave that was played or moved last
const waveWords = () => document.getElementById("words-waveform").dataset;

function shownTime(seconds, decimals = 1) {
  const units = Math.round(Math.max(seconds, 0) * 10 ** decimals);
  const whole = Math.floor(units / 10 ** decimals);
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const two = (number) => String(number).padStart(2, "0");
  const fraction = String(units % 10 ** decimals).padStart(decimals, "0").replace(/0+$/, "");
  return (hours ? `${hours}:${two(minutes)}` : minutes) + ":" + two(rest) + (fraction && waveWords().decimal + fraction);
}

function typedTime(text) {
  const match = /^(?:(?:(\d+):)?(\d+):)?(\d+)(?:[.,](\d+))?$/.exec(text.trim());
  return match && (match[1] ?? 0) * 3600 + (match[2] ?? 0) * 60 + Number(`${match[3]}.${match[4] ?? 0}`);
}

/** Times of the recording in the master and back, by the segments that the master has kept. */
function mappedTime(segments, seconds, toRecording) {
  const key = toRecording ? 2 : 0;
  const [start, end, masterStart] = segments.findLast((segment) => segment[key] <= seconds) ?? segments[0];
  const inside = Math.min(Math.max(toRecording ? start + seconds - masterStart : seconds, start), end ?? Infinity);
  return toRecording ? inside : masterStart + inside - start;
}

const wavePart = (wave, seconds) => `${100 * (seconds - wave.from) / (wave.to - wave.from)}%`;
const waveRows = (wave, kind) => [...(document.getElementById(wave.marks)?.querySelectorAll(`[data-mark=${kind}]`) ?? [])];
const timeOf = (row, name) => typedTime(row.querySelector(`[name$='-${name}']`).value);
const titleOf = (row) => row.querySelector("[name$='-title']").value;

function newWave(element) {
  const data = element.dataset;
  const wave = {
    element, marks: data.marks, seconds: Number(data.seconds), from: 0, at: 0, peaks: null,
    segments: data.map ? JSON.parse(data.map) : null, audio: new Audio(),
  };
  wave.to = wave.seconds || 1;
  wave.audio.preload = "none";
  wave.audio.src = data.src;
  for (const event of ["play", "pause", "ended"]) wave.audio.addEventListener(event, () => showPlaying(wave));
  wave.audio.addEventListener("error", () => { note(wave, waveWords().unplayable); });
  new ResizeObserver(() => loadPeaks(wave)).observe(element);
  waves.set(element, wave);
  heard ??= wave;
}

function note(wave, text) {
  wave.element.querySelector(".wave-note").textContent = text;
}

async function loadPeaks(wave) {
  const count = Math.max(Math.round(wave.element.clientWidth / 3), 1);
  const span = wave.seconds ? `from=${wave.from}&to=${wave.to}&` : "";
  if (!wave.peaks) note(wave, waveWords().reading);
  const url = `${wave.element.dataset.peaks}?${span}count=${count}`;
  wave.asked = url;
  const answer = await fetch(url).catch(() => ({}));
  const data = answer.ok ? await answer.json() : {};
  if (wave.asked !== url) return;
  note(wave, data.problem ?? "");
  if (!data.peaks) return;
  if (data.seconds !== wave.seconds) {
    wave.seconds = data.seconds;
    if (!span || wave.to > data.seconds) wave.to = data.seconds;
    wave.element.setAttribute("aria-valuemax", data.seconds);
  }
  Object.assign(wave, { peaks: data.peaks, peaksFrom: data.from, peaksTo: data.to });
  showWave(wave);
}

function drawPeaks(wave) {
  const canvas = wave.element.querySelector("canvas"), scale = devicePixelRatio;
  const [width, height] = [canvas.clientWidth * scale, canvas.clientHeight * scale];
  Object.assign(canvas, { width, height });
  const pen = canvas.getContext("2d"), style = getComputedStyle(wave.element), color = (name) => style.getPropertyValue(name);
  const step = (wave.peaksTo - wave.peaksFrom) / wave.peaks.length;
  wave.peaks.forEach((peak, index) => {
    const seconds = wave.peaksFrom + index * step;
    const x = (seconds - wave.from) / (wave.to - wave.from) * width;
    const half = Math.max(peak / 255 * height * .46, scale / 2);
    pen.fillStyle = peak === 255 && wave.element.matches(".recording.compared") ? color("--red") : seconds < wave.at ? color("--wave-heard") : color("--wave");
    pen.fillRect(x, height / 2 - half, Math.max(2 * scale, 1), 2 * half);
  });
}

/** Draw labels, soundbites and the playhead: HTML that the tables are the source of. */
function showMarks(wave) {
  const layer = wave.element.querySelector(".wave-marks");
  layer.textContent = "";
  const add = (name, row, seconds, edge, text = "") => {
    if (seconds === null || seconds > wave.to) return null;
    const mark = layer.appendChild(Object.assign(document.createElement("span"), { className: name, textContent: text }));
    mark.style.left = wavePart(wave, seconds);
    mark.hidden = seconds < wave.from && name !== "bite";
    Object.assign(mark, { row, edge });
    return mark;
  };
  for (const row of waveRows(wave, "soundbite")) {
    const [start, end] = [timeOf(row, "start"), timeOf(row, "end")];
    const bite = add("bite", row, start, "");
    if (bite) bite.style.right = `calc(100% - ${wavePart(wave, end)})`;
    add("edge", row, start, "start");
    add("edge", row, end, "end");
  }
  waveRows(wave, "chapter").forEach((row, index) => add("flag", row, timeOf(row, "start"), "start", `${index + 1} ${titleOf(row)}`));
}

function chapterAt(wave) {
  return waveRows(wave, "chapter").findLast((row) => timeOf(row, "start") <= wave.at + .0005);
}

function showAt(wave) {
  const head = wave.element.querySelector(".wave-head");
  head.style.left = wavePart(wave, wave.at);
  head.hidden = wave.at < wave.from || wave.at > wave.to;
  const chapter = chapterAt(wave), words = waveWords();
  for (const row of waveRows(wave, "chapter")) row.classList.toggle("current", row === chapter);
  const name = chapter && words.chapter.replace("{number}", chapter.dataset.number).replace("{title}", titleOf(chapter));
  wave.element.setAttribute("aria-valuenow", wave.at.toFixed(1));
  wave.element.setAttribute("aria-valuetext", [shownTime(wave.at), name].filter(Boolean).join(", "));
  if (!wave.marks) return;
  document.querySelector("[data-wave-clock]").textContent = shownTime(wave.at);
  const gone = wave.segments && !wave.segments.some(([start, end]) => start <= wave.at && (end === null || wave.at < end));
  const text = gone ? words.notInMaster : words.inMaster.replace("{time}", () => shownTime(mappedTime(wave.segments, wave.at)));
  document.querySelector("[data-wave-master]").textContent = wave.segments ? text : "";
}

function showWave(wave) {
  if (wave.peaks) drawPeaks(wave);
  showMarks(wave);
  showAt(wave);
}

function showPlaying(wave) {
  const isPlaying = !wave.audio.paused;
  for (const button of document.querySelectorAll("[data-wave=play]")) {
    if ((button.dataset.kind ?? "") !== (wave.marks ? "" : wave.element.dataset.waveform)) continue;
    for (const sign of button.querySelectorAll("[data-when]")) sign.hidden = (sign.dataset.when === "playing") !== isPlaying;
    if (wave.marks) button.querySelector("[data-play-label]").textContent = isPlaying ? waveWords().pause : waveWords().play;
    else button.setAttribute("aria-pressed", isPlaying);
  }
  if (isPlaying) requestAnimationFrame(() => follow(wave));
}

function follow(wave) {
  if (wave.audio.paused) return;
  if (!wave.isDragged) moveTo(wave, wave.audio.currentTime, false);
  if (wave.stop && wave.at >= wave.stop) wave.audio.pause();
  requestAnimationFrame(() => follow(wave));
}

function moveTo(wave, seconds, seeks = true) {
  heard = wave;
  wave.at = Math.min(Math.max(Math.round(seconds * 1000) / 1000, 0), wave.seconds || Infinity);
  if (seeks) {
    wave.stop = null;
    wave.audio.currentTime = wave.at;
  }
  if (wave.at < wave.from || wave.at > wave.to) show(wave, wave.at - (wave.to - wave.from) * .1, wave.to - wave.from);
  if (wave.peaks) drawPeaks(wave);
  showAt(wave);
}

/** Show a part of the recording. */
function show(wave, from, length) {
  const span = Math.min(Math.max(length, 2), wave.seconds);
  wave.from = Math.min(Math.max(from, 0), wave.seconds - span);
  wave.to = wave.from + span;
  showWave(wave);
  loadPeaks(wave);
}

function zoom(wave, by) {
  const length = (wave.to - wave.from) / by;
  show(wave, wave.at - length / 2, length);
}

function play(wave) {
  const other = [...waves.values()].find(({ audio }) => audio !== wave.audio && !audio.paused);
  if (other) {
    other.audio.pause();
    if (wave.segments) moveTo(wave, mappedTime(wave.segments, other.at, other.element.dataset.waveform === "master"));
  }
  if (!wave.audio.paused) return wave.audio.pause();
  if (wave.at >= wave.seconds - .05) moveTo(wave, 0);
  wave.audio.play().catch(() => {});
}

// --- marks -----------------------------------------------------------------------------------------------------------

const marksForm = () => document.getElementById("marks-form");
const byName = (name) => marksForm().elements[name];
let marksQueue = Promise.resolve();
let marksTimer;

function setTime(input, seconds) {
  input.value = shownTime(seconds, 3);
  announce(waveWords().set.replace("{name}", input.getAttribute("aria-label")).replace("{time}", input.value));
  showMarks(heard);
}

/** Save all rows that differ; the tables come back anew, with what was not saved in its place. */
function saveMarks(action = "") {
  clearTimeout(marksTimer);
  marksQueue = marksQueue.then(() => saveMarksNow(action));
  return marksQueue;
}

async function saveMarksNow(action) {
  const form = marksForm(), sent = new FormData(form);
  const isChanged = [...sent].some(([name, value]) => sent.has(`${name}-was`) && sent.get(`${name}-was`) !== value);
  if (!action && !isChanged && !sent.get("c-new-title") && !sent.get("s-new-start")) return;
  if (action) sent.set("do", action);
  status(say("saving"));
  const { status: code, data } = await post(form.action, sent);
  if (code === 409) return location.assign(data.conflict);
  if (!data.html) {
    status(code ? data.problem ?? say("notSavedOne", { count: 1 }) : say("noConnection"), "problem");
    if (!code) marksTimer = setTimeout(() => saveMarks(action), RETRY);
    return;
  }
  exchangeMarks(data.html, sent);
  swap(document.getElementById("rail"), data.rail_html);
  showSteps(data);
  const count = Object.keys(data.refused).length;
  status(count ? say(count > 1 ? "notSavedOther" : "notSavedOne", { count }) : say("saved", { time: data.saved_at }), count ? "problem" : "");
  for (const wave of waves.values()) showWave(wave);
}

/** Put new tables in place of the old ones; the focus, and what was typed meanwhile, stay with their rows. */
function exchangeMarks(html, sent) {
  const place = document.getElementById("marks"), focused = document.activeElement;
  const keyOf = (input) => [input.closest("tr")?.dataset.key ?? "", input.id.replace(/\d+/, "")].join();
  const typed = [...place.querySelectorAll("input[id]")].filter((input) => input.value !== (sent.get(input.name) ?? "")).map((input) => [keyOf(input), input.id, input.value]);
  const focus = place.contains(focused) && [keyOf(focused), focused.id, focused.selectionStart, focused.selectionEnd];
  place.innerHTML = html;
  const found = (key, id) => [...place.querySelectorAll("[id]")].find((input) => keyOf(input) === key) ?? document.getElementById(id);
  for (const [key, id, value] of typed) {
    const input = found(key, id);
    if (input) input.value = value;
  }
  const input = focus && found(...focus);
  input?.focus();
  if (input?.setSelectionRange) input.setSelectionRange(focus[2], focus[3]);
  begin(place);
}

const marking = {
  chapter(wave) {
    setTime(byName("c-new-start"), wave.at);
    byName("c-new-title").focus();
  },
  begin(wave) {
    const row = waveRows(wave, "soundbite").at(-1);
    const end = row ? timeOf(row, "end") : 0;
    const length = end > wave.at ? end - wave.at : 30;
    setTime(byName(row ? `s-${row.dataset.number}-start` : "s-new-start"), wave.at);
    if (!row || end <= wave.at) setTime(byName(row ? `s-${row.dataset.number}-end` : "s-new-end"), Math.min(wave.at + length, wave.seconds));
    saveMarks();
  },
  end(wave) {
    const row = waveRows(wave, "soundbite").at(-1);
    if (!row) return;
    setTime(byName(`s-${row.dataset.number}-end`), wave.at);
    saveMarks();
  },
};

function nudge(input, by) {
  const seconds = typedTime(input.value);
  if (seconds === null) return;
  setTime(input, Math.max(seconds + by, 0));
  clearTimeout(marksTimer);
  marksTimer = setTimeout(saveMarks, 800);
}

// --- events ----------------------------------------------------------------------------------------------------------

const waveKeys = {
  Space: play,
  ArrowLeft: (wave) => moveTo(wave, wave.at - 1), ArrowRight: (wave) => moveTo(wave, wave.at + 1),
  "Shift+ArrowLeft": (wave) => moveTo(wave, wave.at - .1), "Shift+ArrowRight": (wave) => moveTo(wave, wave.at + .1),
  Home: (wave) => moveTo(wave, 0), End: (wave) => moveTo(wave, wave.seconds),
  "+": (wave) => zoom(wave, 2), "Shift++": (wave) => zoom(wave, 2), "-": (wave) => zoom(wave, .5),
};
const markKeys = { K: "chapter", A: "begin", E: "end" };

on("[data-waveform]", "keydown", (event, element) => {
  const wave = waves.get(element), key = chord(event);
  const action = waveKeys[key] ?? (byName && wave.marks && byName("c-new-start") && marking[markKeys[key]]);
  if (!action) return;
  event.preventDefault();
  action(wave);
});
on("[data-time]", "keydown", (event, input) => {
  const by = { ArrowUp: 1, ArrowDown: -1, "Shift+ArrowUp": .1, "Shift+ArrowDown": -.1 }[chord(event)];
  if (!by || input.readOnly) return;
  event.preventDefault();
  nudge(input, by);
});
on("#marks input", "keydown", (event, input) => {
  if (chord(event) === "Ctrl+S") saveMarks();
  if (event.key !== "Enter") return;
  event.preventDefault();
  saveMarks().then(() => input.id.startsWith("c-new") && !byName("c-new-title").value && heard?.element.focus());
});
on("#marks input", "change", (_event, input) => { if (!input.id.startsWith("c-new") || byName("c-new-title").value) saveMarks(); });
on("#marks button[name=do]", "click", (event, button) => {
  event.preventDefault();
  saveMarks(button.value);
});
on("[data-wave]", "click", (_event, button) => {
  const { wave: action, by, at, to, kind } = button.dataset;
  const wave = kind ? [...waves.values()].find(({ element }) => element.dataset.waveform === kind) : heard;
  if (action === "play") play(wave);
  else if (action === "seek") moveTo(wave, wave.at + Number(by));
  else if (action === "zoom") zoom(wave, Number(by));
  else if (action === "from") {
    wave.audio.pause();
    moveTo(wave, Number(at));
    wave.stop = Number(to) || null;
    play(wave);
  } else if (marking[action]) marking[action](wave);
});
on("[data-wave=rate]", "change", (_event, select) => { heard.audio.playbackRate = Number(select.value); });

on("[data-waveform]", "pointerdown", (event, element) => {
  const wave = waves.get(element), box = element.getBoundingClientRect(), { row, edge } = event.target;
  const input = row && edge && row.querySelector(`[name$='-${edge}']`);
  const secondsAt = ({ clientX }) => wave.from + Math.min(Math.max((clientX - box.left) / box.width, 0), 1) * (wave.to - wave.from);
  if (event.button) return;
  element.setPointerCapture(event.pointerId);
  const drag = (moved) => {
    const seconds = Math.round(secondsAt(moved) * 10) / 10;
    if (!input || input.readOnly) return moveTo(wave, secondsAt(moved));
    if (Math.abs(moved.clientX - event.clientX) < 3 && !wave.isDragged) return;
    wave.isDragged = true;
    input.value = shownTime(seconds);
    showMarks(wave);
  };
  const drop = () => {
    element.removeEventListener("pointermove", drag);
    if (input && !wave.isDragged) moveTo(wave, typedTime(input.value));
    else if (wave.isDragged) saveMarks();
    wave.isDragged = false;
  };
  if (!input) drag(event);
  element.addEventListener("pointermove", drag);
  element.addEventListener("pointerup", drop, { once: true });
  element.addEventListener("pointercancel", drop, { once: true });
});

part("waveform", (root) => {
  for (const element of root.querySelectorAll("[data-waveform]")) newWave(element);
});
