"""Everyday words: what people write in lists for a choice, by the field and its code.

Only words with one meaning are in here: 小微企业 is a small one or a micro one, and is asked about.
"""

from __future__ import annotations

import re

SUFFIXES = re.compile(r"(?:企业|贷款|方式|系统|等|类|型|性)\Z")

# Said around a choice without saying more, or another thing.
FILLERS = re.compile(
    r"(?:补充|用于|用作|主要|企业|公司|贷款|周转|需求|需要|方式|方面|等|用|类|的)*"
)
SEPARATORS = re.compile(r"[、，,;；/|\n和及与或]")

_PURPOSES = {
    "working_capital": {"流贷", "流动资金贷款", "流动资金周转", "周转", "资金周转", "经营周转"}
    | {"日常经营", "生产经营", "经营", "补充流动资金", "流动资金需求", "短期周转"},
    "bridge": {"过桥", "倒贷", "转贷", "过桥资金", "倒贷资金"},
    "equipment": {"设备", "买设备", "购买设备", "设备采购", "采购设备", "设备更新", "更新设备"}
    | {
        "购设备",
        "添置设备",
        "新购设备",
        "购买生产设备",
        "购置生产设备",
        "生产设备",
        "购买机器设备",
    },
    "construction": {
        "建厂房",
        "厂房",
        "建厂",
        "新建厂房",
        "扩建厂房",
        "厂区建设",
        "基建",
    },
    "technical_upgrade": {"技改", "技术升级", "设备改造", "生产线改造", "升级改造"},
    "purchase": {
        "采购",
        "原材料",
        "原料",
        "买原料",
        "购原料",
        "采购原料",
        "采购原材料",
        "原材料采购",
    }
    | {"购买原料", "购买原材料", "进货", "备货"},
    "payroll": {"发工资", "工资", "支付工资", "员工工资"},
    "export_trade": {"外贸", "出口", "进出口", "国际贸易", "进出口结算"},
    "research": {"研发", "科研", "技术研发", "产品研发", "新产品研发"},
    "agriculture": {"农业", "种植", "养殖", "种养殖", "农业种植"},
}
_COLLATERAL = {
    "unsecured": {"信用贷", "纯信用", "免抵押", "无抵押"},
    "mortgage": {"房产抵押", "不动产抵押", "房产", "厂房抵押", "土地抵押", "土地", "厂房", "房地产"}
    | {
        "土地使用权抵押",
        "土地使用权",
        "住宅抵押",
        "厂房土地抵押",
        "房屋抵押",
        "不动产",
        "房抵",
        "土地厂房抵押",
    },
    "equipment_mortgage": {"设备", "机器设备", "机器设备抵押", "动产抵押"},
    "pledge": {"存单", "存单质押", "股权质押", "股权"},
    "receivables": {"应收账款", "应收款质押", "应收款"},
    "intellectual_property": {"专利", "专利质押", "知识产权", "商标质押"},
    "guarantee": {
        "保证",
        "第三方担保",
        "连带责任保证",
        "互保",
        "联保",
        "个人担保",
        "保证担保",
        "企业担保",
        "企业保证",
    },
    "guarantee_company": {"担保公司", "政府性担保", "融资担保", "担保公司保证"},
    "inventory": {"存货", "存货质押", "仓单", "仓单质押"},
}
_SHIFTS = {
    "day": {"长白班", "常白班", "白", "正常班"},
    "two": {"两班", "二班倒", "2班倒", "两班制"},
    "three": {"三班", "3班倒", "三班制"},
    "flexible": {"弹性工作", "不固定", "灵活"},
}
_COOPERATION = {
    "joint": {"联合攻关", "合作开发", "合作研发", "共同研发", "联合开发", "产学研合作"},
    "commissioned": {"委托研发", "委托"},
    "transfer": {"技术转让", "转让", "专利转让"},
    "license": {"许可", "专利许可", "技术许可"},
    "consulting": {"咨询", "技术服务", "技术指导"},
    "platform": {"共建", "共建实验室", "共建研发平台"},
}
_DOMAINS = {
    "mes": {"mes", "生产管理", "生产执行系统", "车间管理", "生产管理系统"},
    "erp": {"erp", "进销存", "管理软件", "企业管理系统", "企业管理软件"},
    "cloud": {"上云", "云服务", "云"},
    "iiot": {"工业互联网", "设备联网", "物联网", "数据采集"},
    "security": {"网络安全", "数据安全", "信息安全"},
    "diagnosis": {"诊断", "咨询诊断", "数字化诊断"},
    "design": {"cad", "plm", "研发设计"},
    "logistics": {"wms", "仓储", "仓储管理", "物流"},
    "ecommerce": {"电商", "电子商务", "网络营销", "直播电商"},
    "network_5g": {"5g", "工业网络"},
}
_ROLES = {
    "enterprise": {"公司", "工厂", "厂", "合作社", "个体", "个体工商户", "民营", "民企", "私营"}
    | {"有限责任公司", "股份有限公司", "有限公司", "股份公司", "个体户", "国有企业", "集体企业"}
    | {
        "外资企业",
        "私营企业",
        "农民专业合作社",
        "家庭农场",
        "个人独资企业",
        "合伙企业",
        "工业企业",
    },
    "bank": {"金融", "信用社", "农商行", "村镇银行", "银行机构"},
    "department": {"机关", "政府", "局", "委", "政府机关", "县直单位", "行政"},
    "university": {"高校", "院校", "大学", "学院", "科研院所", "研究所"},
    "agency": {"人力", "人力资源", "劳务", "劳务公司", "人力资源公司"},
    "supplier": {"服务商", "供应商", "软件公司"},
}
_SCALES = {"large": {"大"}, "medium": {"中"}, "small": {"小"}, "micro": {"微"}}

LEVEL_ENDS = re.compile("(?:阶段|水平|状态)\\Z|\\A(?:已|处于|目前)")
_MADE = dict.fromkeys(("产业化", "规模化生产", "规模化应用", "量产", "大规模生产", "批量化生产"), 9)
LEVELS: dict[str, dict[str, int]] = {"trl": _MADE, "trl_min": _MADE}
YES_OR_NO: dict[str, dict[bool, set[str]]] = {
    "housing": {
        True: {
            "包吃住",
            "包食宿",
            "包住",
            "提供",
            "可提供",
            "提供住宿",
            "提供食宿",
            "有宿舍",
            "管吃住",
        }
        | {"免费提供", "免费住宿", "包吃包住"},
        False: {
            "不提供",
            "不包",
            "不包住",
            "不包吃住",
            "自理",
            "食宿自理",
            "不提供住宿",
            "不提供食宿",
        },
    },
    "housing_needed": {True: {"需要", "要"}, False: {"不需要", "不要", "自行解决"}},
    "above_scale": {
        True: {"规上", "规上企业", "规模以上", "已入规", "规模以上企业"},
        False: {"规下", "规下企业", "规模以下", "未入规", "非规上"},
    },
    "high_tech": {True: {"高企", "高新技术企业"}, False: {"非高企"}},
    "auto_grant": {True: {"免申即享"}, False: {"需申报", "需申请"}},
}
EVERYDAY: dict[str, dict[str, set[str]]] = {
    "purpose": _PURPOSES,
    "purposes": _PURPOSES,
    "collateral_kinds": _COLLATERAL,
    "shift": _SHIFTS,
    "shifts": _SHIFTS,
    "cooperation": _COOPERATION,
    "domain": _DOMAINS,
    "domains": _DOMAINS,
    "roles": _ROLES,
    "scale": _SCALES,
}
