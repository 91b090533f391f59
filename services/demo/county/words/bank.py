"""Words of firms that need money."""

from __future__ import annotations

AMOUNTS = {"large": (800, 6000), "medium": (300, 4000), "small": (50, 1200), "micro": (15, 200)}

PURPOSES = (
    ("working_capital", 30),
    ("purchase", 17),
    ("bridge", 16),
    ("equipment", 13),
    ("technical_upgrade", 9),
    ("construction", 4),
    ("export_trade", 4),
    ("research", 4),
    ("agriculture", 3),
)

NEEDS = {
    "working_capital": (
        "{who}{does}。{peak}，{流动资金有缺口|账上周转不开|现金流偏紧}，{想申请|需要|拟贷}{流贷|流动资金贷款|周转资金}{amount}{tenor}",
        "{clients}的{账期|回款}从{两|三}个月拖到{四五个月|快半年|半年多}，货照发、工资照开，{缺一笔|急需}{周转资金|流动资金}{amount}{tenor}。主业：{does}",
        "{peak}。{手头订单|目前订单|接的单子}{能排到|排到了}{season}，{流贷|流动资金}还差{amount}{tenor}",
        "{does}。去年{营收|销售}{revenue}，今年{单子多了两成|开年形势不错|产能放开了}，{配套的流动资金|流贷额度}要跟上，{想新增|申请}{amount}{tenor}",
        "{发工资、交电费、备{stock}|备{stock}、付运费}都要现钱，{clients}那边{压款|结算慢}，想{贷|申请}{amount}{补流|补充流动资金|做经营周转}{tenor}",
    ),
    "purchase": (
        "{peak}，{要备|打算集中进}一批{stock}，{上游要求款到发货|供货方只收现款}，{原料款|采购款}缺{amount}{tenor}",
        "{who}{does}，{stock}{占压资金大|要提前囤两个月}，{拟用订单融资|想做订单贷|想贷原料采购款}{amount}{tenor}",
        "和{clients}签了{供货合同|年度框架}，{stock}得先备，{合同在手可以给银行看|订单可查}，{申请订单贷|需采购资金}{amount}{tenor}",
    ),
    "bridge": (
        "在{lender}的{流贷|经营性贷款|抵押贷款}{amount}将于{due}到期，{续贷材料已报上去|银行答应续做}，{还款资金没凑够|自有资金只够三成}，{求|想办}{转贷过桥|倒贷周转|调贷|应急转贷}{tenor}",
        "{due}有一笔{lender}的贷款到期，{需要|差}{amount}过桥，{新授信已经批复|续授信额度已定}，{放款后当天归还|续贷下来就还}{tenor}。{who}{does}",
        "{does}。{lender}的老贷款{due}到期，{peak}，{倒贷|续贷周转}的钱{紧张|抽不出来}，申请{纾困调贷|转贷资金}{amount}{tenor}",
    ),
    "equipment": (
        "{计划添置|要上|准备买}{machines}，{合同已签，首付付了三成|厂家给了报价}，{设备款|尾款}还差{amount}{tenor}",
        "{does}。{老设备能耗高、故障多|产能卡在后道|旺季靠外协}，想{按揭|融资租赁或贷款}购{machines}，{需要|想贷}{amount}{tenor}",
        "{machines}{下月到厂|交期四十五天}，{自筹四成|首付已备好}，其余{amount}想{走设备按揭|办设备贷}{tenor}",
    ),
    "technical_upgrade": (
        "{技改项目已备案|老线要做智能化改造}，主要上{machines}，总投{total}，{银行贷款|技改贷}需求{amount}{tenor}",
        "{does}。{节能改造|提标改造|自动化改造}{方案定了|可研做完了|设备已选型}，{计划用绿色技改贷|需要中长期贷款}{amount}{tenor}，{建成后单耗能降一成多|投产后人工减三成|回收期三年左右}",
    ),
    "construction": (
        "{二期厂房|新车间|仓库和办公楼}{主体已封顶|手续齐全，五月开工}，总投{total}，{建设资金|项目贷}缺{amount}{tenor}，{不动产证正在办|土地证已下}",
        "{does}，{现有车间租的|老厂区要退城入园}，{在开发区拿了地建厂房|新建标准化厂房两栋}，需{固定资产贷款|项目贷款}{amount}{tenor}",
    ),
    "export_trade": (
        "{does}。{外贸单装柜后六十天才收汇|客户改成信用证结算}，{想做出口押汇|需外贸周转贷款}{amount}{tenor}，{近两年无拒付|已投出口信保}",
        "{海外单子占三成|刚接了东南亚的单}，{备货、报关、海运费先垫|汇率波动还占着保证金}，申请{外贸贷|结算融资}{amount}{tenor}。{does}",
    ),
    "research": (
        "{新产品在中试|和高校合作的项目进入小批}，{今年研发要投{total}|打样和检测费用大}，想用{科技贷|研发贷}{amount}{tenor}。{who}{does}",
        "{does}，{高新技术企业复审在即|专利有几项在手}，研发投入不能断，{申请科创类贷款|拟用知识产权作保}{amount}{tenor}",
    ),
    "agriculture": (
        "{does}。{地租、种子、化肥集中付款|春耕投入大}，{需农业生产贷款|想申请惠农贷}{amount}{tenor}，{秋后卖粮归还|有订单和农业保险}",
        "{基地流转费|大棚换膜、农机检修|订单种植预付款}{一次要付清|赶在五月前付}，资金缺{amount}{tenor}，{土地经营权流转合同齐全|种植面积有台账}",
    ),
}

