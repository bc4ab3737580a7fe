import jinja2

from podcast.pages.theme import default_templates, load_theme, theme_fingerprint, uses_all_episodes


def test_the_theme_that_ships_is_found():
    assert (default_templates() / "page.html").is_file()


def test_an_asset_of_the_show_wins_and_others_are_added(tmp_path):
    ours, theirs = tmp_path / "ours", tmp_path / "theirs"
    for folder in (ours, theirs):
        (folder / "assets" / "fonts").mkdir(parents=True)
    (ours / "assets" / "site.css").write_text("old")
    (theirs / "assets" / "site.css").write_text("new")
    (ours / "assets" / "fonts" / "x.woff2").write_bytes(b"font")
    theme = load_theme([theirs, ours])
    assert theme.assets[theme.asset("site.css")] == b"new"
    assert theme.assets[theme.asset("fonts/x.woff2")] == b"font"


def test_our_own_sheets_and_scripts_are_squeezed_and_a_show_s_are_left_as_they_are(tmp_path):
    ours, theirs = tmp_path / "ours", tmp_path / "theirs"
    sheet, script = "/* why */\na  :is(b) { c: d; }\n", "// why\nf( / {2}x/ );\n"
    for folder, name in ((ours, "a"), (theirs, "a"), (theirs, "b")):
        (folder / "assets").mkdir(parents=True, exist_ok=True)
        (folder / "assets" / f"{name}.css").write_text(sheet)
        (folder / "assets" / f"{name}.js").write_text(script)
    theme = load_theme([theirs, ours])
    assert [theme.assets[theme.asset(name)] for name in ("b.css", "b.js")] == [sheet.encode(), script.encode()]
    assert [theme.assets[theme.asset(name)] for name in ("a.css", "a.js")] == [b"a :is(b){c:d}", b"f(/ {2}x/);"]


def test_any_changed_script_changes_the_name_of_the_one_that_loads_pages(tmp_path):
    (tmp_path / "assets").mkdir()
    for name in ("navigation.js", "player.js", "site.css"):
        (tmp_path / "assets" / name).write_text("one")
    names = [load_theme([tmp_path]).asset("navigation.js")]
    for name in ("site.css", "player.js"):
        (tmp_path / "assets" / name).write_text("two")
        names.append(load_theme([tmp_path]).asset("navigation.js"))
    assert names[0] == names[1] != names[2]


def test_hidden_files_are_no_assets(tmp_path):
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets" / ".DS_Store").write_bytes(b"x")
    assert not load_theme([tmp_path]).assets


def test_a_sheet_names_other_assets_by_their_hashed_names(tmp_path):
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets" / "x.woff2").write_bytes(b"font")
    (tmp_path / "assets" / "site.css").write_text("a{src:url('x.woff2')}b{src:url(data:x)}c{src:url(no.png)}")
    theme = load_theme([tmp_path])
    sheet = theme.assets[theme.asset("site.css")].decode()
    name = theme.asset("x.woff2").removeprefix("assets/")
    assert sheet == f'a{{src:url("{name}")}}b{{src:url(data:x)}}c{{src:url(no.png)}}'


def test_a_changed_font_changes_the_name_of_the_sheet(tmp_path):
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets" / "site.css").write_text("a{src:url(x.woff2)}")
    (tmp_path / "assets" / "x.woff2").write_bytes(b"one")
    before = load_theme([tmp_path]).asset("site.css")
    (tmp_path / "assets" / "x.woff2").write_bytes(b"two")
    assert load_theme([tmp_path]).asset("site.css") != before


def test_a_template_includes_a_file_of_any_name_and_notices_its_change(tmp_path):
    (tmp_path / "parts").mkdir()
    (tmp_path / "home.html").write_text('{% include "parts/note.txt" %}')
    note = tmp_path / "parts" / "note.txt"
    note.write_text("{{ show.episodes }}")
    theme = load_theme([tmp_path])
    before = theme_fingerprint(theme)
    assert uses_all_episodes(theme, {"title"})
    note.write_text("{{ show.title }} anders")
    changed = load_theme([tmp_path])
    assert theme_fingerprint(changed) != before
    assert not uses_all_episodes(changed, {"title"})
    assert changed.render("home.html", {"show": {"title": "Sendung"}}) == "Sendung anders"


def test_assets_and_files_that_are_no_text_are_no_templates(tmp_path):
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets" / "show.svg").write_text("{{ show.episodes }}")
    (tmp_path / "logo.png").write_bytes(b"\x89PNG {{ show.episodes }} \xff")
    assert not uses_all_episodes(load_theme([tmp_path]), {"title"})


def test_a_template_is_compiled_once_whichever_show_it_is_for(tmp_path, monkeypatch):
    compiled, compile_template = [], jinja2.Environment.compile

    def counted(environment, source, name=None, filename=None, **options):
        compiled.append(name)
        return compile_template(environment, source, name, filename, **options)

    monkeypatch.setattr(jinja2.Environment, "compile", counted)
    built_in, shows = tmp_path / "built-in", [tmp_path / "one", tmp_path / "other"]
    for folder in (built_in, *shows):
        folder.mkdir()
    (built_in / "page.html").write_text("{{ name }}")
    themes = [load_theme([show, built_in]) for show in shows]
    assert [theme.render("page.html", {"name": "a"}) for theme in themes] == ["a", "a"]
    assert compiled == ["page.html"]


def test_a_template_that_has_changed_is_compiled_again(tmp_path):
    texts = []
    for source in ("{{ name }}", "{{ name }}!"):
        (tmp_path / "page.html").write_text(source)
        texts.append(load_theme([tmp_path]).render("page.html", {"name": "a"}))
    assert texts == ["a", "a!"]
