"""What must not be found on any page of the desk, in a light and a dark window, a wide and a small one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tests.support.browsers import SIDEWAYS, log_browser, violations

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

AXE = {
    "light": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]},
    "dark": {"type": "rule", "values": ["color-contrast"]},
}
LOOKS = {1280: "light", 800: "dark", 320: "light"}  # px; the last is 1280 at 400 %
# Texts that are cut off: beyond the window, or in a box that hides what is wider or higher than itself. Boxes that one
# can scroll, what a "…" ends, and what only screen readers get, do not count. Boxes that open are open.
CUT_OFF = """() => {
  for (const box of document.querySelectorAll("main details:not([name])")) box.open = true;
  const wide = document.documentElement.clientWidth, found = [];
  const isScrolled = (element) => /auto|scroll/.test(getComputedStyle(element).overflowX);
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (!node.data.trim() || node.parentElement.closest("script, style, template, option, textarea")) continue;
    if (!node.parentElement.checkVisibility()) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const { left, right, top, bottom, width } of range.getClientRects()) {
      if (width < 2) continue;
      for (let box = node.parentElement; ; box = box.parentElement) {
        if (isScrolled(box) && box !== document.documentElement && box !== document.body) break;
        const style = getComputedStyle(box), edge = box.getBoundingClientRect();
        if (style.clipPath !== "none" || style.clip !== "auto" || style.visibility === "hidden") break;
        const isHiding = /hidden|clip/.test(style.overflowX) && style.display !== "inline";
        const isBeside = right > edge.right + 1 || left < edge.left - 1;
        const isCut = isHiding && (isBeside || bottom > edge.bottom + 4 || top < edge.top - 4);
        const isShortened = style.textOverflow === "ellipsis" || style.webkitLineClamp !== "none";
        if (isCut && !isShortened) found.push(`${box.className} hides ${node.data}`);
        if (isCut || box === document.body) {
          if (!isCut && (right > wide + 1 || left < -1)) found.push(`outside: ${node.data}`);
          break;
        }
      }
    }
  }
  return [...new Set(found)].slice(0, 5);
}"""


def page_faults(page: Page, origin: str, path: str) -> list[str]:
    """Return what is wrong with a page: rules of axe, texts cut off, words, requests elsewhere, errors."""
    log = log_browser(page)
    page.goto(origin + path, wait_until="load")
    faults = [fault for width, scheme in LOOKS.items() for fault in _look_faults(page, width, scheme)]
    faults += _word_faults(str(page.evaluate("document.body.innerText")))
    faults += [text for text in log.console if "404" not in text]
    faults += [url for url in log.requested_urls if not url.startswith((origin, "data:", "blob:"))]
    faults += [f"{answer.status} {answer.url}" for answer in log.answers if answer.status >= 500]
    return faults


def _look_faults(page: Page, width: int, scheme: str) -> Iterator[str]:
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # one of the words that it takes
    if sideways := page.evaluate(SIDEWAYS):
        yield f"{width} px: {sideways}"
    yield from (f"{width} px, cut off: {text}" for text in page.evaluate(CUT_OFF))
    yield from (f"{width} px, {scheme}: {fault}" for fault in violations(page, AXE[scheme]))


def _word_faults(text: str) -> Iterator[str]:
    """Yield words of a German page that are not meant for readers."""
    yield from (f"word: {match[0]}" for match in re.finditer(r"\{\w+\}|undefined|\bNone\b|\[object", text))
    yield from (f"in English: {match[0]}" for match in re.finditer(r"\b(Saved|Next|Details|Published|Play)\b", text))
