"""The first county: from an empty folder to a bank that dials the number, by files and pages alone.

An administrator, the office, factories' clerks on a phone, a bank, an agency: each in a window of
their own, at `docking up --empty`. The three tests share one county; each tells how many pages and
seconds its parts took (`pytest -s`).
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from time import monotonic

import openpyxl
import pytest

from tests.browser import DESK, PHONE, browser
from tests.programs import heard, running
from tests.services.killable import eventually

pytestmark = pytest.mark.slow

DOCKING = Path(sys.executable).with_name("docking")
FIRST_ROW = 4  # of a template, behind the headings, the hidden row of keys and the example
OFFICE = {"DOCKING_OFFICE_NAME": "襄城县助企办", "DOCKING_OFFICE_PHONE": "0374-3560000"}
PARTIES = (  # as the office's own list has them
    ("e1", "襄城县丰禾粉业有限公司", "企业", "襄城县", "农副食品加工业", "刘芳", "13703740001"),
    ("e2", "襄城县恒立机械厂", "企业", "襄城县", "通用设备制造业", "王强", "13703740002"),
    ("e3", "襄城县大地薯业合作社", "企业", "襄城县", "农副食品加工业", "孙丽", "13703740003"),
    ("b1", "襄城县惠农银行", "银行", "襄城县", None, "陈行长", "0374-3561111"),
    ("a1", "襄城县同心人力公司", "人力资源机构", "襄城县", None, "周经理", "0374-3562222"),
)
LOAN = {
    "party": "b1",
    "title": "小微企业流动资金贷款",
    "text": "面向本县小微企业，信用方式，最高500万元，期限一年，用于买原料周转。",
    "regions": "襄城县",
    "amount_min_fen": "10万元",
    "amount_max_fen": "500万元",
    "tenor_min_days": "30天",
    "tenor_max_days": "1年",
    "purposes": "流动资金、原料采购",
    "collateral_kinds": "信用",
    "rate_from_bp": "3.85%",
}
WORKERS = {
    "party": "a1",
    "title": "可提供普工30人",
    "text": "现有普工30人，包吃住的厂都愿意去，随时到岗。",
    "regions": "襄城县",
    "occupation": "普工",
    "headcount": "30",
    "wage_from_fen": "4300元",
    "shifts": "白班、两班倒",
    "housing_needed": "是",
}
PASSWORD = "厂里文员记住的长密码"
STARCH = {
    "party": "e3",
    "title": "供应红薯淀粉",
    "text": "自产红薯淀粉，袋装，现货50吨，可送货。",
    "regions": "襄城县",
    "product_name": "红薯淀粉",
    "quantity": "50",
    "unit": "吨",
    "unit_price_fen": "6800元",
    "origin": "襄城县",
    "deliver_from": "2026-11-01",
}


class Person:
    """Somebody at a window of the site, who reads and presses what is there. `pages` are those that
    were opened so far."""

    def __init__(self, county, *, size=DESK, scripts=True):
        self.url, self.pages = county.url, 0
        county.people.append(self)
        context = county.browser.new_context(
            viewport=size, locale="zh-CN", java_script_enabled=scripts
        )
        self.page = context.new_page()
        self.page.set_default_timeout(60_000)
        self.page.on("domcontentloaded", self._opened)

    def _opened(self, _page):
        self.pages += 1

    def go(self, path):
        self.page.goto(self.url + path)

    def press(self, label, form=""):
        """The button of this name; of the form that goes to such an address, where there is one."""
        place = f"main form[action$='{form}'] " if form else "main "
        with self.page.expect_navigation():
            self.page.locator(f"{place}button", has_text=label).first.click()

    def open(self, text):
        with self.page.expect_navigation():
            self.page.locator("main a", has_text=text).first.click()

    def opens_task(self, words):
        """What waits on one's home page and says so; it may have to come yet."""

        def waits():
            self.go("/")
            return words in "".join(self.page.locator("#tasks").all_inner_texts())

        eventually(waits)
        with self.page.expect_navigation():
            self.page.locator("#tasks li", has_text=words).locator("a").first.click()

    def write(self, form="", **fields):
        place = f"main form[action$='{form}'] " if form else "main "
        for name, value in fields.items():
            self.page.fill(f"{place}[name={name}]", value)

    def reads(self):
        return self.page.inner_text("main")

    def waits_for(self, path, text):
        """Look at a page again until it says this."""

        def said():
            self.go(path)
            return text in self.reads()

        eventually(said)

    def comes_in(self, code, *, name, phone, password):
        """By a slip, as its paper says."""
        self.go(f"/activate?code={code}")
        if self.page.query_selector("main [name=name]"):
            self.write(name=name, phone=phone)
        self.write(password=password, again=password)
        self.press("登录")


