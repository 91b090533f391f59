"""The proxy files of the how-to do what it says.

nginx is taken from PATH (`apt-get install nginx-light`), and stands then before real pages over
TLS. It comes in no wheel: where there is none, the file is read by the grammar of nginx alone, here
as everywhere, and that is all that is known of it. Caddy is asked for its opinion by hand.
"""

from __future__ import annotations

import re
import shutil
import ssl
import subprocess
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from services.identity.signin import Identity
from services.web.server import beside, bound
from tests.web.sites import LEAD_STORY, site, text

FOLDER = Path(__file__).parents[2] / "docs" / "how-to" / "proxy"
HOST, RIGHT = "duijie.example.cn", "correct horse 9 battery"
ADDRESS, ELSEWHERE = f"https://{HOST}", "127.0.0.2"  # who isn't a trusted proxy
NGINX = shutil.which("nginx", path="/usr/sbin:/usr/local/sbin:/usr/bin:/usr/local/bin")
AROUND = """
daemon off;
master_process off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 64; }}
http {{
  access_log off;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
{site}
}}
"""
TOKEN = re.compile(r"\s+|#[^\n]*|([{};])|([^\s{};]+)")


def read(config: str):
    """Directives of an nginx file: (words, those inside or None). Raises `ValueError`."""
    words, stack = [], [[]]
    at = 0
    while at < len(config):
        token = TOKEN.match(config, at)
        if token is None:
            raise ValueError(f"nothing is read at {at}")
        at = token.end()
        if token[2]:
            words.append(token[2])
        elif token[1] == "{":
            inside = []
            stack[-1].append((tuple(words), inside))
            stack.append(inside)
            words = []
        elif token[1]:
            if token[1] == "}" and (words or len(stack) == 1):
                raise ValueError(f"a brace closes too early at {at}")
            if token[1] == "}":
                stack.pop()
            else:
                stack[-1].append((tuple(words), None))
                words = []
    if words or len(stack) > 1:
        raise ValueError("something is left open")
    return stack[0]


CONTAINERS = Path(__file__).parents[2] / "containers"


def nginx_file(folder=FOLDER):
    return (folder / "nginx.conf").read_text(encoding="utf-8")


def test_the_file_is_whole_and_says_what_the_how_to_says():
    [(_, plain), (_, secure)] = read(nginx_file())
    by_path = {words[-1]: inside for words, inside in plain if words[0] == "location"}
    assert by_path == {
        "/api/": [(("return", "403"), None)],
        "/": [(("return", "301", f"{ADDRESS}$request_uri"), None)],
    }
    inside = dict(secure)
    assert {
        ("proxy_set_header", "Host", "$host"),
        ("proxy_set_header", "X-Forwarded-For", "$proxy_add_x_forwarded_for"),
        ("client_max_body_size", "11m"),
        ("client_header_timeout", "15s"),
    } <= inside.keys()
    live = dict(inside["location", "=", "/live"])
    assert {("proxy_buffering", "off"), ("proxy_read_timeout", "1h")} <= live.keys()


@pytest.mark.parametrize("broken", ["server { listen 80 }", "server { listen 80;", "listen 80; }"])
def test_control_a_broken_file_is_noticed(broken):
    with pytest.raises(ValueError, match=r"left open|too early"):
        read(broken)


@pytest.fixture
def behind(tmp_path):
    """Real pages on a port, told that they are behind a proxy on this machine."""
    settings = {"address": ADDRESS, "proxies": "127.0.0.1"}
    with site(tmp_path / "county", *LEAD_STORY, **settings) as made:
        Identity.of(made.house).choose_password("bank", RIGHT)
        made.house.views.fresh()
        place = bound("127.0.0.1", 0)
        with beside(made.app, place):
            yield place.getsockname()[1]


