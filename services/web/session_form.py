"""What is announced of a docking session: the fields in which it is planned and revised."""

from __future__ import annotations

from domain.postings.tracks import TRACKS
from domain.sessions.codes import SESSION_KINDS
from services.web.forms import column

ANNOUNCED = (
    column("title", "名称", "text", example="五月政银企对接会"),
    column("track", "赛道", "choice", choices={code: row.title for code, row in TRACKS.items()}),
    column("kind", "形式", "choice", choices=SESSION_KINDS),
    column("venue", "地点", "text", example="县会议中心"),
    column("day", "日期", "date"),
    column("starts", "开始时间", "text", example="09:00"),
    column("slot_minutes", "每时段", "count", "分钟", example="15"),
    column("slots", "时段数", "count", example="16"),
    column("tables", "桌数", "count", example="15"),
    column("capacity", "单位数上限", "count", example="120"),
    column("most_each", "每家企业最多会面", "count", "次会面", example="4"),
    column("least_each", "每家企业最少会面", "count", "次会面", needed=False, example="2"),
    column("most_partner", "每家对接方最多会面", "count", "次会面", needed=False, example="12"),
    column("change_minutes", "每时段末换桌", "count", "分钟", needed=False, example="3"),
    column("request_quota", "每家可请求会面", "count", "次会面", needed=False, example="3"),
    column("request_hours", "请求有效", "count", "小时", needed=False, example="48"),
    column("met_before", "以前见过的还可再见", "yes_no", needed=False),
    column("by_invitation", "只限受邀单位报名", "yes_no", needed=False),
    column("campaign", "所属活动", "text", needed=False, example="行长进万企"),
)
