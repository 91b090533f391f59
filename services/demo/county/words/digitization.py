"""What hurts without software, what is wanted, and what suppliers say they have."""
# ruff: noqa: E501 (rows of a table; a Chinese character counts as two)

from __future__ import annotations

# domain: weight, what hurts, what is wanted, what a supplier has; budgets in 万元
DOMAINS = {
    "mes": (
        28,
        "报工靠纸单，月底才知道各工序干了多少|{goods}排产在白板上，插单全乱|质量追溯翻三本台账|设备开没开、开多久，没人说得清|客户问货做到哪了，要跑车间问|换班交接靠嘴说，废品记不准|计件工资算错，工人月月来找|巡检点检打勾了事",
        "上一套轻量MES，扫码报工、在制可视|想把工单、报工、质检串起来|做车间执行系统，先试一个班组|要做到扫码就能查到哪炉哪班|想上工序看板和质量追溯",
        "轻量MES，扫码报工、工序看板、质量追溯|车间执行系统，排产、报工、在制一屏看|离散制造MES，手机报工就能起步",
        (12, 90),
    ),
    "erp": (
        22,
        "进销存三套表，账实差一截|{stock}库存天天盘、天天对不上|报价凭经验，做完才知道亏没亏|财务和仓库各记各的|委外件发出去多少、回来多少对不清|一个料号三种叫法，采购常买重|客户要对账单，得翻半天送货单|月末结账要加三天班",
        "上ERP，把采购、库存、成本管到单|想要业财一体的管理软件|换掉老进销存，成本核到批次|采购到付款的流程要走到线上|想要能带计件工资的管理软件",
        "中小制造ERP，采购库存成本一体|业财一体云ERP，按批次核成本|企业管理软件，含委外和计件工资",
        (8, 60),
    ),
    "cloud": (
        12,
        "服务器在办公室角落，断一次电停半天|邮箱网盘都是个人的，离职就带走|图纸存在各自电脑里|分厂和总部的数据靠微信传文件|老服务器过保，没人敢动",
        "把业务系统搬上云|想上云，服务器和备份都托管|企业上云，先搬文件和财务",
        "企业上云套餐，云主机、备份、迁移一次做完|上云服务，含云桌面和异地备份|业务系统云化迁移，停机不超过两小时",
        (3, 25),
    ),
    "iiot": (
        12,
        "{machines}各是各的屏，夜班停机早上才发现|电费一年上百万，不知道耗在哪台|空压机空转没人管|峰谷电没用好，尖峰时段还满开|设备坏了才修，备件等三天",
        "设备联网采数，停机和能耗能看到|想做设备联网和能耗监测|关键设备接入平台，异常发到手机",
        "设备联网网关，常见PLC和数控都能接|能耗监测与设备联网平台|工业互联网采集方案，老设备加装传感器也行",
        (10, 70),
    ),
    "logistics": (
        8,
        "成品库找货靠老保管，发错一次赔一次|叉车空跑多，装车排队两小时|先进先出做不到，{stock}压到过期|盘一次库要停一天|司机进门先找人签三张单",
        "上WMS，库位码和手持机一起配|想做仓储条码管理|仓库和发运上系统，月台预约",
        "仓储WMS，库位、批次、手持机全套|条码仓储加月台预约|WMS与电子围栏，冷库手套也能操作",
        (6, 45),
    ),
    "ecommerce": (
        7,
        "{goods}只靠批发，网上没有店|直播间有人，订单和库存对不上|外贸询盘全靠展会",
        "搭网店和直播，后台能对库存|想做电商运营和店铺系统|跨境独立站加询盘管理",
        "网店代运营加订单中台|直播电商全套，场控到发货|跨境建站与询盘管理",
        (3, 20),
    ),
    "security": (
        4,
        "中过一次勒索，账套丢了半个月|客户来审厂要等保证明|外网口开着没人管",
        "做等保测评和整改|补上防火墙、备份和终端防护|想做一次安全体检再整改",
        "等保二级测评整改一站式|网络安全体检与数据备份|终端防护加勒索恢复演练",
        (3, 30),
    ),
    "diagnosis": (
        4,
        "想搞数字化，不知从哪下手|软件买过两套都荒了|要申报智能车间，缺规划",
        "请人来做一次数字化诊断|先诊断后规划，分三年走|做智能制造成熟度评估",
        "数字化转型诊断，五天驻厂出报告|智能制造成熟度评估与规划|两化融合贯标咨询",
        (2, 15),
    ),
    "design": (
        2,
        "{goods}改型全靠手改图，版本常拿错|物料表手抄，采购买错件|同一个零件三个图号",
        "上三维设计和图档管理|图纸和物料表要统一管|做参数化设计，非标一天出图",
        "三维CAD与PLM图档管理|非标设备参数化设计|设计到物料清单一键下发",
        (6, 40),
    ),
    "network_5g": (
        2,
        "厂区无线常掉线，叉车终端没法用|老车间布不了线|高清质检图像传不动",
        "建厂区5G专网|车间无线全覆盖|工业网络改造，办公生产分开",
        "5G专网与工业无线覆盖|工业环网改造，生产办公分域|厂区5G加边缘计算",
        (10, 80),
    ),
}

