"""In a real browser, on a phone and at a desk: from a need to the money, and every page looked at.

The house follows the log beside the pages, as `docking up` does.
"""

from __future__ import annotations

from threading import Event, Thread
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe

from services.automation.runner import run
from services.identity.signin import Identity
from services.web.request import SESSION
from services.web.server import beside, bound
from tests.browser import DESK, PHONE, browser
from tests.leads import LEAD
from tests.web.postings.test_publishing import NEED
from tests.web.sites import LEAD_STORY, site


@pytest.fixture(scope="module")
def chromium():
    with browser() as made:
        yield made


class Running:
    """A site with its address, and somebody at a browser."""

    def __init__(self, made, url, chromium):
        self.made, self.url, self.chromium = made, url, chromium
        self.asked: set[str] = set()
        self.troubles: list[str] = []

    def at(self, who, size=DESK, **more):
        context = self.chromium.new_context(viewport=size, locale="zh-CN", **more)
        token = Identity.of(self.made.house).begin(who, "test")
        context.add_cookies([{"name": SESSION, "value": token, "url": self.url}])
        page = context.new_page()
        page.on("request", lambda request: self.asked.add(urlsplit(request.url).netloc))
        page.on("pageerror", lambda error: self.troubles.append(str(error)))
        page.on(
            "console",
            lambda said: said.type == "error" and self.troubles.append(said.text),
        )
        return page


class Stop(BaseException):
    """Ends the thread that follows the log."""


@pytest.fixture
def running(tmp_path, chromium):
    with site(tmp_path, *LEAD_STORY) as made:
        over = Event()

        def say(_):
            pass

        def follow():
            try:
                run(made.house, once=False, say=say, streams=Watch(over))
            except Stop:
                return

        place = bound("127.0.0.1", 0)
        url = f"http://127.0.0.1:{place.getsockname()[1]}"
        thread = Thread(target=follow)
        thread.start()
        try:
            with beside(made.app, place):
                yield Running(made, url, chromium)
        finally:
            over.set()
            thread.join()


class Watch:
    """Stands where the streams would: asked once a round, it ends the rounds when it is over."""

    def __init__(self, over):
        self.over = over

    def pass_on(self):
        if self.over.is_set():
            raise Stop


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_from_a_need_to_the_money(running, scripts):
    more = {"java_script_enabled": scripts}
    owner = running.at("enterprise", PHONE, **more)
    owner.goto(f"{running.url}/publish/need/bank")
    owner.fill("#title", NEED["title"])
    owner.fill("#text", NEED["text"])
    owner.click("button[value=next]")
    owner.fill("#amount_fen", "200")
    if scripts:
        assert owner.inner_text("output[for=amount_fen]") == "= 2,000,000.00 元"
    owner.fill("#tenor_days", "180天")
    owner.fill("#regions", "襄城县")
    owner.click("button[value=next]")
    owner.click("button[value=publish]")
    while "转贷周转贷" not in owner.inner_text("main"):
        owner.wait_for_selector("text=转贷周转贷", timeout=60_000) if scripts else owner.reload()
    owner.click("main .pair a")
    assert owner.locator("mark").count() > 0
    shown = owner.url
    owner.click("main button >> text=愿意对接")
    bank = running.at("bank", **more)
    bank.goto(shown)
    assert NEED["title"] not in bank.inner_text("main")
    bank.click("main button >> text=愿意对接")
    owner.goto(shown)
    owner.click("text=查看授权书")
    owner.uncheck("text=联系人姓名与电话")
    if scripts:
        owner.wait_for_selector("text=没有勾选联系人")
    owner.check("text=联系人姓名与电话")
    if scripts:
        owner.wait_for_selector("text=没有勾选联系人", state="detached")
    owner.click("text=我已阅读，同意授权")
    bank.goto(f"{running.url}/leads")
    while bank.locator("tbody tr").count() < 2:
        bank.reload()
    bank.goto(shown.replace("/proposals/", "/leads/"))
    assert NEED["title"] in bank.inner_text("main")
    for step, fields in (
        ("acknowledge", {}),
        ("contact", {}),
        ("sign_intent", {"amount_fen": "200"}),
        ("approve", {"amount_fen": "180"}),
        ("disburse", {"amount_fen": "100", "voucher": "JJ-1"}),
    ):
        form = f"#steps form[action$='/{step}']"
        for name, value in fields.items():
            bank.fill(f"{form} [name={name}]", value)
        with bank.expect_navigation():
            bank.click(f"{form} button")
    assert "放款 100万元" in bank.inner_text("#money")
    office = running.at("organizer", **more)
    office.goto(running.url)
    assert office.inner_text('a[href="/figures/landed/bank"]') == "1"
    assert running.asked == {urlsplit(running.url).netloc}
    assert running.troubles == []


def reach(page, selector, most=150):
    """Press Tab until the focus is on what the selector says, and is to be seen."""
    there = page.locator(selector).first
    for _ in range(most):
        page.keyboard.press("Tab")
        if there.evaluate("element => element === document.activeElement"):
            style = there.evaluate("element => getComputedStyle(element).outlineStyle")
            assert style != "none", f"nobody sees that {selector} has the focus"
            return
    raise AssertionError(f"{most} times Tab, and never at {selector}")


def press(page, selector):
    """Go there by keys, press Enter, and wait for the page that follows."""
    reach(page, selector)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def write(page, selector, text):
    reach(page, selector)
    page.keyboard.type(text)


