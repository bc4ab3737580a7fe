"""The documentation site: docs/en and docs/de as a website in build/docs-site. `make docs-site` runs this.

Zensical builds each language as a project of its own, with its own search. Before that, links that leave a language's
folder are made to fit: the decisions are part of both projects, files of the repository are named without a link.
Afterwards each page gets a link to the same page in the other language and a Content Security Policy that forbids
requests to other servers; then the site is checked (see `tests.tools.check_docs_site`).
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

from podcast.authoring.reference.documentation import TOPICS, topic_titles
from tests.support.paths import DOCS, ROOT
from tests.tools.check_docs_site import check_site

if TYPE_CHECKING:
    from pathlib import Path

SITE = ROOT / "build" / "docs-site"
SOURCE = ROOT / "build" / "docs-source"
ZENSICAL = ROOT / ".venv" / "docs" / "bin" / "zensical"
FOR_DEVELOPERS = ("themes", "api", "architecture", "performance", "scaling")
NAMES = {"en": "English", "de": "Deutsch"}
WORDS = {
    "en": {"developers": "For developers", "decisions": "Decisions", "light": "Light colours", "dark": "Dark colours"},
    "de": {
        "developers": "Für Entwicklung",
        "decisions": "Entscheidungen (englisch)",
        "light": "Helle Farben",
        "dark": "Dunkle Farben",
    },
}
CHARACTER_SET = '<meta charset="utf-8">'
POLICY = (
    "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'"
)
CONFIGURATION = """\
[project]
site_name = "podcast"
docs_dir = "{language}"
site_dir = "site/{language}"
use_directory_urls = false
extra_css = ["podcast.css"]
nav = [{nav}]

[project.theme]
language = "{language}"
font = false
features = ["navigation.footer", "navigation.sections", "navigation.top", "content.code.copy", "toc.follow"]

[[project.theme.palette]]
media = "(prefers-color-scheme: light)"
scheme = "default"
primary = "custom"
accent = "custom"
toggle = {{icon = "lucide/moon", name = "{dark}"}}

[[project.theme.palette]]
media = "(prefers-color-scheme: dark)"
scheme = "slate"
primary = "custom"
accent = "custom"
toggle = {{icon = "lucide/sun", name = "{light}"}}

[project.extra]
generator = false

[[project.extra.alternate]]
name = "English"
link = "../en/"
lang = "en"

[[project.extra.alternate]]
name = "Deutsch"
link = "../de/"
lang = "de"

[project.markdown_extensions.toc]
permalink = false
slugify = {{object = "pymdownx.slugs.slugify", kwds = {{case = "lower"}}}}

[project.markdown_extensions.tables]

[project.markdown_extensions.pymdownx.highlight]

[project.markdown_extensions.pymdownx.superfences]