class County:
    """A site over an empty folder, with its first administrator."""

    def __init__(self, url, browser, folder, password):
        self.url, self.browser, self.folder, self.password = url, browser, folder, password
        self.codes, self.people = {}, []
        self.watch = Watch(self.people)
        self.bank = self.agency = self.seller = None

    def template(self, office, name, sheet, rows):
        """The office's own list, copied into the form that its page offers."""
        file = self.folder / f"{name}.xlsx"
        file.write_bytes(office.page.request.get(f"{self.url}/import/forms/{name}").body())
        book = openpyxl.load_workbook(file)
        keys = {
            str(cell.value).rpartition(".")[2]: cell.column
            for line in book[sheet].iter_rows(max_row=4)
            for cell in line
            if isinstance(cell.value, str) and cell.value.isascii()
        }
        for number, row in enumerate(rows, start=FIRST_ROW):
            for key, value in row.items():
                book[sheet].cell(number, keys[key], value)
        book.save(file)
        return file

    def take(self, office, name, sheet, *rows):
        file = self.template(office, name, sheet, rows)
        office.go("/import")
        office.page.set_input_files("main [name=file]", file)
        with office.page.expect_navigation():
            office.page.click("main form button")
        with office.page.expect_navigation():
            office.page.click("main button[value=take]")


@pytest.fixture(scope="module")
def county(tmp_path_factory):
    """Administrator → office → lists by file → slips → the bank, the agency and a seller are in."""
    folder = tmp_path_factory.mktemp("county")
    program = [DOCKING, "--data", folder / "data"]
    words = [*program, "user", "add", "guan", "--role", "admin", "--name", "管一"]
    said = subprocess.run(words, capture_output=True, text=True, check=True).stdout
    [password] = re.findall(r"首次登录密码：(\S+)", said)
    options = {"stdout": subprocess.PIPE, "env": os.environ | OFFICE}
    with running(*program, "up", "--empty", "--port", "0", **options) as site, browser() as made:
        [url] = re.findall(r"(http://[^/]+)/\n", heard(site, "已启动"))
        county = County(url, made, folder, password)
        _opened_by_the_office(county)
        county.watch.tell("administrator, office, lists by file, slips, three receivers come in")
        yield county


def _opened_by_the_office(county):
    administrator = Person(county)
    administrator.go("/sign-in")
    administrator.write(user="guan", password=county.password)
    administrator.press("登录")
    administrator.write(
        old=county.password, new="县里的管理员要记住它", again="县里的管理员要记住它"
    )
    administrator.press("更改")
    administrator.open("给助企办的同志开账号")
    administrator.write(id="zhao", name="赵办")
    administrator.page.select_option("main [name=role]", label="助企办")
    administrator.press("保存")
    administrator.press("打印激活条")
    office = Person(county)
    code = administrator.page.inner_text(".slip .code")
    office.comes_in(code, name="", phone="", password="助企办的密码要长一点")
    assert "从这里开始" in office.reads()
    keys = ("id", "title", "roles", "region", "industry", "contact", "phone")
    county.take(office, "party", "单位", *(dict(zip(keys, row, strict=True)) for row in PARTIES))
    for track, offering in (("bank", LOAN), ("labor", WORKERS), ("sales", STARCH)):
        county.take(office, track, "供给", offering)
    office.go("/postings")
    assert "共 3 条" in office.reads()
    office.go("/accounts")
    office.press("打印全部没有账号的")
    for slip in office.page.query_selector_all(".slip"):
        name = slip.query_selector("h2").inner_text()
        county.codes[name] = slip.query_selector(".code").inner_text()
    assert county.codes.keys() == {row[1] for row in PARTIES}
    county.office = office
    receivers = {"bank": PARTIES[3], "agency": PARTIES[4], "seller": PARTIES[2]}
    for number, (who, row) in enumerate(receivers.items()):
        person = Person(county)
        phone = f"1370000000{number}"
        person.comes_in(
            county.codes[row[1]], name=row[5], phone=phone, password="各单位自己记住的长密码"
        )
        setattr(county, who, person)


def clerk_of(county, row, **window):
    """A factory's clerk on a phone, who comes in by the slip, and with the password another day."""
    clerk = Person(county, size=PHONE, **window)
    code = county.codes.pop(row[1], None)
    if code:
        clerk.comes_in(code, name=row[5], phone=row[6], password=PASSWORD)
    else:
        clerk.go("/sign-in")
        clerk.write(user=row[6], password=PASSWORD)
        clerk.press("登录")
    return clerk


