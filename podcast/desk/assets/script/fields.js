// Fields of forms: a calendar, people by name, topics as tokens, and buttons of lists without a new page.

const lang = document.documentElement.lang;
const word = (name, value) => (document.querySelector("[data-words]")?.dataset[name] ?? "").replace("{name}", value);

/** Make an element: what the element knows are properties, the rest are attributes. */
function make(tag, values = {}, ...content) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(values)) {
    if (name in element) element[name] = value;
    else element.setAttribute(name, value);
  }
  element.append(...content);
  return element;
}
const sign = (path) => document.createRange().createContextualFragment(`<svg class="icon" viewBox="0 0 18 18" aria-hidden="true"><path d="${path}"/></svg>`);
const button = (className, onclick, label, ...content) => make("button", { type: "button", className, onclick, ...(label && { "aria-label": label }) }, ...content);
const changed = (input) => input.dispatchEvent(new Event("change", { bubbles: true }));

// --- dates: typed as people write them, the server reads them ---------------------------------------------------------

const pad = (number) => String(number).padStart(2, 0);
const iso = (date) => `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`;
const ISO = /^(\d{4})-(\d\d)-(\d\d)$/;
const written = (text) => {
  const [, year, month, day] = ISO.exec(text) ?? [];
  const style = lang === "de" ? {} : { day: "numeric", month: "long", year: "numeric" };
  return year ? new Date(year, month - 1, day).toLocaleDateString(lang === "de" ? "de" : "en-GB", style) : text;
};

/** A typed day as 2026-12-01; what is no plain day stays as it is, for the server to say what is wrong. */
function isoDay(text) {
  const [typed, day, month, year] = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/.exec(text.trim()) ?? [text.trim()];
  const date = new Date(...(day ? [year, month - 1, day] : [/^\d+ \p{L}+ \d{4}$/u.test(typed) ? typed : NaN]));
  return isNaN(date) || (day && date.getDate() !== +day) ? typed : iso(date);
}

const chosen = (field, selector, join) => [...field.querySelectorAll(selector)].map(({ value }) => value).filter(Boolean).join(join);
readers.moment = readers.day = (field) => [...field.querySelectorAll("input:not([type=hidden])")].map(({ value }, index) => (index ? value : isoDay(value))).filter(Boolean).join(" ");
readers.choices = (field) => chosen(field, ":checked", ", ");
readers.categories = (field) => chosen(field, "select", "\n");

function addCalendar(input) {
  Object.assign(input, { type: "text", value: written(input.value), size: lang === "de" ? 11 : 18 });
  const holder = make("span", { className: "with-popup" });
  const opener = button("tool", () => (holder.children[1] ? close() : open()), word("calendar"), sign("M2.500 7.500h13M2.500 4h13v11.500h-13zM6 2v3.500M12 2v3.500"));
  const box = make("div", { className: "popup calendar", role: "dialog", "aria-label": word("calendar") });
  let shown;
  const close = () => {
    box.remove();
    opener.focus();
  };
  const accept = (value) => {
    input.value = written(value);
    close();
    changed(input);
  };
  const move = (days, months = 0) => {
    const [year, month, day] = [shown.getFullYear(), shown.getMonth() + months, shown.getDate()];
    shown = new Date(year, month, months ? Math.min(day, new Date(year, month + 1, 0).getDate()) : day + days);
    const turn = (step, path, name) => button("quiet tool", () => move(0, step), word(name), sign(path));
    box.replaceChildren(
      make("p", { className: "spread" }, turn(-1, "m11 3-6 6 6 6", "previous"), make("strong", { "aria-live": "polite" }, shown.toLocaleDateString(lang, { month: "long", year: "numeric" })), turn(1, "m7 3 6 6-6 6", "next")),
      monthTable(shown, accept),
      make("p", { className: "spread" }, button("quiet", () => accept(""), "", word("noDate")), button("strong", () => accept(iso(shown)), "", word("accept"))),
    );
    box.querySelector("[aria-pressed=true]").focus();
  };
  const open = () => {
    const [, year, month, day] = ISO.exec(isoDay(input.value)) ?? [];
    shown = year ? new Date(year, month - 1, day) : new Date();
    holder.append(box);
    move(0);
  };
  box.onkeydown = (event) => {
    const days = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 }[event.key];
    const months = { PageUp: -1, PageDown: 1 }[event.key];
    if (event.key === "Escape") close();
    else if (months || (days && event.target.closest("td"))) move(days, months);
    else return;
    event.preventDefault();
  };
  holder.append(opener);
  input.after(" ", holder);
}

