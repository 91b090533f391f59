"""Grants of the county's departments, their conditions, and how firms ask for them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Operator = Literal["at_least", "at_most", "is"]


@dataclass(frozen=True, kw_only=True)
class Grant:
    """A kind of support. `conditions` name keys of CLAUSES; benefit in 万元 or basis points."""

    title: str  # bank
    issuer: int  # place in the list of departments
    says: str  # bank
    asks: str  # bank: how a firm asks for it
    conditions: tuple[str, ...]
    most: tuple[int, int]
    rate: tuple[int, int] | None = None
    industries: tuple[str, ...] = ()


# fact, operator, values to draw from, the sentence; money in 万元, rates in basis points
CLAUSES: dict[str, tuple[str, Operator, tuple[int, ...] | bool, str]] = {
    "invest": (
        "investment_fen",
        "at_least",
        (200, 300, 500, 1000),
        "项目{设备|总}投资{不低于|达到}{n}万元",
    ),
    "ratio": (
        "rd_ratio_bp",
        "at_least",
        (200, 300, 400),
        "上年度研发投入占营业收入比例{不低于|达到}{n}",
    ),
    "spend": (
        "rd_spend_fen",
        "at_least",
        (50, 100, 200, 300),
        "上年研发费用{不少于|达到}{n}万元，且已{归集入账|加计扣除申报}",
    ),
    "scale": ("above_scale", "is", True, "{申报单位应为规模以上工业企业|须在库的规上企业}"),
    "tech": ("high_tech", "is", True, "{持有有效期内的高新技术企业证书|须为有效期内高新技术企业}"),
    "srdi": ("srdi", "is", True, "{已认定为专精特新中小企业|须为省级及以上专精特新企业}"),
    "export": ("exports", "is", True, "{上年度有自营出口实绩|须有进出口备案并实际出口}"),
    "hires": (
        "new_hires",
        "at_least",
        (3, 5, 10, 15),
        "当年新招用{并稳定就业|且签一年以上合同}的职工不少于{n}人",
    ),
    "staff": ("employees", "at_most", (100, 300, 1000), "{上年平均参保职工|从业人员}不超过{n}人"),
    "many": ("employees", "at_least", (30, 50, 100), "在岗参保职工{不少于|达到}{n}人"),
    "revenue": ("revenue_fen", "at_least", (1000, 2000, 5000), "上年营业收入{不低于|达到}{n}万元"),
    "small": (
        "revenue_fen",
        "at_most",
        (2000, 5000, 40000),
        "上年营业收入不超过{n}万元的{中小企业|小微企业}",
    ),
    "years": ("years_running", "at_least", (1, 2, 3), "在本{县|市}登记注册满{n}年"),
    "young": ("years_running", "at_most", (3, 5, 10), "成立时间不超过{n}年"),
}

GRANTS = (
    Grant(
        title="工业企业技术改造奖补|设备更新技改补助",
        issuer=0,
        says="对{设备更新、智能化改造|窑炉锅炉和产线改造}按实际投入给予奖补",
        asks="{技改设备已到位|今年换了{machines}}，想报技改奖补",
        conditions=("invest", "scale", "years"),
        most=(50, 300),
        rate=(500, 1500),
        industries=("C",),
    ),
    Grant(
        title="研发费用后补助|企业研发财政补助",
        issuer=4,
        says="按{研发投入|享受加计扣除的研发费用}分档补助",
        asks="{去年研发投了{spend}|研发一直在投}，想了解研发补助怎么报",
        conditions=("ratio", "spend", "tech"),
        most=(20, 100),
        rate=(300, 1000),
        industries=("C", "I"),
    ),
    Grant(
        title="高新技术企业认定奖励|高企倍增奖补",
        issuer=4,
        says="首次认定或重新认定的高企给一次性奖励",
        asks="{高企证书刚到手|正准备高企复审}，问奖励兑现的程序",
        conditions=("tech", "years"),
        most=(10, 30),
    ),
    Grant(
        title="专精特新企业培育奖励|专精特新梯度培育奖补",
        issuer=0,
        says="对{新认定|通过复核}的专精特新企业奖励",
        asks="{想往专精特新上靠|已是专精特新}，请对照条件看还差什么",
        conditions=("srdi", "ratio"),
        most=(10, 50),
        industries=("C",),
    ),
    Grant(
        title="首台套装备奖励|首批次材料奖补",
        issuer=0,
        says="支持首台套装备、首批次新材料{推广|应用}，{按销售额|按合同额}计",
        asks="新机型{样机卖出去两台|已在客户处运行}，想申报首台套",
        conditions=("spend", "scale"),
        most=(50, 200),
        rate=(500, 1500),
        industries=("C35", "C36", "C39"),
    ),
    Grant(
        title="稳岗返还|失业保险稳岗补贴",
        issuer=3,
        says="对{不裁员、少裁员|足额缴纳失业保险}的企业返还保费",
        asks="{去年没裁人|社保没断过}，稳岗补贴今年怎么领",
        conditions=("years", "staff"),
        most=(2, 40),
        rate=(3000, 6000),
    ),
    Grant(
        title="一次性吸纳就业补贴|新增就业社保补贴",
        issuer=3,
        says="{招用脱贫人口、高校毕业生|新招登记失业人员}按人头补",
        asks="今年新招了{hired}个人，{有应届生|有脱贫户}，想申请吸纳就业补贴",
        conditions=("hires", "years"),
        most=(2, 30),
    ),
    Grant(
        title="就业见习补贴|企业新型学徒制培训补贴",
        issuer=3,
        says="{设见习岗|开展岗位技能培训}的按人补贴",
        asks="和职校{开了订单班|签了学徒协议}，想报培训补贴",
        conditions=("many", "hires"),
        most=(5, 40),
    ),
    Grant(
        title="升规入统奖励|首次上规企业奖补",
        issuer=0,
        says="首次纳入规上库的一次性奖励，{连续两年不掉库再奖|次年稳定的追加}",
        asks="{今年营收要过线|刚进规上库}，问上规奖励",
        conditions=("scale", "revenue"),
        most=(5, 20),
        industries=("C",),
    ),
    Grant(
        title="外贸中小开拓资金|出口信保保费补助",
        issuer=5,
        says="{参展、认证、信保保费|境外参展和出口信保}按比例补",
        asks="{参加了两次境外展|投了出口信保}，想报外贸资金",
        conditions=("export", "small"),
        most=(5, 50),
        rate=(3000, 7000),
        industries=("C", "A", "F"),
    ),
    Grant(
        title="跨境电商扶持|电商直播基地奖补",
        issuer=5,
        says="网上零售额{上台阶|同比增长}的奖励",
        asks="{网店做起来了|直播间月销三十万}，有没有电商奖补",
        conditions=("revenue", "years"),
        most=(5, 30),
        industries=("C13", "C14", "C18", "C21", "C307", "A"),
    ),
    Grant(
        title="农产品加工设备补助|产地冷藏保鲜设施补贴",
        issuer=6,
        says="{建冷库、烘干房|购置初加工设备}按造价补",
        asks="{建了保鲜库|上了烘干设备}，想申请设施补贴",
        conditions=("invest", "years"),
        most=(20, 100),
        rate=(2000, 3000),
        industries=("A", "C13", "C14", "G59"),
    ),
    Grant(
        title="农业产业化龙头企业贴息|订单农业贷款贴息",
        issuer=6,
        says="对{收购原料|基地建设}的贷款给予贴息",
        asks="{收购贷款利息重|流转了几千亩地}，问龙头企业贴息",
        conditions=("revenue", "many"),
        most=(10, 80),
        rate=(100, 200),
        industries=("A", "C13", "C14"),
    ),
    Grant(
        title="中小微企业贷款贴息|制造业贷款财政贴息",
        issuer=2,
        says="对{首贷、信用贷|技改和设备贷款}按利息补一部分",
        asks="{今年新增了贷款|利息一年几十万}，能否享受贴息",
        conditions=("small", "years"),
        most=(5, 50),
        rate=(100, 200),
    ),
    Grant(
        title="绿色工厂奖励|节能降碳改造补助",
        issuer=9,
        says="对{绿色工厂、节水型企业|超低排放和余热利用项目}给予奖补",
        asks="{脱硫脱硝改完了|余热项目投用}，想报绿色奖补",
        conditions=("invest", "scale"),
        most=(20, 200),
        rate=(500, 1500),
        industries=("C",),
    ),
    Grant(
        title="企业上云补贴|智能车间奖补",
        issuer=0,
        says="对{上云服务费|认定的省级智能车间}给予补助",
        asks="{刚上了MES|服务器搬上云了}，问上云和智能车间补贴",
        conditions=("scale", "invest"),
        most=(5, 100),
        rate=(2000, 5000),
        industries=("C",),
    ),
    Grant(
        title="质量品牌奖励|标准制修订资助",
        issuer=7,
        says="{参与国行标制定|获质量奖、名牌}的给予奖励",
        asks="参与了{一项团体标准|行业标准起草}，想问资助",
        conditions=("years", "ratio"),
        most=(5, 50),
    ),
    Grant(
        title="科技型中小企业创新券|产学研合作补助",
        issuer=4,
        says="{与高校院所签技术合同|购买检测和研发服务}凭票抵扣",
        asks="和高校{签了委托开发合同|做中试}，想申领创新券",
        conditions=("small", "ratio"),
        most=(5, 30),
        rate=(2000, 5000),
        industries=("C", "I", "A"),
    ),
    Grant(
        title="标准厂房租金补贴|入园企业租金减免",
        issuer=13,
        says="租用标准化厂房的{按面积补|前两年减半}",
        asks="{租了园区两栋厂房|准备搬进开发区}，问租金补贴",
        conditions=("young", "hires"),
        most=(5, 40),
        rate=(3000, 5000),
    ),
    Grant(
        title="政府性融资担保降费|应急转贷费用补贴",
        issuer=11,
        says="对{担保费、转贷费|使用转贷资金的占用费}给予补贴",
        asks="{刚用过转贷|担保费一年好几万}，想申请费用补贴",
        conditions=("small", "staff"),
        most=(2, 20),
        rate=(3000, 6000),
    ),
)

NEEDS = (
    "{who}{does}，{people}{revenue}。{asks}，{还能享受哪些，请帮着对一对|麻烦告知条件和材料|不知道够不够条件}",
    "{asks}。{企业情况|基本情况}：{people}{revenue}{marks}{research}，{请有关部门对号|盼指点|希望上门讲解}",
    "{who}{people}{revenue}{research}{marks}。{asks}，{政策文件看不太懂|怕错过申报期|以前没报过}",
    "{does}。{asks}{invest}{hires}，{材料由谁受理|需要准备什么|窗口什么时候开}？",
    "{who}{people}{marks}，{asks}{invest}{hires}，{去年错过了申报|同行已经领到|听说今年放宽了}，{想先咨询清楚|请告知流程}",
)

OFFERS = (
    "{says}，{benefit}。{申报条件|条件}：{clauses}。{window}{auto}",
    "{clauses}，{符合的即可申报|均可申请}：{says}，{benefit}。{window}{auto}",
    "{为支持企业发展|为稳增长}，{says}。{clauses}。{benefit}{window2}{auto}",
)

# parts of the sentences above
PEOPLE = "{职工|员工|在册}{staff}人"
REVENUE = "，去年{营收|销售}{sales}"
WINDOW = "{申报期|受理时间}{opens}至{closes}"
RATE = "按{percent}{补助|给予}，"
MOST = "{单户|每户}最高{most}万元"
AUTO = "，{免申即享，部门比对后直接拨付|符合条件的不用申请}"
FORMS = "，{线上线下都能报|材料交政务大厅惠企窗口|乡镇可代办|同一项目不重复享受|}"
