// Dropped recordings and pictures, text pasted from Word, the preview of notes.

const isFile = (event) => event.dataTransfer?.types.includes("Files");

/** Send a recording with its progress; then the form of the new episode opens. */
function sendRecording(file) {
  const form = document.querySelector("[data-upload]");
  const bar = form?.querySelector("progress");
  const data = new FormData();
  data.set("recording", file);
  const request = new XMLHttpRequest();
  request.open("POST", "/upload");
  request.setRequestHeader("accept", "application/json");
  request.setRequestHeader("x-csrf-token", csrf());
  request.responseType = "json";
  request.upload.onprogress = ({ loaded, total }) => {
    const percent = Math.floor(100 * loaded / total);
    if (bar) Object.assign(bar, { hidden: false, value: percent });
    status(form?.dataset.upload.replace("{percent}", percent) ?? `${percent} %`, "busy");
  };
  request.onload = () => {
    if (request.response?.url) return location.assign(request.response.url);
    const line = document.getElementById("recording-problem");
    const text = request.response?.problem ?? "";
    if (line) Object.assign(line, { textContent: text, hidden: !text });
    if (bar) bar.hidden = true;
    status(text, "problem");
  };
  request.onerror = () => status(say("noConnection"), "problem");
  request.send(data);
}

/** Put a file into the input of a field, and send its form. */
function sendFile(holder, file) {
  const input = holder.querySelector("[type=file]");
  if (file) {
    const list = new DataTransfer();
    list.items.add(file);
    input.files = list.files;
  }
  sendSheet(input.form, `upload:${holder.dataset.drop}`);
}

document.addEventListener("dragover", (event) => {
  if (!isFile(event) || document.body.hasAttribute("data-read-only")) return;
  event.preventDefault();
  document.querySelector(".over")?.classList.remove("over");
  event.target.closest?.("[data-drop], [data-drop-recording]")?.classList.add("over");
});

document.addEventListener("drop", (event) => {
  const [file] = event.dataTransfer?.files ?? [];
  if (!file || event.defaultPrevented) return;
  event.preventDefault();
  document.querySelector(".over")?.classList.remove("over");
  const holder = event.target.closest("[data-drop]");
  if (holder) sendFile(holder, file);
  else if (/^(audio|video)\//.test(file.type) || event.target.closest("[data-drop-recording]")) sendRecording(file);
});

on("[data-drop] [type=file]", "change", (_event, input) => sendFile(input.closest("[data-drop]")));
on("[data-upload] [type=file]", "change", (_event, input) => input.files[0] && sendRecording(input.files[0]));

// --- the address of a new episode follows its title ---------------------------------------------------------------------

let naming;
on("#title-input", "input", (_event, input) => {
  const slug = document.getElementById("slug-input");
  if (!slug || slug.dataset.own) return;
  clearTimeout(naming);
  naming = setTimeout(async () => {
    const { data } = await post("/new/address", { title: input.value });
    if (!slug.dataset.own) slug.value = data.slug ?? slug.value;
  }, 250);
});
on("#slug-input", "input", (_event, input) => { input.dataset.own = input.value; });

// --- notes ------------------------------------------------------------------------------------------------------------

/** Put text in the place of the selection, as typing does: the browser's own undo takes it back. */
function insert(area, text) {
  area.focus();
  if (!document.execCommand("insertText", false, text)) area.setRangeText(text, area.selectionStart, area.selectionEnd, "end");
  area.dispatchEvent(new Event("input", { bubbles: true }));
}

let plain = "";
on("[data-paste]", "paste", async (event, area) => {
  const html = event.clipboardData.getData("text/html");
  plain = event.clipboardData.getData("text/plain");
  if (!/<(b|strong|i|em|a|h\d|li|p)\b/i.test(html)) return;
  event.preventDefault();
  const { data } = await post(area.dataset.paste, { html });
  insert(area, data.markdown ?? plain);
  const note = document.getElementById("pasted");
  note.querySelector("span").textContent = data.note ?? "";
  note.hidden = !data.note;
  note.dataset.length = data.markdown?.length ?? 0;
});
on("[data-plain]", "click", () => {
  const [area, note] = [document.querySelector("[data-paste]"), document.getElementById("pasted")];
  area.setSelectionRange(area.selectionEnd - note.dataset.length, area.selectionEnd);
  insert(area, plain);
  note.hidden = true;
});

on("[data-before]", "click", (_event, button) => {
  const area = document.getElementById(button.parentElement.getAttribute("aria-controls"));
  const { before, after } = button.dataset;
  const { selectionStart: start, selectionEnd: end, value } = area;
  if (!after && start > 0 && value[start - 1] !== "\n") area.setSelectionRange(value.lastIndexOf("\n", start - 1) + 1, end);
  insert(area, before + value.slice(area.selectionStart, end) + after);
});

let showing;
async function showPreview() {
  const area = document.querySelector("[data-preview]");
  const shape = document.querySelector("[data-shape][aria-current]").dataset.shape;
  const { data } = await post(area.dataset.preview, { text: area.value, as: shape });
  if (data.html === undefined) return;
  document.getElementById("notes-preview").innerHTML = data.html;
  document.getElementById("notes-words").textContent = data.words;
}
on("[data-preview]", "input", () => {
  clearTimeout(showing);
  showing = setTimeout(showPreview, 400);
});
on("[data-shape]", "click", (event, link) => {
  if (!document.querySelector("[data-preview]")) return;
  event.preventDefault();
  document.querySelector("[data-shape][aria-current]").removeAttribute("aria-current");
  link.setAttribute("aria-current", "true");
  showPreview();
});
