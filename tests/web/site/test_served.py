"""What is served, and how: methods, origins, kinds of answers, and what isn't there."""

from __future__ import annotations

import pytest

from services.web.security import HEADERS, POLICY

STRANGER = {"origin": "https://evil.test", "access-control-request-method": "POST"}
OPEN_TO_ALL = ("/sign-in", "/static/docking.js", "/api/v1/openapi.json", "/nothing", "/api/v1/me")


@pytest.mark.parametrize("path", OPEN_TO_ALL)
def test_no_other_origin_is_let_in(plain, path):
    for method in ("GET", "OPTIONS"):
        headers = plain.client().request(method, path, headers=STRANGER).headers
        assert [name for name in headers if name.startswith("access-control-")] == []


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/sign-in", "text/html; charset=utf-8"),
        ("/nothing", "text/html; charset=utf-8"),
        ("/static/docking.js", "text/javascript; charset=utf-8"),
        ("/static/docking.css", "text/css; charset=utf-8"),
        ("/static/docking.svg", "image/svg+xml"),
        ("/api/v1/openapi.json", "application/json"),
        ("/api/v1/me", "application/problem+json"),
    ],
)
def test_an_answer_says_what_it_is(plain, path, kind):
    assert plain.client().get(path).headers["content-type"] == kind


@pytest.mark.parametrize("path", ["/", "/sign-in", "/ready", "/static/docking.css", "/nothing"])
def test_who_asks_for_the_head_is_answered_as_for_the_page_without_its_body(plain, path):
    page = plain.client().get(path, follow_redirects=False)
    head = plain.client().head(path, follow_redirects=False)
    assert (head.status_code, head.content) == (page.status_code, b"")
    kinds = [answer.headers.get("content-type") for answer in (head, page)]
    assert kinds[0] == kinds[1]


@pytest.mark.parametrize("path", ["/live", "/api/v1/me"])
def test_what_goes_on_and_what_programs_ask_have_no_head(plain, path):
    assert plain.client().head(path).status_code == 405


def test_a_page_loads_nothing_from_elsewhere_and_is_in_no_frame(plain):
    headers = plain.client().get("/sign-in").headers
    assert {name: headers[name] for name in HEADERS} == HEADERS
    assert {"default-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"} <= set(
        POLICY.split("; ")
    )


@pytest.mark.parametrize(
    "path",
    [
        *(
            "/static/",
            "/vendor/",
            "/static/templates",
            "/static/..%2fapp.py",
            "/vendor/..%2fapp.py",
        ),
        *("/.git/config", "/.env", "/docs", "/redoc", "/openapi.json", "/metrics", "/debug"),
    ],
)
def test_what_is_not_ours_to_show_is_not_there(plain, path):
    assert plain.client().get(path).status_code == 404


@pytest.mark.parametrize("path", ["/", "/sign-in", "/static/docking.js", "/api/v1/me"])
def test_trace_is_no_method_of_ours(plain, path):
    assert plain.client().request("TRACE", path).status_code == 405


@pytest.mark.parametrize("path", ["/", "/leads", "/postings", "/parties", "/sessions", "/notices"])
def test_a_page_is_kept_nowhere(led, path):
    page = led.client("bank").get(path)
    assert (page.status_code, page.headers["cache-control"]) == (200, "no-store")


@pytest.mark.parametrize("path", ["/", "/leads", "/postings", "/parties", "/sessions", "/notices"])
def test_a_page_has_a_way_out(led, path):
    assert 'action="/sign-out"' in led.client("bank").get(path).text
