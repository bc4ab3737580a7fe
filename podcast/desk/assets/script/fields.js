// Fields of forms: a calendar, people by name, topics as tokens, and buttons of lists without a new page.

const lang = document.documentElement.lang;
const word = (name, values = {}) => (document.querySelector("[data-words]")?.dataset[name] ?? "").replace(/\{(\w+)\}/g, (_whole, key) => values[key]);
const make = (tag, values = {}, ...content) => {
  const element = Object.assign(document.createElement(tag), values);
  element.append(...content);
  return element;
};
const attributes = (element, values) => {
  for (const [name, value] of Object.entries(values)) element.setAttribute(name, value);
  return element;
};
const sign = (path) => {
  const holder = make("span");
  holder.innerHTML = `<svg class="icon" viewBox="0 0 18 18" aria-hidden="true"><path d="${path}"/></svg>`;
  return holder.firstChild;
};
const CLOSE = "m4 4 10 10M14 4 4 14";

// --- dates: typed as people write them, the server reads them ---------------------------------------------------------

const pad = (number) => String(number).padStart(2, "0");
const isoOf = (date) => `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`;
const dayOf = (iso) => new Date(...iso.split("-").map((part, index) => part - (index === 1)));
const written = (iso) => (iso ? dayOf(iso).toLocaleDateString(lang === "de" ? "de" : "en-GB", lang === "de" ? {} : { day: "numeric", month: "long", year: "numeric" }) : "");

/** A typed day as 2026-12-01; what is no plain day stays as it is, for the server to say what is wrong. */
function isoDay(text) {
  const typed = text.trim();
  const german = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/.exec(typed);
  const [day, month, year] = german ? german.slice(1).map(Number) : [];
  if (german && new Date(year, month - 1, day).getDate() === day && month <= 12) return `${year}-${pad(month)}-${pad(day)}`;
  const english = !german && /^\d{1,2} \p{L}+ \d{4}$/u.test(typed) && new Date(typed);
  return english && !isNaN(english) ? isoOf(english) : typed;
}

readers.moment = (field) => [...field.querySelectorAll("[name]:not([type=hidden])")].map((input, index) => (index ? input.value : isoDay(input.value))).filter(Boolean).join(" ");
readers.day = readers.moment;
readers.choices = (field) => [...field.querySelectorAll(":checked")].map((input) => input.value).join(", ");
readers.categories = (field) => [...field.querySelectorAll("select")].map((input) => input.value).filter(Boolean).join("\n");

function addCalendar(input) {
  const holder = attributes(make("span", { className: "with-popup" }), {});
  Object.assign(input, { type: "text", value: written(input.value), size: lang === "de" ? 11 : 18 });
  const button = attributes(make("button", { type: "button", className: "tool" }, sign("M2.500 7.500h13M2.500 4h13v11.500h-13zM6 2v3.500M12 2v3.500")), { "aria-label": word("calendar"), "aria-expanded": "false" });
  input.after(" ", holder);
  holder.append(button);
  button.addEventListener("click", () => (holder.querySelector(".calendar") ? closeCalendar(holder) : openCalendar(holder, input)));
  input.addEventListener("change", () => { input.value = written(/^\d{4}-/.test(isoDay(input.value)) ? isoDay(input.value) : "") || input.value; });
}

function closeCalendar(holder) {
  holder.querySelector(".calendar")?.remove();
  attributes(holder.querySelector("button"), { "aria-expanded": "false" }).focus();
}

function openCalendar(holder, input) {
  const typed = isoDay(input.value);
  let shown = /^\d{4}-\d\d-\d\d$/.test(typed) ? dayOf(typed) : new Date();
  const box = attributes(make("div", { className: "popup calendar" }), { role: "dialog", "aria-label": word("calendar") });
  const accept = (value) => {
    input.value = written(value);
    closeCalendar(holder);
    input.dispatchEvent(new Event("change", { bubbles: true }));
  };
  const draw = () => {
    box.replaceChildren(calendarHead(shown, (months) => move(months, true)), calendarDays(shown, (day) => { shown = day; accept(isoOf(day)); }),
      make("p", { className: "spread" }, make("button", { type: "button", className: "quiet", textContent: word("noDate"), onclick: () => accept("") }),
        make("button", { type: "button", className: "strong", textContent: word("accept"), onclick: () => accept(isoOf(shown)) })));
  };
  const move = (step, byMonth = false) => {
    shown = byMonth ? new Date(shown.getFullYear(), shown.getMonth() + step, Math.min(shown.getDate(), new Date(shown.getFullYear(), shown.getMonth() + step + 1, 0).getDate())) : new Date(shown.getFullYear(), shown.getMonth(), shown.getDate() + step);
    draw();
    box.querySelector("[aria-pressed=true]").focus();
  };
  box.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 }[event.key];
    const months = { PageUp: -1, PageDown: 1 }[event.key];
    if (event.key === "Escape") closeCalendar(holder);
    else if (months) move(months, true);
    else if (step && event.target.closest("td")) move(step);
    else return;
    event.preventDefault();
  });
  holder.append(box);
  holder.querySelector("button").setAttribute("aria-expanded", "true");
  move(0);
}