@contextmanager
def nginx(folder, pages, kept=FOLDER):
    """The ports on which the file that is kept there listens, before these pages: https, http."""
    assert NGINX
    certificate(folder)
    secure, plain = (free_port() for _ in range(2))
    config = nginx_file(kept).replace("listen 443 ssl", f"listen 127.0.0.1:{secure} ssl")
    config = config.replace("listen 80;", f"listen 127.0.0.1:{plain};")
    config = config.replace("/etc/ssl/duijie", f"{folder}/duijie").replace(":8000", f":{pages}")
    config = config.replace("web:", "127.0.0.1:")  # as a container's name is looked up
    file = folder / "nginx.conf"
    file.write_text(AROUND.format(folder=folder, site=config), encoding="utf-8")
    subprocess.run([NGINX, "-t", "-c", file], check=True, capture_output=True)
    process = subprocess.Popen([NGINX, "-c", file], stderr=subprocess.DEVNULL)
    try:
        with httpx.Client(transport=httpx.HTTPTransport(retries=12)) as client:
            client.get(f"http://127.0.0.1:{plain}/")  # tries until it listens
        yield secure, plain
    finally:
        process.terminate()
        process.wait(20)


def certificate(folder):
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, HOST)])
    now = datetime.now(UTC)
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name)
    made = made.public_key(key.public_key()).serial_number(x509.random_serial_number())
    made = made.not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
    pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    (folder / "duijie.pem").write_bytes(made.sign(key, hashes.SHA256()).public_bytes(pem))
    private = serialization.PrivateFormat.PKCS8
    (folder / "duijie.key").write_bytes(key.private_bytes(pem, private, plain))


def free_port():
    place = bound("127.0.0.1", 0)
    with place:
        return place.getsockname()[1]


def browser(port):
    """Who comes from elsewhere, and lies about it."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    transport = httpx.HTTPTransport(verify=context, local_address=ELSEWHERE, retries=3)
    headers = {"host": HOST, "x-forwarded-for": "203.0.113.9", "origin": ADDRESS}
    base = f"https://127.0.0.1:{port}"
    return httpx.Client(base_url=base, transport=transport, headers=headers, timeout=30)


@pytest.mark.slow
@pytest.mark.parametrize("kept", [FOLDER, CONTAINERS], ids=["how-to", "container"])
def test_behind_it_somebody_signs_in_and_hears_what_happens(tmp_path, behind, kept):
    if NGINX is None:
        assert read(nginx_file(kept))  # all that can be said here (see above)
        return
    with nginx(tmp_path, behind, kept) as (port, _), browser(port) as client:
        answer = client.post("/sign-in", data={"user": "bank", "password": RIGHT})
        [session] = [c for c in answer.headers.get_list("set-cookie") if "_session=" in c]
        assert session.startswith("__Host-docking_session=")
        assert session.endswith("; Secure")
        assert answer.headers["strict-transport-security"] == "max-age=31536000"
        cookies = "; ".join(f"{c.name}={c.value}" for c in client.cookies.jar)
        client.headers["cookie"] = cookies
        shown = text(client.get("/account").text)
        assert ("127.0.0.*" in shown, "203.0.113" in shown) == (True, False)
        with client.stream("GET", "/live") as live:
            assert live.headers["content-type"].startswith("text/event-stream")
            assert next(live.iter_bytes())  # at once, though it isn't over
        assert client.get("/sign-in", headers={"host": "evil.example"}).status_code == 421
        large = client.post("/sign-in", content=b"x" * 12 * 1024 * 1024)
        assert large.status_code == 413


@pytest.mark.slow
def test_by_http_a_page_is_sent_on_and_a_program_is_refused(tmp_path, behind):
    if NGINX is None:
        assert read(nginx_file())
        return
    with nginx(tmp_path, behind) as (_, plain):
        page = httpx.get(f"http://127.0.0.1:{plain}/needs?side=need")
        assert (page.status_code, page.headers["location"]) == (301, f"{ADDRESS}/needs?side=need")
        assert httpx.get(f"http://127.0.0.1:{plain}/api/v1/leads").status_code == 403
