"""The concept lexicon: which words of the field mean the same thing.

倒贷, 转贷, 过桥 and 调贷 share no word, yet a firm asking for one is served by a fund offering
another. Each concept has an English name and its words; a text in which one of them stands as a
word of its own gets the feature `#name` beside its own words. The lexicon is data with a version:
a `Lexicon` is a value, another one can be handed to everything that takes one.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any, Self

from domain.canonical import canonical


@dataclass(frozen=True)
class Lexicon:
    """Concepts with their words; hashable, so that an analyzer may be kept for it.

    `concepts` is sorted by name, each concept's words are sorted: build it with `Lexicon.of`.
    """

    version: str
    concepts: tuple[tuple[str, tuple[str, ...]], ...]

    @classmethod
    def of(cls, version: str, concepts: dict[str, str]) -> Self:
        """From `{concept: "word word ..."}`; ValueError when a word has two concepts."""
        seen: dict[str, str] = {}
        for concept, words in concepts.items():
            for word in words.split():
                if seen.setdefault(word.casefold(), concept) != concept:
                    raise ValueError(f"{word!r} belongs to {seen[word.casefold()]} and {concept}")
        ordered = ((name, tuple(sorted(set(concepts[name].split())))) for name in sorted(concepts))
        return cls(version, tuple(ordered))

    @property
    def digest(self) -> str:
        """sha256 of version and content: two lexicons with one digest behave the same."""
        return hashlib.sha256(canonical(self.to_data())).hexdigest()

    def to_data(self) -> dict[str, Any]:
        return {"version": self.version, "concepts": {k: list(v) for k, v in self.concepts}}

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> Self:
        return cls.of(data["version"], {k: " ".join(v) for k, v in data["concepts"].items()})


LEXICON = Lexicon.of(
    "2025-1",
    {
        # money
        "bridge": "倒贷 转贷 续贷周转 过桥 过桥资金 调贷 应急周转 应急转贷 无还本续贷 转续贷",
        "working_capital": "流动资金 流贷 周转资金 经营周转 资金周转",
        "unsecured": "信用贷 信用贷款 无抵押 免抵押 纯信用 无担保",
        "real_estate_cert": "不动产证 房产证 土地证 产权证 房产抵押 不动产抵押",
        "guarantee": "担保 保证担保 融资担保 担保公司",
        "receivables": "应收账款 保理 应收款 账款质押",
        "order_finance": "订单融资 订单贷 合同贷 供应链融资 供应链金融",
        "ip_pledge": "知识产权质押 专利质押 商标质押 知识产权贷款",
        "discount": "贴现 票据贴现 承兑汇票 银行承兑",
        "tax_loan": "税易贷 银税互动 税务贷 以税定贷",
        "farm_loan": "惠农贷 农户贷款 涉农贷款 农贷",
        "interest_subsidy": "贴息 利息补贴 财政贴息",
        # goods and making
        "equipment": "设备 机器 生产线 技改 技术改造 设备更新",
        "lathe": "数控车床 数控 车工 cnc 数控机床",
        "concrete": "商砼 混凝土 预拌混凝土 商品混凝土",
        "pv_glass": "光伏玻璃 太阳能玻璃",
        "silane": "硅烷 硅烷气 电子级硅烷 电子级硅烷气",
        "steel": "钢材 型钢 钢板 螺纹钢",
        "packaging": "纸箱 包材 包装盒 包装材料",
        "logistics": "物流 货运 配送 仓储物流",
        "castings": "铸件 铸造件 压铸件",
        "auto_parts": "汽车零部件 汽车配件 汽配 车用零件",
        "battery": "锂电池 动力电池 锂离子电池 储能电池",
        "coking": "焦化 焦炭 煤化工 焦煤",
        "textile": "纺织品 面料 织布 坯布",
        "distribution": "经销商 代理商 分销 渠道商",
        "purchase": "采购 求购 购买 集采",
        # research
        "rd_outsourcing": "联合研发 技术攻关 委托开发 合作研发 技术难题",
        "transfer": "成果转化 技术转让 专利转让 技术转移",
        "wastewater": "废水 污水 废水处理 污水处理",
        "flue_gas": "烟气 废气 尾气 脱硫脱硝",
        "machine_vision": "机器视觉 视觉检测",
        "pilot_scale": "中试 中试基地 放大试验",
        # policy
        "policy_subsidy": "补贴 奖补 奖励 专项资金 补助",
        "tax_relief": "减税 免税 税收优惠 税费减免 退税",
        "hi_tech_firm": "高新技术企业 高企 高企认定",
        "specialised_firm": "专精特新 小巨人 专精特新企业",
        "credit_repair": "信用修复 失信修复",
        "land_use": "用地 土地指标 工业用地 建设用地",
        "permit": "许可证 行政许可",
        # people
        "recruit_operator": "操作工 普工 一线工人 产线工人 作业员",
        "technician": "技工 技师 技术工人 维修工",
        "welder": "焊工 电焊工 焊接工",
        "electrician": "电工 高低压电工 维修电工",
        "recruiting": "招聘 招工 用工 招人 用人",
        "internship": "实习 见习 顶岗实习",
        "board_and_lodging": "包吃住 包食宿 食宿 提供住宿",
        "social_insurance": "五险一金 社保 五险",
        "training": "培训 技能培训 岗前培训",
        "sales_staff": "销售员 业务员 销售代表 销售专员",
        # digitization
        "cloud": "上云 云化 云平台 云服务 云计算",
        "mes_erp": "mes erp 信息化系统 制造执行系统",
        "industrial_internet": "工业互联网 物联网 设备联网 iot",
        "smart_factory": "智能工厂 智能制造 数字化车间 智能车间",
        "digital_change": "数字化转型 数字化改造 智改数转 数字化",
        "data_security": "数据安全 网络安全 等保",
        "online_shop": "电商 网店 电子商务 线上销售",
        "office_automation": "协同办公 oa 办公自动化",
        "e_signature": "电子签章 电子合同 电子签名",
    },
)