def publish(clerk, track, text):
    """A sentence or two; what is read from them is confirmed by going on. Its address."""
    clerk.go(f"/publish/need/{track}")
    clerk.write(text=text)
    clerk.press("下一步")
    clerk.press("下一步")
    assert "核对" in clerk.page.title() or clerk.page.url.endswith("/review"), clerk.reads()
    clerk.press("发布")
    return clerk.page.url.removeprefix(clerk.url)


def agree(clerk, receiver, address, partner):
    """Both are willing, and the enterprise lets the receiver have its name and number."""
    clerk.waits_for(address, partner)
    clerk.open(clerk.page.inner_text("main article a"))
    reason = clerk.reads()
    clerk.press("愿意对接")
    receiver.opens_task("对方愿意对接")
    receiver.press("愿意对接")
    clerk.opens_task("决定是否授权")
    clerk.press("同意授权")
    return reason


def lead(receiver, clerk_row):
    """The lead's page, where the number stands to be dialled."""
    receiver.waits_for("/leads", clerk_row[1])
    receiver.page.locator("tbody tr", has_text=clerk_row[1]).locator("a").first.click()
    receiver.page.wait_for_url("**/leads/*")
    dial = receiver.page.locator("main a[href^='tel:']").first.get_attribute("href")
    assert (clerk_row[5] in receiver.reads(), dial) == (True, f"tel:{clerk_row[6]}")


class Watch:
    """Pages and seconds of each part."""

    def __init__(self, people):
        self.people, self.begun, self.seen = people, monotonic(), 0

    def begin(self):
        self.begun, self.seen = monotonic(), self.pages()

    def pages(self):
        return sum(person.pages for person in self.people)

    def tell(self, part):
        pages, seconds = self.pages() - self.seen, monotonic() - self.begun
        print(f"{part}: {pages} pages, {seconds:.1f} s")  # noqa: T201 (to be read with -s)
        self.begin()


@pytest.mark.parametrize(("row", "scripts"), [(PARTIES[0], True), (PARTIES[1], False)])
def test_a_bank_dials_the_number_and_the_money_comes(county, row, scripts):
    bank, watch = county.bank, county.watch
    watch.begin()
    clerk = clerk_of(county, row, scripts=scripts)
    watch.tell("the clerk comes in by the slip")
    address = publish(clerk, "bank", "想贷300万买原料，一年期。没有抵押，12月底前要。")
    watch.tell("a need in two sentences")
    reason = agree(clerk, bank, address, "惠农银行")
    assert "内容相近" in reason
    watch.tell("partner, reason, consent")
    lead(bank, row)
    bank.press("确认收到")
    bank.press("联系企业", "/contact")
    watch.tell("the bank sees the number and calls")

    bank.write("/sign_intent", amount_fen="3000万")
    bank.press("签订意向", "/sign_intent")
    assert "这个金额对吗？" in bank.reads()  # one zero too many
    assert "您填的是它的 10倍" in bank.reads()
    bank.write("/sign_intent", amount_fen="300万")
    bank.press("签订意向", "/sign_intent")
    bank.write("/approve", amount_fen="300万", rate_bp="3.85", tenor_days="1年")
    bank.press("授信", "/approve")
    bank.write("/disburse", amount_fen="300万", voucher=f"HN-{row[0]}")
    bank.press("放款", "/disburse")
    watch.tell("intent corrected, approved, disbursed")

    clerk.opens_task("到账了吗，请确认")
    clerk.press("已到账")
    assert "企业已确认到账" in clerk.reads()
    watch.tell("the enterprise says that it came")


def test_an_agency_calls_the_factory_that_hires(county):
    row = PARTIES[1]
    clerk = clerk_of(county, row)
    address = publish(clerk, "labor", "招20个普工，月薪4500到6000，包吃住。")
    clerk.waits_for(address, "写明“班制”，可与 1 家比较")
    clerk.open("去填写")
    clerk.page.select_option("main [name=shift]", label="两班倒")
    clerk.press("保存修改")
    agree(clerk, county.agency, address, "同心人力公司")
    lead(county.agency, row)


def test_a_seller_calls_the_factory_that_buys(county):
    row = PARTIES[0]
    clerk = clerk_of(county, row)
    address = publish(clerk, "sales", "要买10吨红薯淀粉，做粉条用，年底前送到。")
    agree(clerk, county.seller, address, "大地薯业合作社")
    lead(county.seller, row)


def test_the_figures_of_the_county_are_right(county):
    """After the loans of both: 300 + 300."""
    county.office.waits_for("/", "600万元")
    figures = county.office.page.locator("ul.figures li").all_inner_texts()
    assert [re.sub(r"\s+", " ", figure).strip() for figure in figures[:3]] == [
        "线索意向金额 600万元",
        "线索授信 600万元",
        "线索放款 600万元",
    ]