function calendarHead(shown, turn) {
  const arrow = (step, path, name) => attributes(make("button", { type: "button", className: "quiet tool", onclick: () => turn(step) }, sign(path)), { "aria-label": word(name) });
  const title = attributes(make("strong", { textContent: shown.toLocaleDateString(lang, { month: "long", year: "numeric" }) }), { "aria-live": "polite" });
  return make("p", { className: "spread" }, arrow(-1, "m11 3-6 6 6 6", "previous"), title, arrow(1, "m7 3 6 6-6 6", "next"));
}

function calendarDays(shown, choose) {
  const first = new Date(shown.getFullYear(), shown.getMonth(), 1);
  const start = new Date(first.getFullYear(), first.getMonth(), 1 - (first.getDay() + 6) % 7);
  const dayAt = (number) => new Date(start.getFullYear(), start.getMonth(), start.getDate() + number);
  const table = make("table");
  table.createTHead().insertRow().append(...[0, 1, 2, 3, 4, 5, 6].map((number) => make("th", { textContent: dayAt(number).toLocaleDateString(lang, { weekday: "short" }) })));
  for (let week = 0; week < 6 && (week < 4 || dayAt(week * 7).getMonth() === shown.getMonth()); week++) {
    const row = table.insertRow();
    for (let number = week * 7; number < week * 7 + 7; number++) {
      const day = dayAt(number);
      const isShown = isoOf(day) === isoOf(shown);
      const button = make("button", { type: "button", textContent: day.getDate(), tabIndex: isShown ? 0 : -1, className: day.getMonth() === shown.getMonth() ? "" : "outside", onclick: () => choose(day) });
      attributes(button, { "aria-pressed": isShown, "aria-label": day.toLocaleDateString(lang, { dateStyle: "full" }) });
      if (isoOf(day) === isoOf(new Date())) button.setAttribute("aria-current", "date");
      row.insertCell().append(button);
    }
  }
  return table;
}

// --- people by name ---------------------------------------------------------------------------------------------------

function addPeople(holder) {
  const input = holder.querySelector("input");
  const known = [...document.getElementById(holder.dataset.combobox).options];
  const list = attributes(make("ul", { className: "popup people", hidden: true, id: `${input.id}-list` }), { role: "listbox" });
  input.removeAttribute("list");
  attributes(input, { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id });
  const anchor = make("div", { className: "with-popup" });
  input.after(anchor);
  anchor.append(list);
  let active = -1;
  const mark = (index) => {
    active = list.children.length ? (index + list.children.length) % list.children.length : -1;
    [...list.children].forEach((item, number) => item.setAttribute("aria-selected", number === active));
    input.setAttribute("aria-activedescendant", list.children[active]?.id ?? "");
    list.children[active]?.scrollIntoView({ block: "nearest" });
  };
  const show = (isShown) => {
    list.hidden = !isShown;
    input.setAttribute("aria-expanded", isShown);
  };
  const choose = (option) => {
    show(false);
    const role = holder.querySelector("select");
    if (!option) return role.focus();
    input.value = option.value;
    role.value = option.dataset.role;
    holder.querySelector("button").click();
  };
  const draw = () => {
    const typed = input.value.trim().toLowerCase();
    const near = known.filter(({ value }) => value.toLowerCase().split(/\s+/).some((part) => part.startsWith(typed)) || value.toLowerCase().startsWith(typed)).slice(0, 6);
    list.replaceChildren(...[...near, null].map((option, number) => personItem(option, input.value.trim(), `${list.id}-${number}`, () => choose(option))));
    show(Boolean(typed));
    mark(0);
  };
  input.addEventListener("input", draw);
  input.addEventListener("blur", () => setTimeout(show, 150, false));
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") list.hidden ? draw() : mark(active + (event.key === "ArrowDown" ? 1 : -1));
    else if (event.key === "Enter" && !list.hidden) list.children[active].click();
    else if (event.key === "Escape" && !list.hidden) show(false);
    else return;
    event.preventDefault();
  });
}