function monthTable(shown, accept) {
  const [year, month] = [shown.getFullYear(), shown.getMonth()];
  const offset = (new Date(year, month, 1).getDay() + 6) % 7;
  const dayAt = (number) => new Date(year, month, 1 - offset + number);
  const row = (week, cell) => make("tr", {}, ...[0, 1, 2, 3, 4, 5, 6].map((number) => cell(dayAt(week * 7 + number))));
  const table = make("table", {}, row(0, (day) => make("th", {}, day.toLocaleDateString(lang, { weekday: "short" }))));
  for (let week = 0; !week || dayAt(week * 7) <= new Date(year, month + 1, 0); week++) {
    table.append(row(week, (day) => {
      const isShown = iso(day) === iso(shown);
      const cell = button(day.getMonth() === month ? "" : "outside", () => accept(iso(day)), day.toLocaleDateString(lang, { dateStyle: "full" }), day.getDate());
      cell.tabIndex = isShown - 1;
      cell.ariaPressed = isShown;
      if (iso(day) === iso(new Date())) cell.ariaCurrent = "date";
      return make("td", {}, cell);
    }));
  }
  return table;
}

// --- people by name ---------------------------------------------------------------------------------------------------

function addPeople(holder) {
  const [input, role, add] = ["input", "select", "button"].map((tag) => holder.querySelector(tag));
  const known = [...document.getElementById(holder.dataset.combobox).options];
  const list = make("ul", { className: "popup people", hidden: true, id: `${input.id}-list`, role: "listbox" });
  input.removeAttribute("list");
  Object.assign(input, { role: "combobox", ariaAutoComplete: "list", ariaExpanded: false });
  input.setAttribute("aria-controls", list.id);
  input.after(make("div", { className: "with-popup" }, list));
  let active;
  const show = (isShown) => {
    list.hidden = !isShown;
    input.ariaExpanded = isShown;
  };
  const mark = (index) => {
    active = list.children.item((index + list.children.length) % list.children.length);
    for (const item of list.children) item.ariaSelected = item === active;
    input.setAttribute("aria-activedescendant", active.id);
  };
  const choose = (option) => {
    show(false);
    if (!option) return role.focus();
    input.value = option.value;
    role.value = option.dataset.role;
    add.click();
  };
  const draw = () => {
    const typed = input.value.trim();
    const near = known.filter(({ value }) => ` ${value}`.toLowerCase().includes(` ${typed.toLowerCase()}`)).slice(0, 6);
    list.replaceChildren(...[...near, null].map((option, number) => make("li", {
      id: `${list.id}-${number}`, role: "option", onmousedown: (event) => event.preventDefault(), onclick: () => choose(option),
    }, ...personParts(option, typed))));
    show(typed);
    mark(0);
  };
  input.oninput = draw;
  input.onblur = () => show(false);
  input.onkeydown = (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && list.hidden) draw();
    else if (step) mark([...list.children].indexOf(active) + step);
    else if (!list.hidden && event.key === "Enter") active.click();
    else if (!list.hidden && event.key === "Escape") show(false);
    else return;
    event.preventDefault();
  };
}

function personParts(option, typed) {
  if (!option) return ["＋", make("span", {}, word("newPerson", typed))];
  const { initials, image, note } = option.dataset;
  const face = image ? make("img", { className: "face", src: image, alt: "" }) : make("span", { className: "face", "aria-hidden": true }, initials);
  return [face, make("span", {}, option.value, make("small", {}, note))];
}

