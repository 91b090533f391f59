"""Aliases: what offices call the columns and the lists that they have kept for years.

A heading is compared without its unit and its remark. What is written for a field of `TERMS` holds
in that kind of table alone.
"""

from __future__ import annotations

import re


def _words(words: str) -> tuple[str, ...]:
    return tuple(words.split())


def _by_field(lists: dict[str, str]) -> dict[str, tuple[str, ...]]:
    return {field: _words(words) for field, words in lists.items()}


_ANYBODY = (
    "企业名称 单位名称 公司名称 企业全称 单位全称 企业 企业名 单位名 公司 市场主体名称 "
    "单位详细名称 企业详细名称 法人单位名称 法人单位详细名称 企业(单位)名称 单位(企业)名称"
)
_NEEDING = (
    "申请企业 申请单位 用人单位 用工单位 用工企业 招聘单位 招聘企业 需求单位 需求企业 采购单位 "
    "采购企业 融资企业 融资主体 借款企业 借款人 出题企业 诉求企业 申报企业"
)
_OFFERING = (
    "供应单位 供货单位 供应企业 供货企业 生产企业 银行名称 金融机构 金融机构名称 服务商 服务商名称 "
    "高校院所 高校院所名称 科研院所 院所名称 院校名称 高校名称 学校名称 机构名称 完成单位"
)
PARTY_NAMES = {  # whose a row is, by side: 银行名称 in a list of needs is not
    "need": _words(f"{_ANYBODY} {_NEEDING}"),
    "offering": _words(f"{_ANYBODY} {_OFFERING}"),
}
CODES = _words(
    "统一社会信用代码 社会信用代码 信用代码 统一信用代码 企业代码 社会统一信用代码 统一社会代码 "
    "企业统一社会信用代码 单位代码"
)
SERIALS = frozenset(_words("id no no. num 序 序号 编号 行号 项次"))
REMARKS = frozenset(
    _words(
        "其他 其他说明 备注 备注说明 补充说明 需要说明的事项 奖补标准 补助标准 奖励标准 "
        "主要技术指标 技术指标 学历 学历要求 贷款对象 适用对象 所需资料 所需材料 准入条件 申请条件 "
        "工作地点 工作地址"
    )
)
REGIONS = (
    "所在地区 所属地区 所在乡镇 乡镇 属地 所在地 区域 所属乡镇 行政区划 县区 乡镇街道 乡镇/街道 "
    "乡镇、街道 乡(镇) 镇办 所在县区 所属县区 所属乡镇街道 所属乡镇/街道 所属区域"
)
INDUSTRIES = (
    "所属行业 行业类别 行业分类 国民经济行业 行业类型 行业代码 行业大类 行业门类 行业名称 "
    "国民经济行业代码 所属行业代码"
)

