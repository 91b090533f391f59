"""Why two are proposed, for people: what is in the way first, nothing that nobody stated."""

from __future__ import annotations

from projections.matching.plain_reasons import PlainReason, plain_reasons


def facet(title, verdict, need, offering):
    return {"title": title, "verdict": verdict, "need": need, "offering": offering}


def term(label, kind="phrase"):
    return {"label": label, "kind": kind}


def test_what_is_alike_comes_first_then_what_is_in_the_way_then_what_holds():
    reasons = plain_reasons(
        [term("转贷"), term("周转"), term("转贷", "concept"), term("资", "rest")],
        [facet("期限", "pass", "180天", "365天"), facet("金额", "fail", "300万元", "50万元")],
    )
    assert reasons == [
        PlainReason("pass", "内容相近", words="转贷、周转"),
        PlainReason("fail", "金额", need="300万元", offering="50万元"),
        PlainReason("pass", "期限", need="180天", offering="365天"),
    ]


def test_what_neither_side_states_is_left_out_and_what_one_states_is_said():
    reasons = plain_reasons(
        [], [facet("利率", "pass", "未填", "不限"), facet("担保", "unknown", "未填", "抵押")]
    )
    assert reasons == [PlainReason("unknown", "担保", offering="抵押")]
    assert reasons[0].sentence == "需求方 未说明 · 供给方 抵押"


def test_what_one_side_leaves_open_is_not_said_to_match_and_comes_last():
    reasons = plain_reasons(
        [],
        [
            facet("地区", "pass", "襄城县", "不限"),
            facet("利率", "pass", "4.5%", "4.35%"),
            facet("担保", "unknown", "未填", "抵押"),
        ],
    )
    assert reasons == [
        PlainReason("pass", "利率", need="4.5%", offering="4.35%"),
        PlainReason("unknown", "担保", offering="抵押"),
        PlainReason("open", "地区", need="襄城县"),
    ]


def test_a_figure_a_little_beyond_its_bound_is_to_be_talked_about_and_not_met():
    wage = facet("月工资", "pass", "至多5000元", "至少5500元") | {"beyond": True}
    [reason] = plain_reasons([], [wage])
    assert reason == PlainReason("near", "月工资", need="至多5000元", offering="至少5500元")
    assert reason.sentence == "需求方 至多5000元 · 供给方 至少5500元，略有超出，可以商谈"


def test_a_policy_that_states_no_condition_is_met_by_nobody_yet():
    [reason] = plain_reasons([], [facet("申报条件", "pass", "—", "不限")])
    assert reason == PlainReason("unknown", "申报条件")
    assert reason.sentence == "没有写明，请看正文或向发布单位咨询"
