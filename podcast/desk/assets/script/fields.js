// Fields of forms: a calendar, people by name, topics as tokens, and buttons of lists without a new page. What they
// are made of are templates and hidden lists of the page, see templates/field_templates.html.

const { lang } = document.documentElement;
const changed = input => input.dispatchEvent(new Event("change", { bubbles: true }));
const copyOf = id => the(id).content.firstElementChild.cloneNode(true);

// --- dates: typed as people write them, the server reads them ---------------------------------------------------------

const iso = date => date.toLocaleDateString("sv"); // Swedes write 2026-12-01
const localDate = text => new Date(`${text}T00:00`);

/** A day as people write it: 1.12.2026, 1 December 2026; what is no day stays as it is. */
function written(text) {
  const date = localDate(text), [locale, style] = lang === "de" ? ["de"] : ["en-GB", { dateStyle: "long" }];
  return iso(date) === text ? date.toLocaleDateString(locale, style) : text;
}

/** A typed day as 2026-12-01; what is no plain day stays as it is, for the server to say what is wrong. */
function isoDay(text) {
  const typed = text.trim(), [, day, month, year] = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/.exec(typed) ?? [];
  const date = new Date(...(day ? [year, month - 1, day] : [/^\d+ \p{L}+ \d{4}$/u.test(typed) ? typed : NaN]));
  return date.getDate() === parseInt(typed) ? iso(date) : typed;
}

const chosen = (field, selector, join, read = value => value) => all(selector, field).map(({ value }) => read(value)).filter(Boolean).join(join);
readers.moment = readers.day = field => chosen(field, "input:not([type=hidden])", " ", isoDay); // a time is no day, and stays
readers.choices = field => chosen(field, ":checked", ", ");
readers.categories = field => chosen(field, "select", "\n");

function addCalendar(input) {
  Object.assign(input, { type: "text", value: written(input.value) });
  input.after(" ", copyOf("calendar"));
}

/** Show the month of a day in a calendar, with the focus on the day. */
function showDay(box, shown) {
  const [year, month] = [shown.getFullYear(), shown.getMonth()];
  const offset = (new Date(year, month, 1).getDay() + 6) % 7; // days of the first week that are of the month before
  const dayAt = index => new Date(year, month, 1 - offset + index);
  find("strong", box).textContent = shown.toLocaleDateString(lang, { month: "long", year: "numeric" });
  find(".strong", box).value = iso(shown);
  all("td button", box).forEach((button, index) => {
    const date = dayAt(index), isShown = iso(date) === iso(shown);
    Object.assign(button, {
      value: iso(date), textContent: date.getDate(), className: date.getMonth() === month ? "" : "outside", tabIndex: isShown - 1,
      ariaPressed: isShown, ariaLabel: date.toLocaleDateString(lang, { dateStyle: "full" }), ariaCurrent: iso(date) === iso(new Date()) ? "date" : null,
    });
    if (isShown) button.focus();
  });
}

function moveDay(box, days, months = 0) {
  const [year, month, day] = find(".strong", box).value.split("-"), to = new Date(year, month - 1 + months, +day + days);
  if (!days && to.getDate() !== +day) to.setDate(0); // a month without such a day: its last one
  showDay(box, to);
}

function closeCalendar(box) {
  box.hidden = true;
  box.previousElementSibling.focus();
}

on("click", {
  "[data-calendar]": ({ parentElement: { previousElementSibling: input }, nextElementSibling: box }) => {
    if (!box.hidden) return closeCalendar(box);
    const day = localDate(isoDay(input.value));
    box.hidden = false;
    showDay(box, isNaN(day) ? new Date() : day);
  },
  ".calendar [value]": button => { // a day, the day that is shown, or none
    const box = button.closest(".calendar"), input = box.parentElement.previousElementSibling;
    input.value = written(button.value);
    closeCalendar(box);
    changed(input);
  },
  "[data-turn]": button => moveDay(button.closest(".calendar"), 0, Number(button.dataset.turn)),
});
const byDays = days => (box, { target }) => target.closest("td") ? moveDay(box, days) : false;
onKeys(".calendar", {
  ArrowLeft: byDays(-1), ArrowRight: byDays(1), ArrowUp: byDays(-7), ArrowDown: byDays(7),
  PageUp: box => moveDay(box, 0, -1), PageDown: box => moveDay(box, 0, 1), Escape: closeCalendar,
});

// --- people by name ---------------------------------------------------------------------------------------------------

const MAX_PEOPLE = 6; // that are offered at once
const peopleOf = input => the(input.getAttribute("aria-controls"));

function addPeople(input) {
  input.removeAttribute("list"); // the browser's own list
  Object.assign(input, { role: "combobox", ariaExpanded: false });
}

function showPeople(input, isShown) {
  peopleOf(input).hidden = !isShown;
  input.ariaExpanded = isShown;
}

/** Mark the person that comes so many places after the marked one, among those that are offered. */
function markPerson(input, by) {
  const options = all("li:not([hidden])", peopleOf(input)), index = options.findIndex(({ ariaSelected }) => ariaSelected === "true");
  const marked = options.at((index + by) % options.length);
  for (const option of options) option.ariaSelected = option === marked;
  input.setAttribute("aria-activedescendant", marked.id);
}

