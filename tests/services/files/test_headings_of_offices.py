"""Rows of headings as offices write them: the kind of table and what each column fills.

A line a table: its title in 《》 where it has one, then its headings; "=field" behind those that
fill something. Everything else is left, and most of all what is about another thing.
"""

from __future__ import annotations

import pytest

from services.files.sheets.sheets import Cell, Sheet, SheetRow
from services.files.tables.mapping import recognise

TABLES = {
    "bank.need": """
序号 企业名称=party_name 融资需求（万元）=amount_fen 担保方式=collateral_kinds 备注=remark
企业名称=party_name 贷款金额（万元）=amount_fen 贷款期限（月）=tenor_days 贷款用途=purpose \
联系人 联系电话
序号 乡镇=regions 企业名称=party_name 法人 联系电话 已有贷款余额 拟申请贷款金额=amount_fen \
用途=purpose
《融资需求汇总表》 企业名称=party_name 金额=amount_fen 期限=tenor_days 抵押物价值 是否有抵押物
单位名称=party_name 统一社会信用代码=party_code 上年营业收入 资金缺口=amount_fen \
用款时间=needed_by
申请企业=party_name 申请金额（万元）=amount_fen 期望利率=max_rate_bp 意向银行 审批金额 放款日期
企业名称（盖章）=party_name 2025年贷款金额 2026年融资需求=amount_fen 融资用途=purpose
企业名称=party_name 所属行业=industries 贷款余额 融资需求额度=amount_fen 融资需求类型 \
增信方式=collateral_kinds
借款企业=party_name 借款期限=tenor_days 借款用途=purpose 贷款金额=amount_fen 银行账号 开户银行
企业名称=party_name 现有贷款余额 现贷款利率 资金需求金额=amount_fen 可接受利率=max_rate_bp \
征信情况
1.企业名称=party_name 2.融资需求（万元）=amount_fen 3.融资期限=tenor_days 4.还款来源
企业名称=party_name 银行名称 已放款金额 融资需求金额=amount_fen 资金用途=purpose 对接结果
企业全称=party_name 资金需求（单位：万元）=amount_fen 需求期限=tenor_days 是否首贷 是否逾期
融资企业=party_name 融资额度=amount_fen 融资期限=tenor_days 担保措施=collateral_kinds 担保金额
《小微企业贷款需求登记表》 企业=party_name 金额（万元）=amount_fen 用途=purpose 到期时间
企业名称=party_name 原贷银行=existing_bank 贷款到期日=existing_loan_due_on 贷款需求=amount_fen
企业名称=party_name 行业=industries 注册资本（万元） 负债总额 贷款需求（万元）=amount_fen \
期限=tenor_days
企业名称=party_name 法人身份证号 企业地址 需求金额=amount_fen 融资期限=tenor_days 需求提出时间
企业名称=party_name 融资成本 授信额度 拟融资金额=amount_fen 用款用途=purpose 实际放款
企业名称=party_name 产业链 总投资 资金需求额=amount_fen 抵质押物=collateral_kinds 近三年贷款情况
""",
    "bank.offering": """
银行名称=party_name 产品名称=title 贷款额度=amount_max_fen 利率=rate_from_bp 期限=tenor_max_days
《银行信贷产品一览表》 银行=party_name 产品=title 额度=amount_max_fen 担保方式=collateral_kinds \
办理时限
金融机构=party_name 金融产品=title 适用对象=remark \
最高额度（万元）=amount_max_fen 利率=rate_from_bp \
客户经理
金融机构名称=party_name 信贷产品=title 最高贷款金额=amount_max_fen 准入条件=remark 贷款余额 累计投放
银行名称=party_name 贷款产品=title 起贷金额=amount_min_fen 最高额度=amount_max_fen 最高利率
《金融产品汇总》 机构=party_name 产品名称=title 产品介绍=text 支持领域=purposes 联系电话
银行名称=party_name 产品名称=title 单户最高额度=amount_max_fen 贷款期限（月）=tenor_max_days \
支持户数
银行名称=party_name 产品名称=title 服务区域=regions 授信额度=amount_max_fen 年利率=rate_from_bp \
不良率
银行名称=party_name 产品名称=title 适用行业=industries 额度上限=amount_max_fen \
担保要求=collateral_kinds
金融机构=party_name 产品名称=title 额度（万元）=amount_max_fen 执行利率=rate_from_bp 累计放款金额
《贷款产品》 银行名称=party_name 产品名称=title 利率下限=rate_from_bp 审批时限 服务热线
承办银行=party_name 贷款产品名称=title 产品额度=amount_max_fen 贷款利率=rate_from_bp 还款方式
""",
    "sales.need": """
企业名称=party_name 采购产品=product_name 规格型号=spec 年采购量=quantity 单位=unit 现供应商
采购单位=party_name 物资名称=product_name 规格=spec 数量=quantity 计量单位=unit \
交货时间=deliver_by
《采购需求清单》 企业名称=party_name 产品名称=product_name 需求数量=quantity \
最高限价=max_unit_price_fen
需求单位=party_name 采购品名=product_name 型号=spec 采购量=quantity 预算单价=max_unit_price_fen
企业名称=party_name 原材料名称=product_name 去年采购量 年需求量=quantity 现采购价格 采购周期
采购企业=party_name 需求产品=product_name 技术要求=spec 需求量=quantity 到货日期=deliver_by
《本地配套需求》 企业名称=party_name 采购产品=product_name 采购金额（万元） 供应商 \
年采购量=quantity
企业名称=party_name 物料名称=product_name 规格型号=spec 采购产品用途 需求数量=quantity 付款方式
采购单位=party_name 供应单位 采购产品名称=product_name 数量=quantity 交货期=deliver_by 质量要求
《求购信息》 企业名称=party_name 品名=product_name 数量=quantity 单价（元）=max_unit_price_fen \
联系人
企业名称=party_name 采购物资=product_name 上年采购量 采购量=quantity 单位=unit 意向供应商
""",
    "sales.offering": """
企业名称=party_name 主要产品=product_name 规格=spec 年产能=quantity 单位=unit 年产值
《工业品供应目录》 企业名称=party_name 产品名称=product_name 型号=spec 数量=quantity \
出厂价=unit_price_fen
供货单位=party_name 供应产品=product_name 供应量=quantity 起订量=min_quantity 报价=unit_price_fen
生产企业=party_name 主导产品=product_name 产能=quantity 供货价=unit_price_fen 上年销售额
供应单位=party_name 品名=product_name 规格型号=spec 供货能力=quantity 供货时间=deliver_from
企业名称=party_name 主营产品=product_name 年产能=quantity 产地=origin 主要客户 市场占有率
《产品供给清单》 企业名称=party_name 产品=product_name 供应数量=quantity \
最小起订量=min_quantity 品牌
供应企业=party_name 供应产品名称=product_name 单位=unit 参考价=unit_price_fen 库存
《优质产品目录》 企业名称=party_name 产品名称=product_name 产品规格=spec 产能=quantity 销售收入
""",
    "labor.need": """
单位名称=party_name 岗位名称=occupation 需求人数=headcount 学历要求=remark \
工资待遇（元/月）=wage_min_fen
企业名称=party_name 工种=occupation 缺工人数=headcount 现有职工 薪资待遇=wage_min_fen 联系电话
用人单位=party_name 招聘岗位=occupation 招聘人数=headcount 已招人数 月薪=wage_min_fen
《用工需求登记表》 企业名称=party_name 岗位=occupation 人数=headcount 是否提供食宿=housing \
年龄要求
企业名称=party_name 职位=occupation 拟招聘人数=headcount 任职要求=text 年薪（万元） 五险一金
企业名称=party_name 用工岗位=occupation 用工人数=headcount 上岗时间=start_on 试用期工资
序号 企业名称=party_name 招聘工种=occupation 招工人数=headcount 班次=shift 食宿=housing 性别
招聘单位=party_name 岗位名称=occupation 名额=headcount 岗位要求=text 月工资（元）=wage_min_fen \
工作地点=remark
企业名称=party_name 岗位=occupation 用工数量=headcount 日工资 工资范围=wage_min_fen \
到岗时间=start_on
企业名称=party_name 工种=occupation 计划招聘人数=headcount 平均工资 待遇=wage_min_fen 用工形式
《重点企业缺工情况表》 企业名称=party_name 职工总数 岗位=occupation 人数=headcount \
是否包吃住=housing
用工企业=party_name 缺工岗位=occupation 缺工人数=headcount 缺工时间 薪酬=wage_min_fen 社保
《企业招聘岗位信息》 单位名称=party_name 岗位=occupation 人数（人）=headcount \
薪资（元/月）=wage_min_fen 专业要求
企业名称=party_name 工种=occupation 男 女 需求人数=headcount 小时工资 是否提供住宿=housing
""",
    "labor.offering": """
《劳务输送信息表》 机构名称=party_name 可提供工种=occupation 可输送人数=headcount 已输送人数
《劳动力资源登记》 机构名称=party_name 工种=occupation 劳动力人数=headcount 期望工资=wage_from_fen
机构名称=party_name 可供岗位=occupation 可输送人数=headcount 可到岗时间=available_from 身份证号
机构名称=party_name 求职工种=occupation 劳动力人数=headcount 期望月薪=wage_from_fen 户籍地址
《人力资源供给清单》 学校名称=party_name 职业工种=occupation 人数=headcount 期望薪资=wage_from_fen
《求职人员登记》 机构名称=party_name 工种=occupation 可输送人数=headcount \
期望工资（元/月）=wage_from_fen 年龄
机构名称=party_name 可供工种=occupation 可供人数=headcount 期望月薪不低于（元）=wage_from_fen \
技能证书
""",
    "academia.need": """
企业名称=party_name 技术需求名称=title 技术难题描述=text 拟投入资金（万元）=budget_fen 联系人
《技术需求征集表》 企业名称=party_name 需求名称=title 需求描述=text 合作方式=cooperation 研发投入
出题企业=party_name 难题名称=title 难题描述=text 研发预算=budget_fen 意向合作单位
企业名称=party_name 技术难题=title 技术需求内容=text 主要技术指标=remark 预算经费=budget_fen \
研发人员数
《科技攻关需求》 企业名称=party_name 需求技术=title 拟合作方式=cooperation 上年研发投入 合作高校
《企业技术难题汇总》 企业名称=party_name 技术领域 技术难题描述=text 投入预算=budget_fen \
现有技术水平
企业名称=party_name 需求技术=title 项目预算=budget_fen 合作形式=cooperation 所属技术领域
企业名称=party_name 技术需求名称=title 技术难题描述=text 已合作单位 意向合作方式=cooperation
《关键技术需求表》 企业名称=party_name 项目名称=title 具体需求=text 项目总投资 经费来源 \
合作方式=cooperation
企业名称=party_name 技术需求=text 所属领域 拟投入金额（万元）=budget_fen 专利数量
《揭榜挂帅技术难题》 出题企业=party_name 难题名称=title 难题描述=text 期望完成时间=needed_by
企业名称=party_name 技术难题=title 研发费用 研发预算（万元）=budget_fen 是否高新技术企业
""",
    "academia.offering": """
院校名称=party_name 成果名称=title 成果简介=text 转让费（万元）=fee_fen 专利号
《科技成果清单》 高校名称=party_name 成果名称=title 技术成熟度=trl 合作方式=cooperation 完成人
完成单位=party_name 科技成果名称=title 技术简介=text 转化方式=cooperation 获奖情况
学校名称=party_name 技术名称=title 成熟度=trl 转让价格=fee_fen 已转化情况
《专利清单》 院校名称=party_name 专利名称=title 技术特点=text 拟转化方式=cooperation 预期效益
《高校专利成果目录》 学校名称=party_name 专利名称=title 专利号 转让费=fee_fen 成果完成时间
高校名称=party_name 成果名称=title 成果介绍=text 合作形式=cooperation 应用领域 联系人
《科研成果汇总》 院校名称=party_name 成果名称=title 技术成熟度=trl 投资估算 负责人
""",
    "digitization.need": """
企业名称=party_name 是否上云 现有系统 改造需求=text 预算（万元）=budget_fen 上线时间=go_live_by
《数字化改造需求摸底表》 企业名称=party_name 需求领域=domain 需求描述=text 投入预算=budget_fen \
已投入资金
企业名称=party_name 数字化领域=domain 计划上线时间=go_live_by 意向服务商 设备联网率
《企业信息化需求》 企业名称=party_name 系统类型=domain 具体需求=text 累计投入 资金预算=budget_fen
《中小企业数字化转型需求》 企业名称=party_name 行业=industries 改造领域=domain \
计划投入=budget_fen 已上系统
企业名称=party_name 数字化需求=text 期望上线时间=go_live_by 现服务商 预算金额=budget_fen
企业名称=party_name 改造环节 改造内容=text 拟投入资金（万元）=budget_fen 完成时间=go_live_by \
改造进度
《智能化改造意向》 企业名称=party_name 系统类型=domain 预算=budget_fen 已有系统 是否诊断
单位名称=party_name 信息化需求=text 需求领域=domain 上年投入 项目预算=budget_fen
《企业上云需求》 企业名称=party_name 需求类型=domain 需求描述=text 设备数量 主要设备
企业名称=party_name 数字化改造需求=text 拟投入金额=budget_fen 信息化现状 是否完成改造
""",
    "digitization.offering": """
服务商名称=party_name 解决方案名称=title 服务领域=domains 报价（万元）=price_from_fen 典型案例
《数字化服务商产品目录》 服务商=party_name 产品名称=title 产品类型=domains \
起步价=price_from_fen 已服务企业数
服务商名称=party_name 方案名称=title 服务类型=domains 服务价格=price_from_fen 实施周期
服务商名称=party_name 服务名称=title 服务行业=industries 起价=price_from_fen 注册资本
《数字化解决方案》 服务商名称=party_name 解决方案名称=title 服务领域=domains \
价格=price_from_fen 资质
服务商=party_name 产品名称=title 服务类型=domains 起价（万元）=price_from_fen 成立时间
《信息化服务商名录》 服务商名称=party_name 方案名称=title 服务领域=domains 部署方式 案例
《智能化改造产品》 服务商名称=party_name 产品名称=title 产品类型=domains 服务企业数 联系电话
""",
    "policy.need": """
企业名称=party_name 政策诉求=text 职工人数=employees 上年营业收入=revenue_fen \
研发投入占比=rd_ratio_bp
《企业政策需求表》 企业名称=party_name 拟申报政策=title 是否高新技术企业=high_tech 已享受政策
企业名称=party_name 上年研发投入=rd_spend_fen 项目投资额=investment_fen 成立年数=years_running \
纳税额
诉求企业=party_name 诉求内容=text 专精特新=srdi 高新技术企业=high_tech 已获补助金额
《政策诉求汇总》 企业名称=party_name 诉求内容=text 员工人数=employees 是否规上=above_scale 税收
企业名称=party_name 政策需求=text 高企=high_tech 专精特新=srdi 出口业务=exports 用电量
企业名称=party_name 拟申报政策=title 从业人数=employees 上年营业收入（万元）=revenue_fen 总投资
《惠企政策申请表》 企业名称=party_name 政策名称=title 上年研发投入（万元）=rd_spend_fen 注册资本
""",
    "policy.offering": """
政策名称=title 文号=doc_no 责任单位=party_name 申报条件=conditions 奖补标准=remark 申报材料
《惠企政策清单》 政策名称=title 发文单位=issuer 牵头部门=party_name 政策内容=text 支持对象
文件名称=title 发文字号=doc_no 发文机关=issuer 主管部门=party_name 申报截止时间=apply_through \
联系电话
《惠企政策一览表》 政策名称=title 主管部门=party_name 奖补金额=benefit_fen \
是否免申即享=auto_grant 已兑现金额
政策名称=title 责任部门=party_name 支持内容=text 最高奖补=benefit_fen 奖补比例=benefit_rate_bp \
资金来源
《扶持政策汇编》 政策名称=title 主管部门=party_name 扶持内容=text 申报期限=apply_through 申报流程
政策名称=title 文件号=doc_no 牵头单位=party_name 补助金额（万元）=benefit_fen 兑现金额
《奖补政策一览》 项目名称=title 责任单位=party_name 奖励金额=benefit_fen \
申报开始时间=apply_from 政策依据
政策名称=title 印发单位=issuer 责任部门=party_name 政策要点=text 有效期=valid_through 印发时间
《惠企政策目录》 文件名称=title 制定机关=issuer 主管部门=party_name 支持金额=benefit_fen 资金总额
政策名称=title 责任部门=party_name 申报截止时间=apply_through 免申即享=auto_grant 申报网址 \
政策级别
""",
    "party": """
《规模以上工业企业名单》 序号 企业名称=title 法人 电话=phone 年产值 从业人数 乡镇=region \
备注=remark
企业名称=title 统一社会信用代码=uscc 法定代表人 法人电话 联系人=contact 联系电话=phone 注册资本
《企业基本情况》 单位名称=title 所属行业=industry 企业规模=scale 是否规上=above_scale 营业收入
序号 单位名称=title 社会信用代码=uscc 联系人姓名=contact 手机号码=phone 联系人职务 银行账号
《重点企业名录》 企业名称=title 包联领导 服务专员 联系人及电话=contact 乡镇（街道）=region
企业全称=title 统一社会信用代码=uscc 企业类型 登记类型 行业代码=industry 是否停产
《企业台账》 企业名称=title 财务负责人 财务负责人电话 负责人=contact 联系电话=phone 地址
企业名称=title 曾用名 母公司名称 统一社会信用代码=uscc 划型=scale 规上企业=above_scale 入规时间
《银行机构名录》 银行名称=title 单位类型=roles 联系人=contact 电话=phone 行政区划=region
企业名称=title 组织机构代码 信用代码=uscc 是否重点企业=key_enterprise 规模=scale 身份证号
""",
}
LINES = [(kind, line) for kind, lines in TABLES.items() for line in lines.strip().splitlines()]


def read(line: str, data: tuple[SheetRow, ...] = ()) -> tuple[str | None, dict[str, str]]:
    title, _, rest = line.rpartition("》 ")
    names = [heading.partition("=")[0] for heading in rest.split()]
    rows = [SheetRow(1, (Cell(title.lstrip("《")),))] if title else []
    rows.append(SheetRow(2, tuple(map(Cell, names))))
    table, _ = recognise(Sheet("Sheet1", (*rows, *data)))
    return (table.kind, table.mapping) if table else (None, {})


@pytest.mark.parametrize(("kind", "line"), LINES, ids=[line for _, line in LINES])
def test_a_row_of_headings_tells_its_kind_and_what_each_column_fills(kind, line):
    fields = [heading.partition("=") for heading in line.rpartition("》 ")[2].split()]
    assert read(line) == (kind, {heading: field for heading, _, field in fields if field})
