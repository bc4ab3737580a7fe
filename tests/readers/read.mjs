// Reads a feed (first argument) and a JSON Feed (second) with every reader, and says what each understood.
import { readFileSync } from "node:fs";
import { parseJsonFeed, parseRssFeed } from "feedsmith";
import { parseFeed } from "podcast-partytime";
import podparse from "podparse";

const xml = readFileSync(process.argv[2], "utf8");
const read = {
  "feedsmith": () => parseRssFeed(xml),
  "feedsmith (JSON)": () => parseJsonFeed(readFileSync(process.argv[3], "utf8")),
  "podcast-partytime": () => parseFeed(xml),
  "podparse": () => podparse(xml),
};
const said = Object.entries(read).map(([name, reader]) => [name, reader()]);
process.stdout.write(JSON.stringify(Object.fromEntries(said)));