function personItem(option, typed, id, choose) {
  const item = attributes(make("li", { id, onmousedown: (event) => event.preventDefault(), onclick: choose }), { role: "option" });
  if (!option) {
    item.append("＋", make("span", { textContent: word("newPerson", { name: typed }) }));
    return item;
  }
  const { initials, image, note } = option.dataset;
  const face = image ? make("img", { className: "face", src: image, alt: "" }) : attributes(make("span", { className: "face", textContent: initials }), { "aria-hidden": "true" });
  item.append(face, make("span", {}, option.value, make("small", { textContent: note })));
  return item;
}

// --- topics as tokens -------------------------------------------------------------------------------------------------

function addTokens(area) {
  const box = make("div", { className: "tokens-field" });
  const input = attributes(make("input", { placeholder: word("addTopic"), autocomplete: "off" }), { list: area.dataset.suggestions, "aria-label": word("addTopic") });
  const names = () => area.value.split("\n").filter((name) => name.trim());
  const put = (list) => {
    area.value = list.join("\n");
    draw();
    area.dispatchEvent(new Event("change", { bubbles: true }));
  };
  const take = () => {
    const typed = input.value.split(",").map((name) => name.trim()).filter(Boolean);
    input.value = "";
    if (typed.length) put([...new Set([...names(), ...typed])]);
  };
  const draw = () => {
    for (const token of box.querySelectorAll(".token")) token.remove();
    names().forEach((name, index) => {
      const remove = attributes(make("button", { type: "button", onclick: () => { put(names().filter((_name, number) => number !== index)); input.focus(); } }, sign(CLOSE)), { "aria-label": word("remove", { name }) });
      input.before(make("span", { className: "token" }, name, remove));
    });
  };
  box.append(input);
  area.hidden = true;
  area.after(box);
  document.querySelector(`label[for="${area.id}"]`)?.setAttribute("for", (input.id = `${area.id}-token`));
  input.addEventListener("change", take);
  input.addEventListener("keydown", (event) => {
    if (event.key === "Backspace" && !input.value && names().length) put(names().slice(0, -1));
    else if ((event.key === "Enter" || event.key === ",") && input.value.trim()) take();
    else if (event.key !== "Enter") return;
    event.preventDefault();
  });
  draw();
}

// --- forms of pages ---------------------------------------------------------------------------------------------------

/** Send a form whose button changes a list; what comes back takes its place, and the button keeps the focus. */
async function sendSheet(form, action) {
  const data = new FormData(form);
  data.set("do", action);
  let answer;
  try {
    answer = await fetch(form.action, { method: "POST", body: data, headers: { "x-csrf-token": csrf() } });
  } catch {
    return status(say("noConnection"), "problem");
  }
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.querySelector("[data-sheet]");
  if (!fresh) return location.assign(answer.url);
  const open = [...form.querySelectorAll("details[open] > summary")].map((summary) => summary.textContent);
  swap(form, fresh.innerHTML);
  for (const summary of form.querySelectorAll("details > summary")) if (open.includes(summary.textContent)) summary.parentElement.open = true;
  for (const id of ["rail", "save-state"]) {
    const [old, now] = [document.getElementById(id), page.getElementById(id)];
    if (old && now) old.innerHTML = now.innerHTML;
  }
  for (const id of ["undo", "redo"]) {
    const [old, now] = [document.getElementById(id), page.getElementById(id)];
    if (old && now) Object.assign(old, { disabled: now.disabled, innerHTML: now.innerHTML });
  }
  const name = action.split(":")[1]?.split(/[.[]/)[0];
  const next = document.getElementById("rejected") ?? form.querySelector(`[value="${CSS.escape(action)}"]:enabled`) ?? document.getElementById(`f-${name}`)?.querySelector(".add-person input, button:enabled, summary");
  next?.focus();
}

on("[data-sheet]", "submit", (event, form) => {
  const button = event.submitter;
  if (button?.name !== "do") return;
  event.preventDefault();
  if (button.value) return void sendSheet(form, button.value);
  const field = document.activeElement?.closest("[data-field]");
  if (field) save(field);
});

on("textarea", "input", (_event, area) => {
  const amount = document.querySelector(`[data-counts="${area.id}"]`);
  if (amount) amount.textContent = amount.textContent.replace(/^\d+/, area.value.length);
});

part("forms", (root) => {
  if (!document.querySelector("[data-words]")) return;
  root.querySelectorAll("[data-sheet] [type=date], [data-sheet][type=date]").forEach(addCalendar);
  root.querySelectorAll("[data-combobox]").forEach(addPeople);
  root.querySelectorAll("textarea[data-suggestions]").forEach(addTokens);
});