[project.validation]
invalid_links = true
invalid_link_anchors = true
"""
ENTRANCE = """\
<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>podcast</title>
<h1>podcast</h1>
<ul>
<li><a href="de/index.html" hreflang="de" lang="de">Dokumentation auf Deutsch</a></li>
<li><a href="en/index.html" hreflang="en">Documentation in English</a></li>
</ul>
</html>
"""
# What the search says is English in the program of the site, whatever its language; text there -> German.
GERMAN_SEARCH = {
    '"aria-label":"Close search"': '"aria-label":"Suche schließen"',
    '"aria-label":"Filters"': '"aria-label":"Filter"',
    '"aria-label":"Search"': '"aria-label":"Suche"',
    '"aria-label":"Search results"': '"aria-label":"Treffer der Suche"',
    'placeholder:"Search"': 'placeholder:"Suche"',
    '"result":"results"': '"Treffer":"Treffer"',
    '"No results"': '"Keine Treffer"',
    r'"Loading search\u2026"': '"Die Suche wird geladen …"',
    "Search is unavailable. Reload the page to try again.": "Die Suche ist nicht verfügbar; laden Sie die Seite neu.",
    'NumberFormat("en-US")': 'NumberFormat("de-DE")',
}
FENCED = re.compile(r"(^```.*?^```$)", re.DOTALL | re.MULTILINE)
OTHER_RECORD = re.compile(r"\]\((?=[a-z-]+\.md)([^)]+)")
REPOSITORY_LINK = re.compile(r"\[([^\]]+)\]\((?:\.\./){2}[^)]*\)")
LANGUAGE_LINK = re.compile(r'href="[^"]*\.\./(en|de)/"')


def main() -> None:
    """Build the site, and check it."""
    for folder in (SITE, SOURCE):
        shutil.rmtree(folder, ignore_errors=True)
    for language in NAMES:
        _write_source(language)
        _build(language)
        for page in (SITE / language).rglob("*.html"):
            page.write_text(_finished(page), "utf-8")
    (SITE / "index.html").write_text(ENTRANCE, "utf-8")
    if problems := check_site(SITE):
        sys.exit("\n".join(problems))
    print(SITE.relative_to(ROOT) / "index.html")  # noqa: T201


def _write_source(language: str) -> None:
    """Write the project of a language: its pages, the decisions, the style sheet, the configuration."""
    folder = SOURCE / language
    folder.mkdir(parents=True)
    for page in (DOCS / language).glob("*.md"):
        (folder / page.name).write_text(_with_links(page.read_text("utf-8")), "utf-8")
    records = sorted((DOCS / "decisions").glob("*.md"))
    for page in records:
        text = OTHER_RECORD.sub(r"](../decisions/\1", page.read_text("utf-8")).replace("](../en/", "](")
        (folder / f"decisions-{page.name}").write_text(_with_links(text), "utf-8")
    titles = [(page.name, page.read_text("utf-8").partition("\n")[0].removeprefix("# ")) for page in records]
    listing = "".join(f"- [{title}](decisions-{name})\n" for name, title in titles)
    (folder / "decisions.md").write_text(f"# Decisions\n\n{listing}", "utf-8")
    shutil.copy(DOCS / "site" / "podcast.css", folder)
    shutil.copytree(DOCS / "pictures", folder / "pictures")
    (SOURCE / f"{language}.toml").write_text(_configuration(language), "utf-8")


def _with_links(text: str) -> str:
    """A page whose links lead to pages of its project; files of the repository are named only."""
    parts = FENCED.split(text)
    return "".join(part if part.startswith("```") else _project_links(part) for part in parts)


def _project_links(text: str) -> str:
    text = REPOSITORY_LINK.sub(r"\1", text).replace("](../pictures/", "](pictures/")
    return text.replace("](../decisions)", "](decisions.md)").replace("](../decisions/", "](decisions-")


def _configuration(language: str) -> str:
    titles, words = topic_titles(language), WORDS[language]
    pages = [f'"{topic}.md"' for topic in titles if topic not in FOR_DEVELOPERS]
    developers = [f'"{topic}.md"' for topic in TOPICS if topic in FOR_DEVELOPERS]
    developers.append(f'{{"{words["decisions"]}" = "decisions.md"}}')
    nav = ", ".join(['"index.md"', *pages, f'{{"{words["developers"]}" = [{", ".join(developers)}]}}'])
    return CONFIGURATION.format(language=language, nav=nav, light=words["light"], dark=words["dark"])


def _build(language: str) -> None:
    command = [ZENSICAL, "build", "--clean", "--strict", "--config-file", SOURCE / f"{language}.toml"]
    environment = {**os.environ, "NO_COLOR": "1"}
    run = subprocess.run(command, cwd=SOURCE, env=environment, capture_output=True, text=True, check=False)
    if run.returncode:
        sys.exit(f"{run.stdout}\n{run.stderr}")
    shutil.copytree(SOURCE / "site" / language, SITE / language)
    if language == "de":
        _translate_search(*(SITE / "de" / "assets" / "javascripts").glob("bundle.*.js"))
    (SITE / language / "404.html").unlink()  # its links begin with /, and the site may be in a folder


def _translate_search(program: Path) -> None:
    text = program.read_text("utf-8")
    for english, german in GERMAN_SEARCH.items():
        if english not in text:
            sys.exit(f"{program.name}: {english} is not there any more; correct GERMAN_SEARCH")
        text = text.replace(english, german)
    program.write_text(text, "utf-8")


def _finished(page: Path) -> str:
    """A built page with its policy, with links to itself in each language, and with the language of its text."""
    text = page.read_text("utf-8")
    text = LANGUAGE_LINK.sub(lambda link: f'href="../{link[1]}/{page.name}"', text)
    policy = f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
    text = text.replace(CHARACTER_SET, CHARACTER_SET + policy, 1)
    if page.name.startswith("decisions"):
        text = text.replace("<article class=", '<article lang="en" class=', 1)
    return text


if __name__ == "__main__":
    main()