# Headings of a posting itself, whichever its track.
_POSTING = {
    "title": "需求名称 需求标题 项目名称 事项名称 需求项目 产品标题 标题名称",
    "text": (
        "需求描述 需求内容 具体需求 需求说明 情况说明 详细说明 具体内容 产品介绍 产品说明 "
        "内容 正文 简介 产品简介 主要内容 需求简述 具体情况 需求详情 需求情况 需求 "
        "需求事项 主要需求"
    ),
    "regions": REGIONS,
    "industries": INDUSTRIES,
    "valid_from": "起始日期 发布日期 有效期起",
    "valid_through": "有效期 有效期至 截止日期 有效期止",
}
_REACHING = {
    "regions": f"{REGIONS} 服务区域 服务地区 服务范围 适用地区 适用区域 供货区域",
    "industries": f"{INDUSTRIES} 适用行业 服务行业 支持行业",
}
COMMON = {
    "need": _by_field(_POSTING) | {"party_name": PARTY_NAMES["need"]},
    "offering": _by_field(_POSTING | _REACHING) | {"party_name": PARTY_NAMES["offering"]},
}
OF_PARTIES = _by_field(
    {
        "id": "单位编号 企业编号",
        "title": f"{_ANYBODY} {_NEEDING} {_OFFERING} 名称 银行",
        "uscc": " ".join(CODES),
        "roles": "单位类别 单位性质类型 机构类型 类别",
        "region": REGIONS,
        "industry": INDUSTRIES,
        "scale": "企业规模 规模类型 划型 企业划型 企业规模类型 企业划型类型",
        "above_scale": "规模以上 是否规上 是否规模以上 规上企业 是否规上企业",
        "key_enterprise": "是否重点企业 重点",
        "contact": (
            "联系人姓名 姓名 负责人 对接人 经办人 企业联系人 联系人及电话 联系人及联系方式 "
            "联系人及联系电话 联系人、电话 联系人电话及姓名 企业负责人"
        ),
        "phone": ("电话 手机 联系方式 联系人电话 手机号 手机号码 电话号码 联系手机 联系人手机"),
    }
)
TERMS = _by_field(
    {
        "bank.need.amount_fen": (
            "融资需求 融资需求金额 贷款金额 贷款需求 资金需求 融资额度 贷款额度 需求金额 申请金额 "
            "拟融资金额 拟贷款金额 金额 额度 融资需求额度 资金需求额 需求额度 申贷金额 意向金额 "
            "拟申请金额 资金缺口 缺口资金 用款金额 融资金额需求"
        ),
        "bank.need.tenor_days": (
            "贷款期限 融资期限 借款期限 需求期限 使用期限 用款期限 贷款年限 融资年限"
        ),
        "bank.need.purpose": "贷款用途 融资用途 资金用途 用款用途 借款用途",
        "bank.need.collateral_kinds": (
            "担保方式 抵押方式 抵质押物 抵押担保方式 担保措施 可提供担保 抵押物 增信方式 抵押情况 "
            "担保情况 可提供的担保 担保形式 可提供抵质押物"
        ),
        "bank.need.max_rate_bp": (
            "可接受利率 期望利率 利率要求 意向利率 最高利率 可承受利率 年利率 利率 可接受年利率"
        ),
        "bank.need.needed_by": "用款时间 用款日期 资金到位时间 需求时间 最迟到位时间",
        "bank.need.existing_loan_due_on": "贷款到期日 原贷款到期时间 贷款到期时间",
        "bank.need.existing_bank": "原贷银行 现贷款银行",
        "bank.offering.party_name": "银行 机构 所属银行 承办银行 发布机构 银行机构",
        "bank.offering.title": "产品名称 贷款产品 金融产品 信贷产品 产品 贷款产品名称 金融产品名称",
        "bank.offering.amount_min_fen": "最低额度 起贷金额 最低贷款金额",
        "bank.offering.amount_max_fen": (
            "最高额度 贷款额度 授信额度 额度上限 额度 最高贷款金额 单户最高额度 产品额度"
        ),
        "bank.offering.tenor_max_days": "贷款年限 贷款期限 期限 最长贷款期限",
        "bank.offering.purposes": "贷款用途 资金用途 用途 支持领域",
        "bank.offering.collateral_kinds": "担保方式 抵押方式 增信方式 担保要求",
        "bank.offering.rate_from_bp": "利率 年利率 最低利率 贷款利率 执行利率 利率下限",
        "sales.need.product_name": (
            "采购产品 产品 物资名称 采购品名 品名 需求产品 原材料名称 物料名称 采购物资 "
            "采购产品名称 产品名称及规格 产品名称及规格型号 品名及规格 采购内容"
        ),
        "sales.need.spec": "规格 型号 型号规格 规格要求 技术要求 产品规格 产品型号",
        "sales.need.quantity": "数量 需求数量 采购量 需求量 年需求量 年采购量",
        "sales.need.max_unit_price_fen": "单价 预算单价 最高限价 期望单价",
        "sales.need.deliver_by": "交货期 交货时间 交货日期 到货日期 需求时间",
        "sales.offering.product_name": (
            "产品 主要产品 主导产品 品名 供应产品 产品名称及规格 产品名称及规格型号 主营产品 "
            "供应产品名称"
        ),
        "sales.offering.spec": "规格 型号 型号规格 产品规格 产品型号 规格及型号",
        "sales.offering.quantity": "数量 供应量 产能 年产能 供货能力 供应数量",
        "sales.offering.min_quantity": "起订量 最小起订量",
        "sales.offering.unit_price_fen": "价格 报价 参考价格 参考价 出厂价 供货价",
        "sales.offering.deliver_from": "交货期 交货时间 供货时间",
        "academia.need.budget_fen": (
            "预算金额 研发预算 拟投入资金 投入预算 资金预算 预算经费 项目预算 拟投入金额 计划投入"
        ),
        "academia.need.cooperation": "合作意向 意向合作方式 合作形式",
        "academia.need.title": "技术需求名称 难题名称 技术难题 需求技术",
        "academia.need.text": "技术需求内容 难题描述 技术难题描述 技术需求 技术需求描述",
        "academia.need.needed_by": "期望完成时间 完成时间 完成期限",
        "academia.offering.title": "成果名称 技术名称 专利名称 科技成果名称",
        "academia.offering.trl": "成熟度 技术成熟度 成果成熟度",
        "academia.offering.text": "成果简介 技术简介 成果介绍 技术特点",
        "academia.offering.fee_fen": "转让费 转让价格 价格",
        "academia.offering.cooperation": "合作意向 转化方式 合作形式 拟转化方式",
        "labor.need.occupation": "岗位 岗位名称 工种 招聘岗位 职位 招聘工种 用工岗位 缺工岗位",
        "labor.need.headcount": (
            "招聘人数 需求人数 用工人数 缺工人数 招工人数 名额 拟招人数 用工数量 需求数量"
        ),
        "labor.need.wage_min_fen": (
            "工资待遇 薪资待遇 工资 薪资 月薪 月工资 待遇 薪酬待遇 薪酬 工资范围 薪资范围 "
            "最低工资 工资下限 最低薪资 薪资下限 最低月薪"
        ),
        "labor.need.wage_max_fen": "最高工资 工资上限 最高薪资 薪资上限 最高月薪",
        "labor.need.shift": "班次 工作班制 倒班方式 上班方式",
        "labor.need.housing": (
            "是否提供住宿 住宿 食宿 是否包住 包住 食宿情况 是否提供食宿 是否包吃住 是否包食宿 "
            "是否提供宿舍"
        ),
        "labor.need.start_on": "到岗时间 上岗时间 上岗日期 用工时间 开始时间",
        "labor.need.text": "岗位要求 任职要求 招聘要求 用工要求 岗位职责 要求",
        "labor.offering.occupation": "工种 岗位 可供岗位 职业工种 可提供工种 求职工种",
        "labor.offering.headcount": "人数 可输送人数 劳动力人数",
        "labor.offering.wage_from_fen": "期望工资 期望薪资 期望月薪 薪资要求 工资要求",
        "labor.offering.available_from": "到岗时间 可到岗时间",
        "digitization.need.domain": "需求领域 需求类型 数字化领域 系统类型 改造领域 改造方向",
        "digitization.need.text": "数字化需求 改造需求 改造内容 数字化改造需求 信息化需求",
        "digitization.need.budget_fen": (
            "预算金额 投入预算 拟投入资金 资金预算 计划投入 项目预算 拟投入金额"
        ),
        "digitization.need.go_live_by": "上线时间 期望上线时间 完成时间",
        "digitization.offering.domains": "服务领域 服务类型 产品类型",
        "digitization.offering.price_from_fen": "价格 起价 报价 服务价格",
        "digitization.offering.title": "产品名称 解决方案名称 服务名称 方案名称",
        "policy.need.above_scale": "是否规上 规上 规上企业 规模以上",
        "policy.need.high_tech": "是否高企 高企 高新企业 高新技术",
        "policy.need.srdi": "专精特新",
        "policy.need.exports": "出口业务",
        "policy.need.rd_ratio_bp": "研发费用占比 研发投入强度",
        "policy.need.employees": "从业人数 员工人数",
        "policy.need.title": "政策名称 拟申报政策 想申报的政策",
        "policy.need.text": "政策诉求 政策需求 诉求内容",
        "policy.offering.party_name": "责任单位 主管部门 牵头部门 责任部门 牵头单位",
        "policy.offering.title": "政策名称 文件名称 项目名称",
        "policy.offering.text": "政策内容 支持内容 扶持内容 政策要点",
        "policy.offering.benefit_fen": "奖励金额 补助金额 支持金额 最高奖补",
        "policy.offering.issuer": "发文机关 发布单位 发布机关 印发单位 制定机关",
        "policy.offering.doc_no": "文件号 发文字号",
        "policy.offering.apply_from": "申报开始时间 开始时间 申报时间开始 申报时间起",
        "policy.offering.apply_through": "申报截止时间 截止时间 申报期限 申报时间截止 申报时间止",
    }
)
# What may be called so, where its contents are of that field: 单位 over firms, not over 吨.
BY_CONTENTS = {
    field: _words(words)
    for field, words in {
        "party.title": "单位 名称",
        "party.roles": "性质 单位性质 企业性质 类型 单位类别",
        "party.scale": "单位规模 规模等级 企业类型 类型",
        "party_name": "单位 名称",
        "collateral_kinds": "担保 抵押 抵押担保 担保抵押",
        "regions": "工作地点 工作地址 地点 地址",
    }.items()
}
STANDS_FOR_PARTY = {"policy.offering": "issuer"}  # whose a row is, where no other column says so
# Columns under such a word are about other things than those which they would be about alone.
OTHERWISE = _words(
    "已 现有 存量 余额 原 累计 上年 去年 往年 其中 实际 同比 历史 目前 截至 不良 负债 贷款情况 "
    "融资情况 法人 法定代表人 财务 股东 主管部门 包联"
)
# And under these, unless it says that it asks: 授信 > 金额, but 合作需求 > 预算.
AS_IT_IS = _words(
    "目前 当前 现阶段 现状 授信 放款 成果 签约 合作 在贷 在用 在岗 用信 审批 成交 "
    "发放 获批 上次 他行"
)
LISTS = tuple(  # what a title, a sheet or a file is called, and the kind of table it is then
    (kind, re.compile(pattern))
    for kind, pattern in (
        (
            "party",
            r"(?:企业|单位|公司|机构|银行|服务商|规上|重点)(?:基本)?(?:名录|名单|信息|台账|目录|情况)",
        ),
        ("bank.need", r"(?:融资|贷款|资金|信贷|用款)\S{0,4}(?:需求|申请|意向|汇总)"),
        ("bank.offering", r"(?:贷款|金融|信贷|银行|融资)产品"),
        ("sales.need", r"(?:采购|求购|物资|原材料|配套)\S{0,4}(?:需求|清单|计划|意向)|求购"),
        ("sales.offering", r"(?:供应|供货|产品|销售|工业品)\S{0,4}(?:目录|清单|信息|供给)"),
        ("labor.need", r"(?:用工|招聘|岗位|缺工|招工)"),
        (
            "labor.offering",
            r"(?:劳动力|劳务|求职|人力资源|输送)\S{0,4}(?:供给|资源|信息|登记|清单|名单|汇总)",
        ),
        ("academia.need", r"(?:技术|科研|研发|科技)\S{0,4}(?:需求|难题|攻关)"),
        ("academia.offering", r"(?:科技|科研|技术|专利|转化)\S{0,4}成果|专利\S{0,4}(?:清单|目录)"),
        (
            "digitization.need",
            r"(?:数字化|信息化|两化融合|智能化|数转|上云)\S{0,8}(?:需求|意向|诊断|改造)",
        ),
        (
            "digitization.offering",
            r"(?:数字化|信息化|两化融合|智能化)\S{0,8}(?:产品|服务|方案|供给|服务商)",
        ),
        ("policy.need", r"(?:政策|惠企)\S{0,4}(?:需求|诉求|申请)"),
        ("policy.offering", r"(?:惠企|政策|扶持|奖补)\S{0,6}(?:清单|目录|汇编|一览|文件)"),
    )
)