# kind, weight, how a firm offers it
COLLATERAL = (
    (
        "unsecured",
        30,
        "没有抵押物，{纳税A级，想走信用|开票纳税记录连续，希望纯信用}|希望无抵押信用放款",
    ),
    ("mortgage", 30, "{自有厂房和土地|县城一套商铺|办公楼}可抵押|土地证、房产证齐，可做抵押"),
    ("guarantee_company", 14, "可找担保公司{担保|出函}|愿意走政府性融资担保"),
    ("receivables", 10, "有{clients}的应收账款可质押"),
    ("equipment_mortgage", 9, "可用现有设备抵押|{machines}也可以抵押"),
    ("guarantee", 7, "股东{愿意|可以}提供连带保证|有关联企业保证"),
    ("inventory", 6, "库里的{stock}可做仓单质押"),
    ("intellectual_property", 4, "有{三|五|七}件{发明|实用新型}专利可质押"),
)

# span of a loan in days: how people say it
TENORS = {180: "半年|6个月", 365: "一年|1年|12个月左右", 730: "两年|2年", 1095: "三年|3年"}
LONG = ("equipment", "technical_upgrade", "construction", "working_capital")  # may take years
BRIDGES = ((7, 1), (10, 3), (15, 4), (20, 2), (30, 2))  # days, weight

TENOR = "，{期限{span}|{span}期|用{span}|期限最好{span}}"
BRIDGE = "，{用{span}|周转{span}|{span}以内}"
RATE = "，{{年化|年利率|利率}{不高于|不超过|别超过|控制在}{rate}|{rate}以内的利率能接受}"
BY = "。{{by}前要到位|最好{by}前放款|资金{by}前用}"
MORE = "，{必要时|不够的话}{也可|可}加{more}"
CLOSING = (
    "。{请银行上门看看|欢迎客户经理来厂里对接|征信无逾期|手续可以马上备|希望能快一点|成立{years}年，没欠过息|"
    "基本户在县里的银行|之前没贷过款，算首贷|水电费和完税单都能提供}"
)

TITLES = {
    "working_capital": "流动资金|流贷|补充流动资金|经营周转资金",
    "purchase": "原料采购资金|订单贷|备货资金",
    "bridge": "转贷过桥|续贷周转|倒贷资金|应急转贷",
    "equipment": "设备款|设备按揭|购置设备贷款",
    "technical_upgrade": "技改贷款|技术改造资金|绿色技改资金",
    "construction": "厂房建设贷款|项目建设资金",
    "export_trade": "外贸周转资金|出口结算融资",
    "research": "研发贷款|科技贷",
    "agriculture": "农业生产贷款|惠农贷款",
}
