"""What is being written is a draft: it survives the way back, a second window, a lost session."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from domain.postings.offering import OfferingRevised
from services.identity.signin import Identity
from services.web.request import SESSION
from tests.examples import FACTORY
from tests.web.postings.test_publishing import NEED, PAGE
from tests.web.sites import as_filled, forms, text


def begin(client, page=PAGE, **fields):
    """The first step, left with these fields; the address of the next."""
    path = client.get(page).headers["location"]
    sent = as_filled(client.get(path).text, path) | fields | {"go": "next"}
    return path, client.post(path, data=sent).headers["location"]


def leave(client, path, **fields):
    return client.post(path, data=as_filled(client.get(path).text, path) | fields)


def test_a_draft_is_listed_for_its_writer_alone_gone_on_with_and_deleted(plain):
    client = plain.client("enterprise")
    first, _ = begin(client, text=NEED["text"], title=NEED["title"])
    shown = client.get("/postings").text
    assert NEED["title"] in text(shown)
    assert first in shown
    assert as_filled(client.get(first).text, first)["text"] == NEED["text"]
    for other in ("rival", "officer"):
        assert NEED["title"] not in text(plain.client(other).get("/postings").text)
        assert NEED["text"] not in plain.client(other).get(first).text
    [drop] = [f["action"] for f in forms(shown) if f["action"].endswith("/drop")]
    assert client.fill("/postings", drop).status_code == 303
    assert first not in client.get("/postings").text
    assert plain.house.views.market.posting("need", "n1").status == "published"


def test_a_draft_is_forgotten_after_thirty_days(plain):
    first, _ = begin(plain.client("enterprise"), text=NEED["text"])
    plain.moment += timedelta(days=29)
    assert first in plain.client("enterprise").get("/postings").text
    plain.moment += timedelta(days=2)
    assert first not in plain.client("enterprise").get("/postings").text


def test_a_step_says_what_is_wrong_when_it_is_left(plain):
    client = plain.client("enterprise")
    _, stays = begin(client, text="请打电话 13912345678 联系，想贷款买原料。")
    assert stays.endswith("/words?check=1")
    assert "请删去" in text(client.get(stays).text)
    _, path = begin(client, text=NEED["text"])
    assert path.endswith("/terms")
    stays = leave(client, path, purpose="转贷过桥", go="next").headers["location"]
    shown = client.get(stays).text
    assert "转贷过桥必须写明原贷款到期日和原贷款银行" in text(shown)
    assert 'existing_bank">原贷款银行 <abbr' in " ".join(shown.split())


def test_what_was_filled_in_at_a_lost_session_is_there_after_signing_in(plain):
    own = "另外-四个-词语-拼成"
    Identity.of(plain.house).choose_password("enterprise", own)
    client = plain.client("enterprise")
    path = client.get(PAGE).headers["location"]
    sent = as_filled(client.get(path).text, path) | {"text": NEED["text"], "go": "next"}
    client.cookies.delete(SESSION)
    asked = client.post(path, data=sent)
    assert asked.status_code == 401
    assert "您填写的内容没有丢" in text(asked.text)
    entered = as_filled(asked.text, "/sign-in") | {"user": "enterprise", "password": own}
    shown = client.post("/sign-in", data=entered)
    assert "接着办理" in text(shown.text)
    on = client.post(path, data=as_filled(shown.text, path)).headers["location"]
    assert on.endswith("/terms")
    assert as_filled(client.get(path).text, path)["text"] == NEED["text"]


def test_a_form_of_another_site_is_not_carried_through_the_sign_in(plain):
    answer = plain.client().post(
        PAGE + "/" + "0" * 20 + "/words", data={"text": "x"}, headers={"origin": "http://evil.test"}
    )
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in")


def test_published_twice_from_two_windows_it_stands_once(plain):
    client = plain.client("enterprise")
    _, path = begin(client, text=NEED["text"], title=NEED["title"])
    review = leave(client, path, go="next", amount_fen="200").headers["location"]
    windows = [as_filled(client.get(review).text, review) | {"go": "publish"} for _ in range(2)]
    answers = [client.post(review, data=window).headers["location"] for window in windows]
    rows = plain.house.views.market.postings(side="need", party="e001", status="published")
    [row] = [row for row in rows if row.id != "n1"]
    assert answers == [f"/proposals?side=need&id={row.id}", f"/postings/need/{row.id}"]
    assert client.get(review).headers["location"] == f"/postings/need/{row.id}"
    assert "/drop" not in client.get("/postings").text


def test_what_another_window_has_changed_is_looked_at_before_it_is_published(plain):
    client = plain.client("enterprise")
    words, path = begin(client, text=NEED["text"], title=NEED["title"])
    review = leave(client, path, go="next").headers["location"]
    looked_at = as_filled(client.get(review).text, review) | {"go": "publish"}
    leave(client, words, text="改成买两台数控车床，想分三年还。", go="next")
    answer = client.post(review, data=looked_at)
    assert answer.headers["location"] == review
    assert "改成买两台数控车床" in text(client.get(review).text)


def test_a_revision_is_a_draft_too_and_says_when_something_else_changed_meanwhile(plain):
    client, page = plain.client("enterprise"), "/postings/need/n1/edit"
    opened = as_filled(client.get(page).text, page)
    stays = client.post(page, data=opened | {"amount_fen": "很多"}).headers["location"]
    assert as_filled(client.get(stays).text, page)["amount_fen"] == "很多"
    other = plain.client("officer")
    assert other.post(page, data=as_filled(other.get(page).text, page) | {"tenor_days": "300天"})
    stays = client.post(page, data=opened | {"amount_fen": "280万元"}).headers["location"]
    again = client.get(stays).text
    assert "又有变动" in text(again)
    done = client.post(page, data=as_filled(again, page))
    assert done.headers["location"] == "/postings/need/n1"
    assert plain.house.views.market.posting("need", "n1").content.terms.amount_fen == 280_000_000


def test_who_has_named_whom_to_call_sees_it_before_publishing(plain):
    client = plain.client("enterprise")
    _, path = begin(client, text=NEED["text"])
    review = leave(client, path, go="next").headers["location"]
    shown = text(client.get(review).text)
    assert FACTORY.title in shown
    assert "您授权之后才提供给对接单位" in shown


def test_what_the_text_says_is_filled_in_with_its_words_and_confirmed_by_going_on(plain):
    client = plain.client("enterprise")
    text_ = "原料涨价，想贷120万，用八个月，没有抵押。"
    words, path = begin(client, text=text_)
    shown = client.get(path).text
    asked = as_filled(shown, path)
    assert (asked["amount_fen"], asked["tenor_days"]) == ("120万元", "240天")
    assert asked["collateral_kinds"] == ["信用"]
    assert "读自“120万”" in text(shown)
    leave(client, path, amount_fen="100", go="next")
    leave(client, words, text=text_.replace("八个月", "六个月"), go="next")
    asked = as_filled(client.get(path).text, path)
    assert (asked["amount_fen"], asked["tenor_days"]) == ("100", "180天")
    review = leave(client, path, go="next").headers["location"]
    shown = text(client.get(review).text)
    assert "原料涨价，想贷120万，用六个月，没有抵押" in shown
    assert "100万元" in shown


def test_beside_a_figure_that_is_only_roughly_meant_stands_how_it_was_read(plain):
    client = plain.client("enterprise")
    for written, said in (
        ("300万左右 一年 没有抵押", "读自“300万左右”：是约数，这里填的是 300万元，不对请改"),
        (
            "想贷不到300万，用一年",
            "读自“不到300万”：说的是最多这么多，这里填的是 300万元，不对请改",
        ),
        (
            "想贷300万出头，用一年",
            "读自“300万出头”：说的是至少这么多，这里填的是 300万元，不对请改",
        ),
    ):
        _, path = begin(client, text=written)
        shown = client.get(path).text
        assert as_filled(shown, path)["amount_fen"] == "300万元"
        assert said in text(shown)
        assert "读自“一年”，不对请改" in text(shown)  # control: it is exact


def test_a_sentence_is_enough_to_begin_where_its_track_is_clear(plain):
    client = plain.client("enterprise")
    clear = client.fill("/publish", "/publish", text="想贷120万买饲料，用一年")
    assert re.fullmatch(r"/publish/need/bank/[0-9a-f]{20}/terms", clear.headers["location"])
    unclear = client.fill("/publish", "/publish", text="老板让问一下").headers["location"]
    assert re.fullmatch(r"/publish\?draft=[0-9a-f]{20}", unclear)
    shown = client.get(unclear).text
    [labor] = re.findall(r'href="(/publish/need/labor/[0-9a-f]+/words)"', shown)
    assert as_filled(client.get(labor).text, labor)["text"] == "老板让问一下"


def test_a_figure_that_gave_no_field_is_named_until_the_fields_were_seen_to(plain):
    client = plain.client("enterprise")
    _, path = begin(client, text="想贷二三十万，用半年")
    assert "没有读出：“二三十万”，请自己填。" in text(client.get(path).text)
    leave(client, path, amount_fen="25", go="keep")
    assert "没有读出" not in text(client.get(path).text)


def test_a_figure_stays_named_on_the_other_side_while_no_field_there_has_taken_it(plain):
    client = plain.client("enterprise")
    page = "/publish/need/sales"
    _, path = begin(client, page, text="工装要三四千套，一套95块")
    leave(client, path, go="keep")
    other = path.replace("/need/", "/offering/")
    assert "没有读出：“三四千套”，请自己填。" in text(client.get(other).text)
    leave(client, other, quantity="3000", go="keep")
    assert "没有读出" not in text(client.get(other).text)


def test_what_was_read_for_one_side_is_read_anew_for_the_other(plain):
    client = plain.client("enterprise")
    _, path = begin(client, "/publish/need/sales", text="3000套工装想找单位买，一套95块")
    leave(client, path, quantity="", go="keep")
    other = path.replace("/need/", "/offering/")
    asked = as_filled(client.get(other).text, other)
    assert (asked["quantity"], asked["unit"], asked["unit_price_fen"]) == ("3000", "套", "95元")


def test_whoever_must_choose_a_kind_sees_the_likely_one_first(plain):
    client = plain.client("enterprise")
    unclear = client.fill("/publish", "/publish", text="要八十万，老板担保").headers["location"]
    shown = client.get(unclear).text
    assert "可能是这一类" in shown
    assert re.findall(r"/publish/(\w+/\w+)/[0-9a-f]+/words", shown)[0] == "need/bank"


@pytest.mark.parametrize(
    ("who", "written", "path"),
    [
        ("bank", "给小微企业的", "/publish/offering/bank"),
        (
            "department",
            "设备投资额不低于500万元，补10%，最高300万元，申报截止2027年3月31日",
            "/publish/offering/policy",
        ),
    ],
)
def test_who_may_publish_one_thing_only_or_says_it_clearly_is_not_asked_which(
    plain, who, written, path
):
    client = plain.client(who)
    sent = client.fill("/publish", "/publish", text=written)
    assert re.fullmatch(path + "/[0-9a-f]{20}/terms", sent.headers["location"])


def test_who_may_publish_one_thing_only_is_shown_no_choice(plain):
    assert 'href="/publish/offering/bank"' not in plain.client("bank").get("/publish").text
    assert 'href="/publish/need/bank"' in plain.client("enterprise").get("/publish").text


def test_one_long_sentence_has_a_short_title_and_stays_whole_below_it(plain):
    client, whole = plain.client("enterprise"), "想贷120万买饲料，用一年，没有抵押"
    path = client.fill("/publish", "/publish", text=whole).headers["location"]
    review = leave(client, path, go="next").headers["location"]
    shown = client.get(review).text
    assert "<h2>想贷120万买饲料</h2>" in shown
    assert f"想贷120万买饲料 {whole} 改标题和说明" in text(shown)
    words = review.replace("/review", "/words")
    assert as_filled(client.get(words).text, words)["title"] == "想贷120万买饲料"
    assert "不填就取说明的头一两句" in text(client.get(words).text)


def test_the_review_says_what_is_only_near_to_what_was_written(plain):
    client = plain.client("enterprise")
    _, path = begin(client, text="想贷300万左右，用一年，没有抵押")
    shown = text(client.get(leave(client, path, go="next").headers["location"]).text)
    assert "300万元 约数" in shown
    assert shown.count("约数") == 1


def test_a_single_wage_is_the_least_and_the_most_and_that_is_said(plain):
    client = plain.client("enterprise")
    for written, beside in (
        ("招6个车工，月薪5000", "只写了一个数，上限和下限都填成它"),
        ("招6个车工，月薪5000左右", "是约数，这里填的是 5000元"),
    ):
        _, path = begin(client, "/publish/need/labor", text=written)
        assert text(client.get(path).text).count(beside) == 2
    _, path = begin(client, "/publish/need/labor", text="招6个车工，月薪5000到7000")
    assert "只写了一个数" not in text(client.get(path).text)


def test_the_review_speaks_of_a_field_once(plain):
    """A loan for some purposes alone; then the amount keeps the bank away too."""
    row = plain.house.views.market.posting("offering", "o1")
    terms = row.content.terms.model_copy(update={"purposes": ("working_capital",)})
    narrow = row.content.model_copy(update={"terms": terms})
    plain.tell(("offering-o1", OfferingRevised(content=narrow)))
    client = plain.client("enterprise")
    _, path = begin(client, text="想贷50万，用一年，没有抵押。")
    for amount, open_ in (("50万", "有 1 家因此匹配不到"), ("3000万", "1 家的要求是")):
        review = leave(client, path, amount_fen=amount, go="next").headers["location"]
        shown = text(client.get(review).text)
        assert (shown.count("“用途”"), open_ in shown) == (1, True)
        assert "您这边是“未填”" not in shown


def test_the_review_names_what_is_left_open_also_where_it_shuts_out_nobody_by_now(plain):
    client = plain.client("enterprise")
    _, path = begin(client, text="想贷50万，用一年，没有抵押。")
    review = leave(client, path, regions="", go="next").headers["location"]
    shown = text(client.get(review).text)
    assert "没有写“用途”：现在没有单位因此匹配不到，以后对此有要求的单位会匹配不到" in shown
    review = leave(client, path, purpose="流动资金", go="next").headers["location"]
    assert "现在没有单位因此匹配不到" not in text(client.get(review).text)


def test_the_review_says_with_numbers_whom_a_missing_figure_shuts_out(plain):
    client = plain.client("enterprise")
    _, path = begin(client, text="设备坏了，想贷一笔周转。")
    assert "不写的话，有 1 家因此匹配不到" in text(client.get(path).text)
    review = leave(client, path, go="next").headers["location"]
    assert "没有写“融资金额”：有 1 家因此匹配不到" in text(client.get(review).text)
