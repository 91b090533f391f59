"""In a real browser: a list that nobody has seen before, of 400 needs of 400 enterprises."""

from __future__ import annotations

import pytest

from domain.parties.party import PartyRegistered
from services.identity.signin import Identity
from services.web.request import SESSION
from services.web.server import beside, bound
from tests.browser import DESK, browser
from tests.examples import FACTORY
from tests.web.postings.test_import import workbook
from tests.web.sites import site

pytestmark = pytest.mark.slow

MANY, MOST_CLICKS = 400, 12
HEADINGS = ["序号", "企业名称", "缺口", "资金用途", "拟用期限"]


class Clerk:
    """Somebody at a browser whose clicks and choices are counted."""

    def __init__(self, page):
        self.page, self.clicks = page, 0

    def choose(self, label, title):
        self.clicks += 1
        self.page.get_by_label(label).select_option(label=title)

    def press(self, button):
        self.clicks += 1
        with self.page.expect_navigation():
            self.page.click(f"main button >> text={button}")

    def drop(self, file):
        self.clicks += 1
        self.page.set_input_files("main [name=file]", file)


def register(made):
    """As many enterprises as the list has rows; their names."""
    titles = [f"襄城县第{n}机械配件有限公司" for n in range(MANY)]
    made.tell(
        *(
            (
                f"party-x{n:03}",
                PartyRegistered(profile=FACTORY.model_copy(update={"title": title, "uscc": None})),
            )
            for n, title in enumerate(titles)
        )
    )
    return titles


def test_an_unknown_list_of_400_rows_takes_at_most_twelve_clicks(tmp_path):
    with site(tmp_path / "site") as made, browser() as chromium:
        rows = [
            [n, title, 50 + n, "流动资金", 12] for n, title in enumerate(register(made), start=1)
        ]
        file = tmp_path / "摸底台账.xlsx"
        file.write_bytes(workbook(*rows, headings=HEADINGS, name="Sheet1"))
        place = bound("127.0.0.1", 0)
        url = f"http://127.0.0.1:{place.getsockname()[1]}"
        with beside(made.app, place):
            context = chromium.new_context(viewport=DESK, locale="zh-CN")
            token = Identity.of(made.house).begin("organizer", "test")
            context.add_cookies([{"name": SESSION, "value": token, "url": url}])
            clerk = Clerk(context.new_page())
            clerk.page.goto(f"{url}/import")
            clerk.drop(file)
            clerk.press("看怎样导入")
            if "请选是哪一种表" in clerk.page.inner_text("main"):
                clerk.choose("Sheet1 当作", "政银企对接需求")
                clerk.press("重新核对")
            clerk.choose("缺口 读作", "融资金额")
            clerk.choose("拟用期限 读作", "期限")
            clerk.press("重新核对")
            clerk.choose("缺口 单位", "万元")
            clerk.choose("拟用期限 单位", "个月")
            clerk.press("重新核对")
            clerk.press(f"导入 {MANY} 行")
            assert clerk.page.inner_text("main .counts").split() == [
                *("新增", str(MANY), "更新", "0", "未变", "0", "未导入", "0")
            ]
        assert clerk.clicks <= MOST_CLICKS
        rows = made.house.views.market.postings(track="bank", side="need", party="x000")
        assert [row.content.terms.amount_fen for row in rows] == [51_000_000]