/** Offer the people whose name has a word that begins as is typed; the last of the list is a new one. */
function offerPeople(input) {
  const options = all("li", peopleOf(input)), newcomer = options.at(-1), name = input.value.trim();
  const isNear = ({ dataset }) => ` ${dataset.name}`.toLowerCase().includes(` ${name.toLowerCase()}`);
  const offered = [...options.filter(isNear).slice(0, MAX_PEOPLE), newcomer];
  for (const option of options) Object.assign(option, { hidden: !offered.includes(option), ariaSelected: false });
  find("span", newcomer).textContent = say("newPerson", { name });
  showPeople(input, Boolean(name));
  markPerson(input, 1);
}

function choosePerson(option) {
  const [input, role, add] = ["input", "select", "button"].map(tag => find(tag, option.closest("[data-combobox]")));
  showPeople(input, false);
  if (!option.dataset.name) return role.focus();
  input.value = option.dataset.name;
  role.value = option.dataset.role;
  add.click();
}

const COMBOBOX = "[role=combobox]";
const byPeople = by => input => peopleOf(input).hidden ? offerPeople(input) : markPerson(input, by);
const ifOpen = act => input => peopleOf(input).hidden ? false : act(input);
on("input", { [COMBOBOX]: offerPeople });
on("focusout", { [COMBOBOX]: input => showPeople(input, false) });
on("mousedown", { ".popup.people": (_list, event) => event.preventDefault() }); // the focus stays in the input
on("click", { ".popup.people li": choosePerson });
onKeys(COMBOBOX, {
  ArrowDown: byPeople(1), ArrowUp: byPeople(-1), Escape: ifOpen(input => showPeople(input, false)),
  Enter: ifOpen(input => choosePerson(find("[aria-selected=true]", peopleOf(input)))),
});

// --- topics as tokens -------------------------------------------------------------------------------------------------

const tokensOf = area => area.value.split("\n").filter(name => name.trim());
const tokenArea = element => element.closest(".tokens-field").previousElementSibling;

function drawTokens(area) {
  const box = area.nextElementSibling, input = find("input", box);
  box.replaceChildren(...tokensOf(area).map(name => {
    const token = copyOf("token");
    token.prepend(name);
    Object.assign(find("button", token), { value: name, ariaLabel: say("remove", { name }) });
    return token;
  }), input);
  return input;
}

function setTokens(area, names) {
  area.value = [...new Set(names)].join("\n");
  drawTokens(area).focus();
  changed(area);
}

function takeTokens(input) {
  const typed = input.value.split(",").map(name => name.trim()).filter(Boolean), area = tokenArea(input);
  input.value = "";
  if (typed.length) setTokens(area, [...tokensOf(area), ...typed]);
}

on("click", {
  ".token button": button => {
    const area = tokenArea(button);
    setTokens(area, tokensOf(area).filter(name => name !== button.value));
  },
});
on("change", { ".tokens-field input": takeTokens });
onKeys(".tokens-field input", {
  Enter: takeTokens, ",": takeTokens,
  Backspace: input => input.value ? false : setTokens(tokenArea(input), tokensOf(tokenArea(input)).slice(0, -1)),
});

// --- forms of pages ---------------------------------------------------------------------------------------------------

/** Send a form whose button changes a list; what comes back takes its place, and the button keeps the focus. */
async function sendSheet(form, action) {
  const body = new FormData(form);
  body.set("do", action);
  const { answer, page } = await ask(form.action, { method: "POST", body });
  if (!page) return noConnection();
  const fresh = find("[data-sheet]", page);
  if (!fresh) return location.assign(answer.url);
  const open = all("details[open]>summary", form).map(({ textContent }) => textContent);
  for (const { parentElement, textContent } of all("summary", fresh)) parentElement.open ||= open.includes(textContent);
  swap(form, fresh.innerHTML);
  for (const id of ["rail", "save-state", "undo", "redo"]) {
    const now = page.getElementById(id);
    if (now) Object.assign(the(id), { innerHTML: now.innerHTML, disabled: now.disabled });
  }
  const group = the(`f-${action.split(/[:.[]/)[1]}`);
  (the("rejected") ?? find(`[value="${CSS.escape(action)}"]:enabled`, form) ?? (group && find(".add-person input, button:enabled, summary", group)))?.focus();
}

on("submit", {
  "[data-sheet]": (form, event) => {
    const { name, value } = event.submitter ?? {};
    if (name !== "do") return;
    event.preventDefault();
    if (value) sendSheet(form, value);
    else save(fieldOf(active()));
  },
});
on("input", {
  textarea: ({ id, value }) => {
    const amount = find(`[data-counts="${id}"]`);
    if (amount) amount.textContent = amount.textContent.replace(/^\d+/, value.length);
  },
});

part(root => {
  if (!find("[data-sheet]")) return;
  all("[type=date]", root).forEach(addCalendar);
  for (const input of all("[type=time]", root)) input.type = "text";
  all("[data-combobox]>input", root).forEach(addPeople);
  all(".kind-tokens textarea", root).forEach(drawTokens);
});
