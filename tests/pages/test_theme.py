from podcast.pages.theme import default_templates, load_theme


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