// --- topics as tokens -------------------------------------------------------------------------------------------------

function addTokens(area) {
  const input = make("input", { id: `${area.id}-token`, placeholder: word("addTopic"), autocomplete: "off", "aria-label": word("addTopic") });
  const box = make("div", { className: "tokens-field" }, input);
  const names = () => area.value.split("\n").filter((name) => name.trim());
  const put = (list) => {
    area.value = [...new Set(list)].join("\n");
    draw();
    changed(area);
  };
  const draw = () => box.replaceChildren(...names().map((name) => make("span", { className: "token" }, name, button("", () => {
    put(names().filter((other) => other !== name));
    input.focus();
  }, word("remove", name), sign("m4 4 10 10M14 4 4 14")))), input);
  const take = () => {
    const typed = input.value.split(",").map((name) => name.trim()).filter(Boolean);
    input.value = "";
    if (typed.length) put([...names(), ...typed]);
    input.focus();
  };
  input.setAttribute("list", area.dataset.suggestions);
  area.hidden = true;
  area.after(box);
  document.querySelector(`label[for="${area.id}"]`).htmlFor = input.id;
  input.onchange = take;
  input.onkeydown = (event) => {
    if (event.key === "Backspace" && !input.value) put(names().slice(0, -1));
    else if (event.key === "Enter" || event.key === ",") take();
    else return;
    event.preventDefault();
  };
  draw();
}

// --- forms of pages ---------------------------------------------------------------------------------------------------

/** Send a form whose button changes a list; what comes back takes its place, and the button keeps the focus. */
async function sendSheet(form, action) {
  const data = new FormData(form);
  data.set("do", action);
  const answer = await fetch(form.action, { method: "POST", body: data, headers: { "x-csrf-token": csrf() } }).catch(() => null);
  if (!answer) return status(say("noConnection"), "problem");
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.querySelector("[data-sheet]");
  if (!fresh) return location.assign(answer.url);
  const open = [...form.querySelectorAll("details[open]>summary")].map(({ textContent }) => textContent);
  for (const summary of fresh.querySelectorAll("summary")) summary.parentElement.open ||= open.includes(summary.textContent);
  swap(form, fresh.innerHTML);
  for (const id of ["rail", "save-state", "undo", "redo"]) {
    const [old, now] = [document, page].map((place) => place.getElementById(id));
    if (now) Object.assign(old, { innerHTML: now.innerHTML, disabled: now.disabled });
  }
  const group = document.getElementById(`f-${action.split(/[:.[]/)[1]}`);
  (document.getElementById("rejected") ?? form.querySelector(`[value="${CSS.escape(action)}"]:enabled`) ?? group?.querySelector(".add-person input, button:enabled, summary"))?.focus();
}

// What was saved meanwhile is what the form showed.
on("[data-sheet]", "formdata", ({ formData }, form) => {
  for (const { dataset } of form.querySelectorAll("[data-old]")) formData.set(`o:${dataset.field}`, dataset.old);
});

on("[data-sheet]", "submit", (event, form) => {
  const { name, value } = event.submitter ?? {};
  if (name !== "do") return;
  event.preventDefault();
  const field = document.activeElement?.closest("[data-field]");
  if (value) sendSheet(form, value);
  else if (field) save(field);
});

on("textarea", "input", (_event, area) => {
  const amount = document.querySelector(`[data-counts="${area.id}"]`);
  if (amount) amount.textContent = amount.textContent.replace(/^\d+/, area.value.length);
});

part("forms", (root) => {
  if (!document.querySelector("[data-sheet]")) return;
  root.querySelectorAll("[type=date]").forEach(addCalendar);
  root.querySelectorAll("[type=time]").forEach((input) => Object.assign(input, { type: "text", size: 5 }));
  root.querySelectorAll("[data-combobox]").forEach(addPeople);
  root.querySelectorAll("textarea[data-suggestions]").forEach(addTokens);
});
