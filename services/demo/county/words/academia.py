"""Words of those who ask research for help, and of research."""

from __future__ import annotations

STAGES = {
    3: "原理验证",
    4: "实验室验证",
    5: "小试",
    6: "中试",
    7: "示范应用",
    8: "定型生产",
    9: "批量应用",
}

PROVEN = (
    "中试",
    "示范",
    "试点",
    "装置",
    "量产",
    "用过",
    "生产",
)  # a result of which this is said has left the laboratory

NEEDS = (
    "{who}{does}。{wants}，{试过换材料、调参数，效果不稳|请设备厂来过两回，没根治|自己摸索一年多，原因没找准}。{希望|想请高校院所帮忙，}{goal}{budget}{level}{coop}",
    "{技术难题|生产中碰到}：{wants}。{目标|想达到}：{goal}{budget}{coop}{level}{by}",
    "{wants}，{同行也没好办法|市面上的设备都试过}，{愿意提供现场和试验料|可以停半条线配合试验}。{指标是|要求}{goal}{coop}{budget}{by}",
    "{揭榜挂帅|张榜求解}：{wants}，{要求|考核指标为}{goal}{budget}，{分三期付款|验收后付尾款|首付三成}{by}{level}",
    "{who}{研发人员只有五六个|有省级研发中心但缺这方面的人|设备有、方法没有}，{wants}，{寻|想找}{懂这行的团队|对口专业的老师}{联合攻关|一起解决}：{goal}{budget}{coop}",
    "{does}。{眼下最头疼的是|这两年一直卡在}{wants}。{谁能做到：|要求是}{goal}，{优先合作|合适就签合同|设备款另算}{budget}{level}",
)

OFFERS = (
    "{has}。{stage}{patents}，{适合|可用于}{trade}{企业|行业}，{coop}{fee}",
    "{针对{trade}企业|面向{trade}生产}：{has}{done}{patents}。{coop}{fee}。{可先到现场取样|提供样品试用|团队可驻厂一个月|改造期间不停产|}",
    "{课题组|团队|我院}{三年|五年|多年}积累的成果，{has}{patents}{done}。{希望找{trade}企业|寻{trade}方向的伙伴}{落地|合作转化|做产业化}，{coop}{fee}",
    "{解决的问题|针对}：{trouble}。{做法|方案}：{has}{done}，{coop}{fee}",
)

# parts of the sentences above
BUDGET = "，{预算|拿得出|经费}{figure}万元"
COOP = "，{方式可以是|接受|倾向}{ways}"
LEVEL = "，{成果至少到{stage}阶段|最好已过{stage}}"
BY = "，{希望|争取}{when}见效"
STAGE = "{已完成|目前处于}{grade}{|阶段}"
DONE = "，{已到|完成了}{grade}"
EARLY = "，{获发明专利{两|三|一}件|配套专利{四|五}件|有第三方检测|}"
PROVED = "，{获发明专利两件|在{两|三}家企业用过|配套专利四件|}"
FEE = "，{费用|报价}{figure}万元"
RIGHTS = "知识产权归我方|成果共有，我方优先使用|专利共有、收益另议"
