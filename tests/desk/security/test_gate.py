"""Only this computer, only a browser that was let in, only pages of the desk itself; nothing changes by GET."""

import http.client
import socket

import pytest

from podcast.desk.desk_app import VIEWS
from podcast.desk.desk_server import first_address, reader_address
from podcast.desk.security.gate import MAX_FORM_BYTES, MAX_UPLOAD_BYTES
from podcast.preview.server import lan_address
from tests.support.desk import DeskBrowser, desk_browser
from tests.support.desk_show import write_desk_show

PASSWORD = "gut genug fürs Büro"  # noqa: S105 - of a test
FORM = "application/x-www-form-urlencoded"
READING = {"GET", "HEAD"}


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    return write_desk_show(tmp_path_factory.mktemp("desk") / "show")


@pytest.fixture(scope="module")
def browser(root):
    with desk_browser(root) as entered:
        yield entered


def stranger(browser: DeskBrowser) -> DeskBrowser:
    """Another browser, which nothing has let in."""
    return DeskBrowser(browser.desk)


def path_of(browser, address):
    return address.removeprefix(browser.origin)


def test_the_desk_listens_at_this_computer_alone(browser):
    assert browser.desk.address.host == "127.0.0.1"
    try:
        outside = lan_address()
    except Exception:  # noqa: BLE001 - a machine without a network has nothing to show
        pytest.skip("no network")
    with socket.socket() as probe:
        assert probe.connect_ex((outside, browser.desk.address.port)) != 0


def test_a_browser_without_a_cookie_sees_nothing_of_the_show(browser):
    answer = stranger(browser).get("/")
    assert answer.status == 403
    assert "Kaffee" not in answer.data.decode()


def test_the_first_address_gives_a_cookie_that_no_script_and_no_other_site_gets(browser):
    answer = stranger(browser).get(path_of(browser, first_address(browser.desk)))
    assert (answer.status, answer.headers["location"]) == (303, "/")
    attributes = {part.strip().lower() for part in answer.headers["set-cookie"].split(";")[1:]}
    assert {"httponly", "samesite=strict", "path=/"} <= attributes


def test_a_first_address_lets_one_browser_in(browser):
    path = path_of(browser, first_address(browser.desk))
    assert stranger(browser).get(path).status == 303
    assert stranger(browser).get(path).status == 403


@pytest.mark.parametrize("token", ["", "x", "%00", "a" * 5000])
def test_a_wrong_token_opens_nothing(browser, token):
    assert stranger(browser).get(f"/?token={token}").status == 403


def test_a_wrong_cookie_opens_nothing(browser):
    answer = stranger(browser).get("/", cookie=f"{browser.desk.address.cookie}=x")
    assert answer.status == 403


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1", "127.0.0.1:1", "localhost.evil.example:{port}", "[::1]:{port}"]
)
def test_another_host_name_is_refused_even_with_the_cookie(browser, host):
    answer = browser.get("/", host=host.format(port=browser.desk.address.port))
    assert answer.status == 421


def test_a_request_without_a_host_is_refused(browser):
    connection = http.client.HTTPConnection("127.0.0.1", browser.desk.address.port, timeout=10)
    connection.putrequest("GET", "/", skip_host=True)
    connection.putheader("Cookie", browser.cookie)
    connection.endheaders()
    assert connection.getresponse().status in {400, 421}
    connection.close()


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1", "http://localhost:{port}"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_another_origin_is_refused_even_with_cookie_and_token(browser, origin, method):
    origin = origin.format(port=browser.desk.address.port)
    headers = {"origin": origin, "content-type": FORM}
    path = "/login" if method == "POST" else "/"
    assert browser.request(method, path, headers=headers, body=f"csrf={browser.csrf}").status == 403


def test_a_post_without_an_origin_is_refused(browser):
    answer = browser.request("POST", "/login", headers={"content-type": FORM}, body=f"csrf={browser.csrf}")
    assert answer.status == 403


def test_pictures_and_scripts_of_other_sites_get_nothing(browser):
    headers = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors"}
    assert browser.get("/media/cover.jpg", **headers).status == 403
    assert browser.get("/media/cover.jpg", **{"sec-fetch-site": "same-origin"}).status == 200


def posts():
    """The address of each route that changes something, with values for its parameters."""
    for view in VIEWS:
        for route in view.ROUTES:
            if not (route.methods or set()) <= READING:
                path = route.path.replace("{slug}", "erster-kaffee").replace(":path}", "}").replace(":int}", "}")
                yield path.replace("{", "").replace("}", "")


@pytest.mark.parametrize("path", sorted({*posts()}))
def test_no_form_is_taken_without_its_token(browser, root, path):
    before = snapshot(root)
    for body in ("", "csrf=", "csrf=x", f"csrf={browser.csrf[:-1]}"):
        headers = {"origin": browser.origin, "content-type": FORM}
        assert browser.request("POST", path, headers=headers, body=body).status == 403
    assert snapshot(root) == before


def test_the_token_of_another_browser_is_refused(browser):
    other = stranger(browser)
    other.enter()
    assert other.csrf != browser.csrf
    headers = {"origin": browser.origin, "content-type": FORM}
    assert browser.request("POST", "/login", headers=headers, body=f"csrf={other.csrf}").status == 403


