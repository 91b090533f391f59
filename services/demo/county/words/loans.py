"""Loans that banks, guarantors and lessors of the county lend, and how they speak of them."""
# ruff: noqa: E501 (rows of a table; a Chinese character counts as two)

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Product:
    """A kind of loan; each bank draws its own figures from the ranges."""

    name: str  # bank
    purposes: tuple[str, ...]
    collateral: tuple[str, ...]
    least: tuple[int, int]  # 万元
    most: tuple[int, int]
    days: tuple[int, int]
    rate: tuple[int, int]  # bp
    tells: str  # bank
    industries: tuple[str, ...] = ()
    sellers: range = range(9)  # places in the list of banks


PRODUCTS = (
    Product(
        name="流动资金贷款|流贷通|经营周转贷",
        purposes=("working_capital", "purchase"),
        collateral=("mortgage", "guarantee", "guarantee_company"),
        least=(20, 100),
        most=(1000, 5000),
        days=(90, 365),
        rate=(345, 480),
        tells="面向有稳定订单的中小企业，{补流、发工资、备货都能用|解决日常经营周转}，{抵押、保证、担保公司可以组合|可用房产抵押或找担保公司}",
    ),
    Product(
        name="无还本续贷|转贷周转|续贷通|应急转贷",
        purposes=("bridge",),
        collateral=(),
        least=(10, 50),
        most=(500, 3000),
        days=(7, 90),
        rate=(360, 520),
        tells="老贷款到期前{三十|二十}天申请，{续授信批了就能衔接，不用倒贷|帮企业过桥，资金封闭运行}，{按天计息|当天放当天还}",
    ),
    Product(
        name="设备按揭贷|设备贷|购机分期",
        purposes=("equipment", "technical_upgrade"),
        collateral=("equipment_mortgage", "mortgage"),
        least=(30, 80),
        most=(800, 3000),
        days=(365, 1460),
        rate=(380, 540),
        tells="买新设备首付{三|四}成，{所购设备本身作抵押|设备厂家可以同时回购担保}，{按季还本|等额还款，旺季淡季可调}",
    ),
    Product(
        name="订单贷|订单融资|合同贷",
        purposes=("purchase", "working_capital"),
        collateral=("receivables", "unsecured"),
        least=(10, 30),
        most=(500, 2000),
        days=(30, 365),
        rate=(370, 520),
        tells="凭{与核心企业的合同|中标通知书或采购合同}放款，{额度按合同额六到八成|看订单不看押品}，{回款账户锁定在我行|回款自动还贷}",
    ),
    Product(
        name="税信贷|银税互动贷|纳税信用贷",
        purposes=("working_capital", "purchase"),
        collateral=("unsecured",),
        least=(5, 20),
        most=(200, 500),
        days=(90, 365),
        rate=(365, 540),
        tells="以纳税和开票数据核额度，{纯信用、线上申请|不要抵押}，{随借随还，按日计息|循环使用}",
    ),
    Product(
        name="政银担合作贷|担保贷|惠企保",
        purposes=("working_capital", "purchase", "equipment", "agriculture"),
        collateral=("guarantee_company",),
        least=(20, 50),
        most=(500, 1000),
        days=(180, 730),
        rate=(350, 480),
        tells="与政府性担保合作，{担保费率不超过1%|国担、省担、县担和银行分险}，{缺抵押的小微企业都可以报|涉农和小微优先}",
    ),
    Product(
        name="知识产权质押贷|专利贷|知产贷",
        purposes=("research", "working_capital", "technical_upgrade"),
        collateral=("intellectual_property",),
        least=(50, 100),
        most=(500, 1500),
        days=(180, 1095),
        rate=(360, 500),
        industries=("C",),
        tells="{发明专利、实用新型和商标都可质押|凭有效专利质押}，{评估费行里出|可叠加财政贴息}，{高企和专精特新优先|重点支持专精特新企业}",
    ),
    Product(
        name="绿色技改贷|节能减碳贷|技改贷",
        purposes=("technical_upgrade", "equipment"),
        collateral=("mortgage", "equipment_mortgage", "guarantee_company"),
        least=(50, 200),
        most=(2000, 6000),
        days=(365, 1825),
        rate=(310, 420),
        industries=("C",),
        tells="支持{节能改造、超低排放、余热利用|窑炉、锅炉、空压机节能更新}，{前一年只付息|宽限期最长一年}，{可叠加技改贴息|有节能诊断报告的优先批}",
    ),
    Product(
        name="粮食收购贷|收粮贷|仓单贷",
        purposes=("purchase", "agriculture"),
        collateral=("inventory", "guarantee_company", "mortgage"),
        least=(50, 200),
        most=(1000, 3000),
        days=(90, 365),
        rate=(345, 450),
        industries=("A01", "C13"),
        tells="麦收秋收专用，{钱随粮走、库贷挂钩|仓单质押，出库还款}，{面粉和淀粉企业都可以做|收购前预授信}",
    ),
    Product(
        name="惠农贷|种养贷|新型主体贷",
        purposes=("agriculture",),
        collateral=("unsecured", "guarantee", "guarantee_company"),
        least=(5, 10),
        most=(100, 500),
        days=(180, 730),
        rate=(365, 560),
        industries=("A", "C13", "C14"),
        tells="给合作社、家庭农场和订单加工企业，{看面积、看订单放款|客户经理到地头核面积}，{一季一还|收获后还本}",
    ),
    Product(
        name="应收账款保理|应收通|快易贴",
        purposes=("working_capital", "purchase"),
        collateral=("receivables",),
        least=(20, 50),
        most=(800, 3000),
        days=(30, 180),
        rate=(350, 490),
        tells="主机厂、施工总包、医院学校的{应收账款|账款}都能做，{确权后两天放款|可不占授信额度}，{按账期付息|账款回来即结清}",
    ),
    Product(
        name="外贸贷|出口押汇|跨境结算融资",
        purposes=("export_trade", "working_capital"),
        collateral=("receivables", "unsecured"),
        least=(20, 50),
        most=(500, 2000),
        days=(30, 180),
        rate=(335, 460),
        industries=("C",),
        tells="{出口信保保单项下融资|信用证、电汇项下都能押汇}，{人民币美元可选|可配远期锁汇}，{单据齐当天放|小微外贸专用额度}",
    ),
    Product(
        name="园区厂房贷|厂房按揭|固定资产项目贷",
        purposes=("construction", "equipment"),
        collateral=("mortgage",),
        least=(100, 300),
        most=(3000, 8000),
        days=(1095, 3650),
        rate=(360, 470),
        tells="购买或自建标准化厂房，{按工程进度放款|最高做到总投六成}，{建设期只付息|还款随投产节奏安排}",
    ),
    Product(
        name="专精特新贷|科创贷|科技信用贷",
        purposes=("research", "working_capital", "equipment"),
        collateral=("unsecured", "intellectual_property"),
        least=(50, 100),
        most=(500, 1000),
        days=(180, 1095),
        rate=(330, 430),
        industries=("C", "I"),
        tells="给高企、专精特新和科技型中小企业，{看研发投入和专利，不看抵押|创新积分换额度}，{省里有风险补偿|额度随研发投入上调}",
    ),
)

