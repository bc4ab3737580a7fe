// Dropped recordings and pictures, text pasted from Word, the preview of notes.

/** Send a recording with its progress; then the form of the new episode opens. */
function sendRecording(file) {
  const form = find("[data-upload]"), bar = form && find("progress", form), line = the("recording-problem");
  const data = new FormData(), request = new XMLHttpRequest(); // fetch tells no progress
  data.set("csrf", csrf);
  data.set("recording", file);
  request.open("POST", "/upload");
  request.setRequestHeader("accept", "application/json");
  request.responseType = "json";
  request.upload.onprogress = ({ loaded, total }) => {
    const percent = Math.floor(100 * loaded / total);
    if (bar) Object.assign(bar, { hidden: false, value: percent });
    status(fill(form?.dataset.upload ?? "{percent} %", { percent }), "busy");
  };
  request.onload = () => {
    const { url, problem = "" } = request.response ?? {};
    if (url) return location.assign(url);
    if (line) Object.assign(line, { textContent: problem, hidden: !problem });
    if (bar) bar.hidden = true;
    status(problem, "problem");
  };
  request.onerror = noConnection;
  request.send(data);
}

/** Send the form of a field whose file input has a file. */
function sendFile(input) {
  sendSheet(input.form, `upload:${input.closest("[data-drop]").dataset.drop}`);
}

function putFile(input, file) {
  const list = new DataTransfer();
  list.items.add(file);
  input.files = list.files;
  sendFile(input);
}

/** Mark the place that a file would be dropped on; none takes the mark away. */
function markDrop(place) {
  find(".over")?.classList.remove("over");
  place?.classList.add("over");
}

on("dragover", {
  html: (_page, event) => {
    if (!event.dataTransfer?.types.includes("Files") || isReadOnly) return;
    event.preventDefault();
    markDrop(event.target.closest("[data-drop], [data-drop-recording]"));
  },
});
on("drop", {
  html: (_page, event) => {
    const { target, dataTransfer } = event, [file] = dataTransfer?.files ?? [], holder = target.closest("[data-drop]");
    if (!file || event.defaultPrevented) return;
    event.preventDefault();
    markDrop();
    if (holder) putFile(find("[type=file]", holder), file);
    else if (/^(audio|video)\//.test(file.type) || target.closest("[data-drop-recording]")) sendRecording(file);
  },
});
on("change", {
  "[data-drop] [type=file]": sendFile,
  "[data-upload] [type=file]": ({ files: [file] }) => file && sendRecording(file),
});

// --- the address of a new episode follows its title ---------------------------------------------------------------------

on("input", {
  "#title-input": input => later(input, 250, async () => {
    const slug = the("slug-input"), { data } = await post("/new/address", { title: input.value });
    if (!slug.dataset.own) slug.value = data.slug ?? slug.value;
  }),
  "#slug-input": ({ dataset }) => { dataset.own = "true"; },
});

// --- notes ------------------------------------------------------------------------------------------------------------

/** Put text in the place of the selection, as typing does: with an event, and the browser's own undo takes it back. */
function insert(area, text) {
  area.focus();
  document.execCommand("insertText", false, text);
}

let pasted; // what was pasted last: where, as plain text, and the length of its Markdown

async function paste(area, event) {
  const [html, plain] = ["text/html", "text/plain"].map(kind => event.clipboardData.getData(kind)), note = the("pasted");
  if (!/<(b|strong|i|em|a|h\d|li|p)\b/i.test(html)) return;
  event.preventDefault();
  const { data } = await post(area.dataset.paste, { html }), { markdown = plain } = data;
  insert(area, markdown);
  pasted = { area, plain, length: markdown.length };
  find("span", note).textContent = data.note;
  note.hidden = !data.note;
}

function pasteAsPlain() {
  const { area, plain, length } = pasted, { selectionEnd: end } = area;
  area.setSelectionRange(end - length, end);
  insert(area, plain);
  the("pasted").hidden = true;
}

/** Put signs of Markdown around the selection; what has no end goes before its line. */
function markUp({ parentElement, dataset: { before, after } }) {
  const area = the(parentElement.getAttribute("aria-controls")), { selectionStart: start, selectionEnd: end, value } = area;
  const lineStart = value.lastIndexOf("\n", start - 1) + 1;
  if (!after && start > lineStart) area.setSelectionRange(lineStart, end);
  insert(area, before + value.slice(area.selectionStart, end) + after);
}

const shapeNow = () => find("[data-shape][aria-current]");
async function showPreview(area) {
  const { data } = await post(area.dataset.preview, { text: area.value, as: shapeNow().dataset.shape });
  if (data.html === undefined) return;
  the("notes-preview").innerHTML = data.html;
  the("notes-words").textContent = data.words;
}

function chooseShape(link, event) {
  const area = find("[data-preview]");
  if (!area) return;
  event.preventDefault();
  shapeNow().ariaCurrent = null;
  link.ariaCurrent = "true";
  showPreview(area);
}

on("paste", { "[data-paste]": paste });
on("input", { "[data-preview]": area => later(showPreview, 400, () => showPreview(area)) });
on("click", { "[data-plain]": pasteAsPlain, "[data-before]": markUp, "[data-shape]": chooseShape });
