// Reads every feed of a folder (first argument) with every reader, and writes what they understood into a file (second
// argument): a line of JSON for each feed, {reader: parsed}. A reader that refuses a feed gives null. Some readers log to
// the terminal.
import { appendFileSync, readdirSync, readFileSync } from "node:fs";
import { parseRssFeed } from "feedsmith";
import { parseFeed } from "podcast-partytime";
import podparse from "podparse";

const readers = { "podcast-partytime": parseFeed, feedsmith: parseRssFeed, podparse };
const read = (reader, xml) => {
  try {
    return reader(xml) ?? null;
  } catch {
    return null;
  }
};
const [folder, output] = process.argv.slice(2);
for (const file of readdirSync(folder).sort()) {
  const xml = readFileSync(`${folder}/${file}`, "utf8");
  const said = Object.entries(readers).map(([name, reader]) => [name, read(reader, xml)]);
  appendFileSync(output, `${JSON.stringify(Object.fromEntries(said))}\n`);
}
