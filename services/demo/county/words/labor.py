"""Words of those who look for hands, and of those who have some."""

from __future__ import annotations

SEASONAL = ("tobacco", "potato", "crop", "seedling", "frozen", "garment")

WHY = (
    "{年后返岗率不到八成|几个老师傅到龄退了}|{新线月底试车|新车间投产}|{订单排满了，|单子追得紧，}{两班变三班|要开夜班}|{去年走了几个，|这拨人}一直没补齐|"
    "{旺季在即|麦收前后人手最紧}|{外地务工的多，}{熟手难找|本地招不够}|{技改后岗位调整|新客户上量}"
)

NEEDS = (
    "{who}{does}，{why}，{招|现招}{job}{count}。{skills}{wage}{shift}{house}{perk}{start}",
    "{招|急招|长期招}{job}{count}，{skills}{wage}{shift}{house}{perk}{start}",
    "{why}，{缺|还差}{job}{count}。{skills}，{有师傅带|试岗三天有工资|入职就签合同}{wage}{house}{shift}{start}",
    "{job}{count}，{在{place}上班|厂在{place}，通公交}{wage}{shift}{house}。{skills}{perk}{start}{why2}",
    "{does}。{现需|计划招}{job}{count}{start}{wage}{shift}{house}。{要求|条件}：{skills}{perk}",
)

SEASON_NEEDS = (
    "{季节工|短期工}：{job}{count}，{about}到{end}，{skills}{wage}{house}{shift}。{工钱半月一结|日清日结可谈|干满全季加奖}",
    "{why}，{about}起要{job}{count}，{用到|干到}{end}。{skills}{wage}{house}，{有车到村里接|中午管饭|可整队来}",
)

OFFERS = (
    "{我公司|我们}{手里有|近期可送}{job}{count}，{skills}{wage}{shift}{house}{start}。{做过同类厂|可先面试|送岗后有人驻厂|不合适三天内换人|体检和健康证齐}",
    "{可供|能组织}{job}{count}，{多在|主要来自}{襄城、郏县乡镇|许昌周边|汝河沿岸几个乡|县里返乡人员}，{skills}{wage}{house}{shift}{start}",
    "{劳务派遣、外包、代招|代招和短期用工}都做，{眼下|现有}{job}{count}{可调|待岗}{start}{wage}{shift}{house}。{skills}",
)

SCHOOL = (
    "{今年|本届}{毕业班|实习班}{class_of}学{job}，{about}{可顶岗|可实习}，{基础操作过关|校内实训一年半}{wage}{shift}{house}。{学校有老师跟班|留用率七成以上|可签订单班}",
    "{短期技能培训班|定向培训班}结业{class_of}，{工种|方向}{job}，{skills}{start}{wage}{shift}{house}。{可按企业要求再练一周|持初级证书}",
)

EXCHANGE = (
    "{余缺调剂|错峰共享用工}：{who}{does}，{近两个月是淡季|等一条线检修}，{可借出|能匀出}{job}{count}，{工资社保由我方发，按月结算|带队班长一起去}{start}{wage}{shift}{house}",
    "{我方检修停产|订单空档}，{job}{count}{可短期支援|愿意共享给同行}，{skills}{start}{wage}{shift}{house}。{用工协议三方签|到期整队返回}",
)

# parts of the sentences above
HOUSED = "，{管住|包住宿|宿舍四人间有空调|住厂里不要钱}"
UNHOUSED = "，{不提供住宿|住得近的优先|不管住、有班车}"
PERK = "，{五险|交社保|满半年交五险|有全勤奖|中午管饭|节日有福利|}"
START = "，{{day}前到岗|{about}上班}"
PAY = "，{{how}|工资|综合}{low}{—|到}{high}元"
NO_PAY = "，{工资面议|计件，多劳多得}"
SHIFT = {
    "day": "{长白班|白班}",
    "night": "夜班",
    "two": "{两班倒|十二小时两班}",
    "three": "{三班倒|四班三运转}",
    "flexible": "{弹性排班|时间灵活}",
}
WAGE_FROM = "，{月薪|工资|到手}{不低于|至少}{least}元"
SHIFTS_TAKEN = "，{takes}{都能接受|都行}"
SHIFT_TAKEN = "，{可上{takes}|{takes}能接受}"
ROOM = "，{要安排住宿|需管住|离家远要住厂}"
NO_ROOM = "，{自己解决住宿|住得近，不用管住}"
FREE = "，{{day}{起能到岗|后随时到岗}|{about}可到岗}"

TITLES = ("招{n}{c}", "{n}{c}", "急招{n}", "{n}用工需求")
SUPPLY_TITLES = ("可供{n}{c}", "{n}{c}待岗", "{n}劳务", "{n}{c}")
# words in a job's skills that only an employer would say
PROMISES = (
    "厂里",
    "可家门口",
    "结算",
    "计件",
    "提成",
    "有师傅",
    "带薪",
    "另",
    "补贴",
    "包吃",
    "优先",
    "更好",
    "也收",
    "季节工",
)
TAUGHT = (
    "lathe",
    "cnc",
    "welder",
    "electrician",
    "instrument",
    "sewer",
    "draftsman",
    "quality",
    "mechanic",
    "operator",
)  # at school
MANY = (
    "general",
    "packer",
    "sewer",
    "sorter",
    "operator",
    "spinner",
)  # jobs that are filled by the dozen
