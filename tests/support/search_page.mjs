// Runs assets/search.js against a built site without a browser: as much of a document as it touches, and files
// with Range as servers give them. Arguments: the script, the folder of the search page, "range" or "whole", a query.
import { openSync, readFileSync, readSync, statSync } from "node:fs";

const [script, folder, mode, query] = process.argv.slice(2);
const asked = [];

class Element {
  constructor(name) {
    Object.assign(this, { name, children: [], dataset: {}, textContent: "", hidden: false, classes: [] });
    this.classList = { add: (name) => this.classes.push(name) };
  }
  appendChild(child) { this.children.push(child); return child; }
  replaceChildren() { this.children = []; }
  get lastChild() { return this.children.at(-1); }
  get firstElementChild() { return this.children[0]; }
  cloneNode() { const copy = new Element(this.name); copy.parts = [".number", "h3 a", "blockquote"].map((one) => new Element(one)); return copy; }
  querySelectorAll() { return this.parts; }
}

const [form, status, list, more, blank] = ["form", "p", "ol", "button", "template"].map((name) => new Element(name));
form.q = new Element("input");
for (const key of ["running", "none", "found_1", "found", "found_more", "short", "failed"]) status.dataset[key] = `${key} {query} {count}`;
blank.content = new Element("content");
blank.content.appendChild(new Element("li"));
const known = { "main form": form, "main #status": status, "main #hits": list, "main #more": more, "main template": blank };
globalThis.document = { querySelector: (name) => known[name], createElement: (name) => new Element(name) };
globalThis.location = { search: "?q=" + encodeURIComponent(query), pathname: "/suche/" };
globalThis.history = { replaceState() {} };
globalThis.fetch = async (name, { headers } = {}) => {
  const found = /bytes=(\d+)-(\d+)/.exec(headers?.Range), ranged = mode === "range" && found, path = `${folder}/${name}`;
  let data;
  try {
    const first = ranged ? +found[1] : 0, end = Math.min(ranged ? +found[2] + 1 : Infinity, statSync(path).size);
    readSync(openSync(path), data = Buffer.alloc(end - first), 0, end - first, first);
  } catch { return { ok: false }; }
  asked.push([name, data.length]);
  return { ok: true, status: ranged ? 206 : 200, json: async () => JSON.parse(data), arrayBuffer: async () => new Uint8Array(data).buffer };
};

const start = performance.now();
(0, eval)(readFileSync(script, "utf8"));
while (!/^(none|found|short|failed)/.test(status.textContent)) await new Promise((done) => setTimeout(done, 1));
const took = performance.now() - start;
const text = (one) => one.textContent + one.children.map(text).join("");
const hits = list.children.map(({ parts: [number, link, quote] }) => ({
  number: number.textContent, title: link.textContent, href: link.href,
  lines: quote.children.map((line) => ({
    text: text(line), marked: line.children.filter((one) => one.name === "mark").map(text),
    href: line.children.find((one) => one.name === "a")?.href,
  })),
}));
console.log(JSON.stringify({ status: status.textContent, more: !more.hidden, hits, asked, took }));
