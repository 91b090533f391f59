"""Words of those who buy and sell."""
# ruff: noqa: E501 (rows of a table; a Chinese character counts as two)

from __future__ import annotations

SERVICES = ("haul", "coldhaul", "coldstore")  # bought by the turn and the month, never delivered

PUBLIC = "planetree|photinia|paver|pipe|lamp|concrete|desk|officeset|uniform|vegetable|workwear|seedwheat|potatosprout|gloves"

DEALT = "cement|rebar|flour|wheat|seedwheat|gloves|workwear|stainless|lamp|vegetable|feed|wovenbag|paper|soda|gearmotor|officeset"

NEEDS = (
    "{采购|求购}{name}（{spec}）{quantity}，{用于|主要用在}{use}{deliver}{at_most}{local}{ask}",
    "{who}{does}，{长期用|每月都要|近期需要}{name}，{规格|型号}{spec}，{这批要|本次采购}{quantity}{deliver}{at_most}{local}{ask}",
    "{use}需要{name}，{spec}，{数量约|总量}{quantity}{deliver}{at_most}。{原供货方离得远，运费吃不消|想就近找厂家|原来的供货商跟不上量|想多比两家}{local}{ask}",
    "{缺|急找|想找}{name}{供货|货源}：{spec}，{quantity}{deliver}。{use}，{现场有人收货|分批送也行|送到厂内卸货}{at_most}{local}{ask}",
    "{旺季在即|新接了一批单子|二季度排产满|库存见底|新车间投用}，{name}用量{上来了|要翻一番|跟不上}，{计划进|要订}{quantity}，{要求|指标}{spec}{deliver}{at_most}{local}{ask}",
)

PUBLIC_NEEDS = (
    "{use}项目{采购|拟采购}{name}，{参数|规格}{spec}，{数量|合计}{quantity}{deliver}，{limit}{local}。{供货方须有同类业绩|质保不少于一年|验收合格后付款|中小企业优先|样品提前三天送}",
    "为{use}，{现征集|需要}{name}供应商，{spec}，{总量|首批}{quantity}{deliver}，{limit}{local}。{按实际用量结算|须提供检测报告|送货到指定地点}",
)

SERVICE_NEEDS = (
    "{who}{does}，{use}{需要|长期需要}{name}，{spec}，{合同期内约|每月合计}{quantity}{at_most}{local}{ask}",
    "{旺季自有的不够用|订单一多就调不开|原合作方到期不续}，{找|求}{name}{合作|支援}：{spec}，{use}，{quantity}{at_most}。{以月结为主|先合作一个月看看|合同期半年|夜间也要能响应}",
    "{use}，{想找固定的|招}{name}{合作方|服务商}，{spec}，{预计|全年}{quantity}{at_most}{local}。{以月结为主|可签一年合同|货损要有保险|先合作一个月看看}",
)

SERVICE_OFFERS = (
    "{does}。{承接|可提供}{name}（{spec}），{points}，{points}。{余量有|还可接}{quantity}{least}{price}{ready}",
    "{name}{有空档|寻长期货主|对外承接}：{spec}，{points}，{use}{都做过|都接}。{可安排|富余}{quantity}{least}{price}{ready}",
    "{承接|对外提供}{name}，{spec}，{points}{price}，{quantity}以内随时{安排|可签}{least}{ready}。{use}{有经验|做得多}",
)

OFFERS = (
    "{厂家直供|自产|现货供应}{name}，{规格|有}{spec}，{points}。{可供|月底前可供|现有}{quantity}{least}{price}{ready}{ask}",
    "{供应|常年供应}{name}{spec}，{points}{price}。{年内还能接|富余产能约|可供}{quantity}{least}{ready}{ask}",
    "{does}。{主推|现有}{name}（{spec}），{points}，{可供|备货}{quantity}{least}{price}{ready}{ask}",
    "{name}{找买家|有货|寻长期客户}：{spec}，{points}。{量|可供}{quantity}{least}{price}{ready}，{款到发货|可月结三十天|老客户可压一批|现款有优惠}",
    "{接单|产能有空档}，{可做|生产}{name}，{spec}。{points}，{points}{price}，{quantity}以内{不用排队|本月可排产}{least}{ready}",
)

# parts of the sentences above; {basis}, {day} and the like are looked up
PRICE = "，{单价|{basis}|含税价}{不超过|控制在|最高}{price}"
LIMIT = "{控制单价|预算单价|最高限价}{price}"
LOCAL = "，{只要本县产的|优先并限于本地产品|要本地货}"
DELIVER = "，{{day}前{交货|到货|送到}|{最迟|最晚}{day}{到货|交清}|{about}前{要用|交完}}"
ASK = "。{请报价并附检测报告|先看样再定|需开专票|货到验收付款|先小批试用|可签年度合同|}"
SALE_PRICE = "，{{basis}|含税}{fen}"
READY = "，{{day}后{可|能}{go}|最早{day}{go}}"
SALE_ASK = "。{可寄样|欢迎来厂看货|可先试用一批|量大从优|合同和发票都规范|附第三方检测报告|}"

TITLES = ("采购{n}", "求购{n}{q}", "{n}采购需求", "找{n}供货", "{n}{q}")
SERVICE_TITLES = ("找{n}", "需{n}{q}", "{n}需求")
SALE_TITLES = ("供应{n}", "{n}（{s}）", "{n}有货", "{n}厂家直供", "{n}{s}")
SERVICE_SALE_TITLES = ("承接{n}", "{n}（{s}）", "提供{n}")
