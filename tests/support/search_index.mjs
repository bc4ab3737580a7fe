// Runs assets/search-index.js against a built site without a browser: files with Range as servers give them.
// Arguments: the script, the folder of the search page, "range" or "whole", a file with [stop words, queries] as JSON.
import { basename, dirname } from "node:path";
import { openSync, readFileSync, readSync, closeSync, statSync } from "node:fs";

const [script, folder, mode, input] = process.argv.slice(2);
const [stopWords, queries] = JSON.parse(readFileSync(input, "utf8"));
let loaded;

globalThis.fetch = async (url, { headers } = {}) => {
  const name = url.pathname.slice(1), path = `${dirname(folder)}/${name}`;
  const range = mode === "range" && /bytes=(\d+)-(\d+)/.exec(headers?.Range);
  let data;
  try {
    const first = range ? +range[1] : 0, end = Math.min(range ? +range[2] + 1 : Infinity, statSync(path).size);
    const file = openSync(path);
    readSync(file, (data = Buffer.alloc(end - first)), 0, end - first, first);
    closeSync(file);
  } catch { return { ok: false }; }
  loaded.push([name, data.length]);
  return { ok: true, status: range ? 206 : 200, arrayBuffer: async () => new Uint8Array(data).buffer };
};

(0, eval)(readFileSync(script, "utf8"));
const answers = [];
for (const query of queries) {
  loaded = [];
  const search = openSearch(`http://localhost/${basename(folder)}/`, new Set(stopWords.split(" ")));
  const start = process.cpuUsage();
  const answer = { query, loaded, groups: [] };
  const { hits: every = [], needles = [], ...state } = await search.find(query).catch((reason) => reason);
  Object.assign(answer, state, { needles });
  let room = 8;
  for (const kind of new Set(every.map((hit) => hit.kind))) {
    const hits = every.filter((hit) => hit.kind === kind);
    const shown = hits.slice(0, room);
    room -= shown.length;
    const read = await Promise.all(shown.map(({ episode }) => search.read(episode, needles)));
    const marks = search.marks(needles), marked = (text) => text.normalize("NFD").match(marks)?.map((word) => word.normalize()) || [];
    answer.groups.push({
      kind, count: hits.length, episodes: hits.map(({ episode }) => episode),
      hits: read.map(({ card, lines, more }, at) => ({
        ...card, title: card.title.replaceAll("\u00ad", ""), more, fields: hits[at].fields, marked: marked(card.title),
        lines: lines.map(({ field, time, text }) => ({ field, time, text: text.normalize(), marked: marked(text) })),
      })),
    });
  }
  const { user, system } = process.cpuUsage(start);
  answer.cpu = (user + system) / 1000; // ms
  answers.push(answer);
}
console.log(JSON.stringify(answers));