LEVELS = {
    1: "全靠手工和纸单",
    2: "只有{财务软件|Excel表}",
    3: "用着老进销存",
    4: "部分{设备带通信口|工序已联网}",
    5: "已有ERP，车间没打通",
    6: "ERP和报工都上了",
}

NEEDS = (
    "{who}{does}。{pain}，{want}{budget}{level}{by}{ask}",
    "{pain}，{pain2}。{want}{level}{budget}{by}{ask}",
    "{现状|目前}：{state}；{痛点|问题}：{pain}。{want}{budget}{by}{ask}",
    "{want}。{who}{people}，{pain}{level}{budget}{by}{ask}",
    "{客户审厂提了要求，|老板下决心要改，|县里培训听完很受触动，|年轻人接班后}{want}{budget}。{pain}{level}{by}{ask}",
)

OFFERS = (
    "{has}{price}{level}{days}。{cases}{ask}",
    "{针对|面向}{who2}，{提供|主推}{has}{days}{level}{price}。{ask2}",
    "{做过|服务过}{who2}{多年|二十多家}，{has}{price}{days}。{cases}",
    "{has}，{按模块买|按年订阅|一次买断都行}{price}{level}。{cases}{ask}",
)

CONSUMER = (
    "foodmachine",
    "garment",
    "potato",
    "flour",
    "frozen",
    "dairy",
    "ceramic",
    "furniture",
    "package",
    "seedling",
    "crop",
    "herb",
)

DRAWN = ("foodmachine", "autoparts", "foundry", "machining", "steelwork", "furniture")

RELATED = {
    "mes": ("erp", "iiot"),
    "erp": ("mes", "logistics"),
    "cloud": ("security",),
    "iiot": ("mes", "network_5g"),
    "logistics": ("erp",),
    "ecommerce": ("cloud",),
    "security": ("cloud",),
    "diagnosis": ("mes", "erp"),
    "design": ("erp",),
    "network_5g": ("iiot", "security"),
}

GOODS_SAID = {
    "foodmachine": "整机",
    "concrete": "商砼",
    "block": "砌块",
    "pvglass": "玻璃",
    "silane": "钢瓶气",
    "coking": "焦炭",
    "autoparts": "制动鼓",
    "foundry": "铸件",
    "machining": "来图件",
    "steelwork": "构件",
    "textile": "棉纱",
    "garment": "工装",
    "potato": "粉条",
    "flour": "面粉",
    "frozen": "水饺",
    "dairy": "酸奶",
    "ceramic": "瓷器",
    "furniture": "家具",
    "package": "纸箱",
    "plastic": "编织袋",
    "seedling": "苗木",
    "crop": "净菜",
    "herb": "饮片",
}

TARGETS = (
    ("机加工和铸造企业", ("C33", "C34", "C36")),
    ("食品和淀粉加工企业", ("C13", "C14")),
    ("纺织服装企业", ("C17", "C18")),
    ("建材和玻璃企业", ("C30",)),
    ("化工和电子材料企业", ("C25", "C26", "C39")),
    ("家具包装企业", ("C21", "C22", "C29")),
    ("物流和冷链企业", ("G",)),
    ("中小制造企业", ("C",)),
    ("商贸和种养企业", ("A", "F")),
)

# for whom some domains are; places in TARGETS
FOR = {
    "mes": range(6),
    "design": (0, 3, 5),
    "network_5g": (0, 3, 4),
    "ecommerce": (1, 2, 5, 8),
    "logistics": (1, 3, 5, 6, 8),
}

ASKED = {2: "有专人管电脑台账", 3: "已用进销存或财务软件", 4: "设备有通信接口", 5: "ERP已上线"}

# parts of the sentences above
BUDGET = "，{预算|打算投}{figure}万元"
NOW = "，{现在|目前}{state}"
BY = "，{{when}前{上线|用起来}|最好{when}前跑通}"
ASK = "。{要能本地上门|先看同行案例|要带培训|分期付款可谈|不想换掉现有财务软件|}"
PRICE = "，{价{figure}万元起|{figure}万元起步|起步价{figure}万元}"
LEAST = "，{要求企业|适合}{asked}"
DAYS = "，{{四十五天|两个月|三十天|一个季度}上线|实施周期{两|三}个月|}"
CASES = "{{许昌、平顶山|周边县区|省内}有{六|九|十几}家在用{，可带看现场|}|工程师常驻许昌|首年运维不收费|可先试用一个月|上云补贴和技改奖补材料可以帮着备|培训到班组长会用为止}"
SALE_ASK = "。{老设备不用换|数据归企业|与常用财务软件有接口|}"
PROMISE = "{有同行样板可看|不满意首付退回|驻厂实施|合同写明验收指标}"
TITLES = ("{n}需求", "{n}项目", "{n}（{p}）", "{n}找服务商")
WORKSHOP = ("mes", "design", "network_5g")  # of no use to a haulier or a nursery