LEASES = (
    Product(
        name="设备融资租赁|售后回租",
        purposes=("equipment", "technical_upgrade", "working_capital"),
        collateral=("equipment_mortgage", "guarantee"),
        least=(50, 100),
        most=(1000, 3000),
        days=(365, 1460),
        rate=(480, 650),
        tells="{新设备直租、旧设备回租都做|设备所有权暂归我方，租完过户}，{租金可抵扣|不占银行授信}，{一周出方案|看机器看流水}",
        sellers=range(10, 11),
    ),
    Product(
        name="委托担保|批量担保",
        purposes=("working_capital", "purchase", "agriculture"),
        collateral=("guarantee", "inventory", "equipment_mortgage"),
        least=(20, 50),
        most=(500, 1000),
        days=(180, 365),
        rate=(400, 520),
        tells="为缺押品的企业出保函，{和七家银行有合作|银行见保放款}，{反担保灵活，设备存货都收|费率一个百分点以内}",
        sellers=range(9, 10),
    ),
    Product(
        name="小额周转贷|短期过桥",
        purposes=("bridge", "working_capital"),
        collateral=("guarantee", "receivables", "unsecured"),
        least=(5, 10),
        most=(100, 300),
        days=(7, 180),
        rate=(580, 650),
        tells="{急用钱的小微企业|订单急、银行来不及的}可以先用，{材料齐一天放款|三天内给答复}，{可提前还|用几天算几天}",
        sellers=range(11, 12),
    ),
)

OPENINGS = "{“{brand}{name}”|{brand}行{name}|我行{name}|我们的{name}产品}："
AMOUNTS = (
    "。{单户|单笔}{least}万元起、最高{most}万元",
    "。{单户最高|额度最高}{most}万元",
)  # with a floor, without
SPAN = "，{期限最长{span}|最长可贷{span}}"
RATE = "，{年利率{rate}起|年化{rate}起步|利率最低{rate}}"
CAPACITY = "。{{今年|本年度}计划支持{count}户|{今年|本期}名额{count}户}"
CLOSING = "。{{资料|手续}齐全{三|五|七}个工作日放款|客户经理可到厂|支行每周三到开发区驻点|首贷户另有优惠|征信无重大逾期即可|}"
