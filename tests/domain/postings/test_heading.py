"""What a posting is called where its owner said nothing is short, and whole clauses of its text."""

from __future__ import annotations

import pytest

from domain.postings.reading.heading import LONGEST, heading


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("想贷120万买饲料，用一年，没有抵押", "想贷120万买饲料"),
        ("300万左右 一年 没有抵押", "300万左右 一年"),
        ("急用钱，年底到了手头紧，厂房能抵押", "急用钱，年底到了手头紧"),
        ("招人", "招人"),
        ("。。。", ""),
        (
            "襄城县测试食品机械有限公司需要流动资金贷款300万元用于购买原材料",
            "需要流动资金贷款300万元用于购买原材料",
        ),
        ("车间排产靠手工。想上 MES 系统", "车间排产靠手工"),
        ("想上 MES 系统管车间，预算50万", "想上 MES 系统管车间"),
        ("\n  买钢板！\n要10吨", "买钢板"),
        (
            "我们厂去年接了一批出口订单今年打算添两台五轴数控机床用来加工汽车零部件还要培训",
            "我们厂去年接了一批出口订单今年",
        ),
        (
            "面粉发黄的原因一直没有找到请专家到厂里来看一看再做一次全面的检测",
            "面粉发黄的原因一直没有找到请专家到厂里来看一看再",
        ),
        (
            "本厂自产的冷轧镀锌钢板长期大批量供应全国各地12000吨现货价格面议",
            "本厂自产的冷轧镀锌钢板长期大批量供应全国各地",
        ),
    ],
)
def test_a_title_is_the_first_clause_or_two(text, title):
    assert heading(text) == title
    assert len(title) <= LONGEST