def test_nothing_changes_by_get(browser, root):
    before = snapshot(root)
    for path in {*posts()}:
        answer = browser.get(f"{path}?csrf={browser.csrf}&field=title&old=Der+erste+Kaffee&new=x")
        assert answer.status in {200, 303, 404, 405}, (path, answer.status)
    assert snapshot(root) == before


def snapshot(root):
    """The show's own files; a plan of a publish that an earlier test began builds its site meanwhile."""
    made = {".podcast", "site"}
    return {path: path.read_bytes() for path in root.rglob("*") if path.is_file() and not made & {*path.parts}}


def test_a_form_of_unlimited_or_unknown_size_is_refused(browser):
    headers = {"origin": browser.origin, "content-type": FORM}
    connection = http.client.HTTPConnection("127.0.0.1", browser.desk.address.port, timeout=10)
    connection.putrequest("POST", "/login")
    for name, value in {**headers, "cookie": browser.cookie, "content-length": str(MAX_FORM_BYTES + 1)}.items():
        connection.putheader(name, value)
    connection.endheaders()
    assert connection.getresponse().status == 413
    connection.close()
    files = {"origin": browser.origin, "content-type": "multipart/form-data; boundary=x", "cookie": browser.cookie}
    connection.putrequest("POST", "/login")
    for name, value in {**files, "content-length": str(MAX_UPLOAD_BYTES + 1)}.items():
        connection.putheader(name, value)
    connection.endheaders()
    assert connection.getresponse().status == 413
    connection.close()
    chunked = browser.request("POST", "/login", headers=headers, body=iter([b"csrf="]))
    assert chunked.status == 411


@pytest.mark.parametrize(
    "path", ["/", "/nothing-here", "/assets/desk.js", "/assets/desk.css", "/media/cover.jpg", "/keys"]
)
def test_every_response_has_the_strict_policies(browser, path):
    headers = browser.get(path).headers
    policy = dict(part.strip().split(" ", 1) for part in headers["content-security-policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == policy["form-action"] == "'self'"
    assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert "server" not in headers


def test_refusals_have_the_policies_too(browser):
    assert "default-src 'none'" in stranger(browser).get("/").headers["content-security-policy"]


@pytest.mark.parametrize(
    "path",
    [
        "../podcast.yaml",
        "%2e%2e/%2e%2e/etc/passwd",
        "/etc/passwd",
        ".podcast/cache.db",
        "episodes",
        "",
        "%00",
        "..%5cx",
    ],
)
def test_media_are_files_of_the_show_alone(browser, root, path):
    (root / ".podcast").mkdir(exist_ok=True)
    (root / ".podcast" / "cache.db").touch()
    assert browser.get(f"/media/{path}").status in {404, 400}


def test_a_link_out_of_the_folder_is_not_followed(browser, root, tmp_path):
    (tmp_path / "secret.txt").write_text("geheim")
    link = root / "episodes" / "erster-kaffee" / "link.txt"
    link.symlink_to(tmp_path / "secret.txt")
    assert browser.get("/media/episodes/erster-kaffee/link.txt").status == 404
    link.unlink()


def test_sound_comes_in_ranges(browser, root):
    data = (root / "episodes/erster-kaffee/recording.wav").read_bytes()
    answer = browser.get("/media/episodes/erster-kaffee/recording.wav", range="bytes=100-199")
    assert (answer.status, answer.data) == (206, data[100:200])
    assert answer.headers["content-range"] == f"bytes 100-199/{len(data)}"


def test_a_reader_reads_and_changes_nothing(browser, root):
    before = snapshot(root)
    reader = stranger(browser)
    path = path_of(browser, reader_address(browser.desk))
    assert DeskBrowser(browser.desk).get(path).status == 303  # any number of readers
    reader.cookie = reader.get(path).headers["set-cookie"].partition(";")[0]
    assert "Der erste Kaffee" in reader.text("/")
    for form in {*posts()}:
        headers = {"origin": browser.origin, "content-type": FORM}
        assert reader.request("POST", form, headers=headers, body=f"csrf={browser.csrf}").status == 403
    assert snapshot(root) == before


def test_a_reader_writes_with_the_password_alone(root):
    with desk_browser(root, password=PASSWORD) as owner:
        reader = stranger(owner)
        path = path_of(owner, reader_address(owner.desk))
        reader.cookie = reader.get(path).headers["set-cookie"].partition(";")[0]
        reader.csrf = owner.desk.access.csrf_token(reader.cookie.partition("=")[2])
        assert reader.post("/login", {"password": "falsch"}).status == 403
        answer = reader.post("/login", {"password": PASSWORD})
        assert answer.status == 303
        reader.cookie = answer.headers["set-cookie"].partition(";")[0]
        assert "data-read-only" not in reader.text("/")


def test_passwords_cannot_be_tried_for_ever(root):
    with desk_browser(root, password=PASSWORD) as owner:
        access = owner.desk.access
        assert not any(access.cookie_for_password(f"{number}") for number in range(10))
        assert access.cookie_for_password(PASSWORD) is None


def test_without_a_password_none_opens_the_desk_for_writing(browser):
    assert browser.desk.access.cookie_for_password("") is None


def test_an_address_to_write_is_good_on_this_computer_alone(browser):
    token = browser.desk.access.new_token()
    assert browser.desk.access.cookie_for_token(token, is_here=False) is None
    assert browser.desk.access.cookie_for_token(token, is_here=True)
