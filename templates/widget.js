// The newest episodes as a list on pages of other sites, see `podcast docs embedding`. It requests nothing and stores nothing.
// Rows have a fixed height, so that the page can keep the space free: 2.25em and 4.75em for each row.
((show) => {
  const rules = `slot{display:block;min-height:2.25em}ol{list-style:none;margin:0;padding:0}li{border-top:1px solid;border-color:color-mix(in srgb,currentColor 35%,transparent)}
a{display:flex;flex-direction:column;justify-content:center;box-sizing:border-box;height:4.75em;color:inherit;line-height:1.3;text-decoration:none}
b,span{display:-webkit-box;-webkit-box-orient:vertical;-webkit-line-clamp:2;overflow:hidden}
span{-webkit-line-clamp:1;font-size:.875em}
a:hover b{text-decoration:underline}a:focus-visible{outline:3px solid;outline-offset:-3px}`;
  const element = (name, properties, ...children) => {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children);
    return made;
  };
  const fill = (box) => {
    if (box.shadowRoot || !box.querySelector("a[href]")?.href.startsWith(show.link)) return;
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(rules);
    const rows = show.episodes.slice(0, parseInt(box.dataset.count, 10) || 5).map(([href, title, facts]) =>
      element("li", {}, element("a", { href }, element("b", { textContent: title }), element("span", { textContent: facts }))));
    const list = element("ol", { lang: show.language, dir: show.direction, role: "list" }, ...rows);
    const root = box.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [sheet];
    root.append(element("slot", {}), list);
  };
  const fillAll = () => document.querySelectorAll(".podcast-episodes").forEach(fill);
  fillAll();
  document.addEventListener("DOMContentLoaded", fillAll);
})({{ data }});