def test_back_and_a_lost_session_lose_nothing_that_was_written(running):
    page = running.at("enterprise", PHONE, java_script_enabled=False)
    page.goto(f"{running.url}/publish/need/bank")
    page.fill("#text", NEED["text"])
    page.click("button[value=next]")
    page.fill("#amount_fen", "200")
    page.click("button[value=next]")
    page.wait_for_selector("button[value=publish]")  # it is there before somebody leaves it
    page.go_back()
    assert page.input_value("#amount_fen") == "200"
    page.go_back()
    assert page.input_value("#text") == NEED["text"]
    page.context.clear_cookies()
    page.click("button[value=next]")
    assert "您填写的内容没有丢" in page.inner_text("main")


def test_an_enterprise_publishes_answers_and_withdraws_by_keys_alone(running):
    page = running.at("enterprise")
    page.goto(running.url)
    press(page, 'main a[href="/publish"]')
    press(page, 'main a[href="/publish/need/bank"]')
    write(page, "#text", NEED["text"])
    write(page, "#title", NEED["title"])
    press(page, "button[value=next]")
    write(page, "#amount_fen", "200")
    write(page, "#tenor_days", "180天")
    press(page, "button[value=next]")
    press(page, "button[value=publish]")
    page.wait_for_selector("main .pair a", timeout=60_000)
    press(page, "main .pair a")
    press(page, "main button:text('愿意对接')")
    assert "您已愿意对接" in page.inner_text("main")
    page.goto(f"{running.url}/postings/need/n1")
    press(page, "main >> text=撤回")
    reach(page, "main form select")
    page.keyboard.press("ArrowDown")
    press(page, "main form button")
    assert "已撤回" in page.inner_text("main")
    assert running.troubles == []


def test_a_bank_answers_and_the_office_finds_by_keys_alone(running):
    page = running.at("bank")
    page.goto(running.url)
    press(page, 'nav.side a[href="/leads"]')
    press(page, f'tbody a[href="/leads/{LEAD}"]')
    press(page, "#steps form button:text('确认收到')")
    assert running.made.house.views.leads.one(LEAD).status == "acknowledged"
    reach(page, "details.account summary")
    page.keyboard.press("Enter")
    press(page, "details.account a:text('大字号')")
    assert page.locator("html.large").count() == 1
    office = running.at("organizer")
    office.goto(running.url)
    write(office, "form.find input[name=text]", "转贷周转贷")
    with office.expect_navigation():
        office.keyboard.press("Enter")
    press(office, 'main a[href="/postings/offering/o1"]')
    assert "转贷周转贷" in office.inner_text("h1")
    assert running.troubles == []


AXE = Axe().axe_script
NARROW = {"width": 320, "height": 640}
PAGES = {
    "enterprise": (
        *("/", "/postings", "/postings/need/n1", "/postings/need/n1/withdraw", "/publish"),
        *("/publish/need/labor", "/proposals", f"/proposals/{LEAD}", f"/proposals/{LEAD}/decline"),
        *("/consents", "/consents/n1/b01", "/leads", f"/leads/{LEAD}", "/password", "/nothing"),
        *("/?as_of=2026-03-01", "/keys", "/sessions", "/sessions/s1"),
    ),
    "bank": (
        *("/", "/leads", f"/leads/{LEAD}", f"/leads/{LEAD}/reject", f"/proposals/{LEAD}", "/keys"),
        *("/channel", "/reference", "/bench/o1", "/performance"),
    ),
    "organizer": (
        *("/", "/figures/lead/bank", "/postings", f"/proposals/{LEAD}", "/parameters", "/parties"),
        *("/parties/e001", "/unmatched", "/unmatched?track=bank", "/unmatched/n1", "/lexicon"),
        *("/import", "/search?text=hf", "/bench/o1", "/sessions", "/sessions/new", "/sessions/s1"),
        *("/sessions/s1/invites", "/sessions/s1/meetings", "/sessions/s1/versions", "/report"),
        *("/sessions/s1/print/signing", "/sessions/s1/print/badges", "/report/sessions_held"),
        *("/screen", "/follow_ups", "/results", "/results/new", "/report/period"),
    ),
    "admin": (
        *("/users", "/users/new", "/users/bank", "/parameters", "/health", "/dead", "/log"),
        *("/log/3", "/users/nobody", "/parties/e001/merge", "/design"),
    ),
}


@pytest.mark.parametrize("who", PAGES)
def test_a_page_is_accessible_and_fits(running, who):
    page = running.at(who)
    wrong = {}
    for path in PAGES[who]:
        page.goto(running.url + path)
        for size, colours in ((DESK, "light"), (PHONE, "dark")):
            page.set_viewport_size(size)
            page.emulate_media(color_scheme=colours, reduced_motion="reduce")
            found = [f"{v['id']}: {v['nodes'][0]['html'][:120]}" for v in violations(page)]
            if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                found.append("wider than the screen")
            if found:
                wrong[path, size["width"]] = found
        page.set_viewport_size(NARROW)
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            wrong[path, 320] = ["wider than the screen"]
    assert wrong == {}
    assert running.asked == {urlsplit(running.url).netloc}
    assert [t for t in running.troubles if "404" not in t] == []


def test_control_a_page_with_a_fault_is_found_out(running):
    page = running.at("bank")
    page.goto(f"{running.url}/leads")
    assert violations(page) == []
    page.evaluate("document.querySelector('h1').innerHTML = '<img src=x>'")
    assert {v["id"] for v in violations(page)} == {"empty-heading", "image-alt"}


def violations(page):
    """What axe finds wrong on the page; the much that is in order stays there."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    return page.evaluate("axe.run({resultTypes: ['violations']}).then(all => all.violations)")
