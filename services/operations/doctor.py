"""The doctor: what is wrong with the house, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import uuid_utils
from redis.exceptions import RedisError

from domain.log.entry import Entry
from domain.log.idempotency import CommandAnswered
from domain.values.dates import SHANGHAI, civil_date
from services.house.files import LOG_ADVICE, Damaged, check_files
from services.house.house import House
from services.house.settings import Settings
from services.house.view_titles import VIEW_TITLES
from services.house.views import WAYS_ON, reaching
from services.ledger.ledger import FULL, Conflict, Ledger, Unavailable
from services.operations.backup_state import BackupState
from services.operations.certificate import Validity, asked
from services.operations.health import Health, health
from services.operations.private import copied_up_to, exposed, master_place
from services.outbound.gateways import TITLES as CHANNELS
from services.outbound.relay import Client, connect
from services.stores.backups import KEYS_DAYS
from services.stores.notice_queue import Lately

GIB = 1024**3
LEAST_FREE = GIB // 2  # bytes: some weeks of a county's log, and room to tidy up
DISK = "请腾出磁盘空间：删去不用的文件，或换大一些的磁盘；有空间后会自己继续"
CLOCK = (
    "请核对这台机器的时间；没有错的话，请管理员在“系统状态”页确认，或运行 docking clock --confirm"
)
STREAM = "是恢复了备份吗？请与对方核对编号，见 docs/how-to/when-something-is-wrong.md"
GATEWAY = "请核对网关的地址和口令，见 send-notices.md；会自己再试，试过七次的在“发送失败的消息”里"
CALENDAR = "请在“参数”页按国务院办公厅的通知设置调休上班和放假的日子，或更新程序"
LATE_S = 30.0  # something that has been missing for longer is missed
TITLES = {"postings": "需求与供给", "proposals": "建议", "consents": "授权", "leads": "线索"}


@dataclass(frozen=True)
class Finding:
    """What was looked at, what is so, and what to do; `advice` is empty where all is well. What is
    only `due` some day is no fault yet."""

    what: str
    said: str
    advice: str = ""
    due: bool = False


def examine(
    settings: Settings, *, quick: bool = False, now: datetime | None = None
) -> list[Finding]:
    """Look at the log, the views, the streams and the clocks. `quick`: only whether work can be
    done, for a health check. Never raises for what it finds, but `Damaged` where the views' file
    is: it is made anew by whoever asked."""
    try:
        if not quick:
            check_files(settings)
        with House.open(settings, now=(lambda: now) if now else None) as house, reaching():
            return list(_quick(house) if quick else _whole(house))
    except Unavailable as away:
        reason = str(away).partition("\n")[0]
        if FULL.search(reason):
            return [Finding("日志", f"磁盘已满：{reason}", DISK)]
        return [Finding("日志", f"连不上：{reason}", "请检查数据库是否在运行、地址和口令是否正确")]
    except Damaged as damage:
        if damage.what == "views":
            raise
        return [Finding("数据文件", damage.told, damage.advice)]


def _quick(house: House) -> Iterator[Finding]:
    yield _log(house.log, house.now())
    if house.settings.redis:
        yield _redis(house.settings.redis)[1]
    now, last = house.now(), house.log.last()
    for view in house.views:
        lines = house.log.after(view.position, 1)
        late = bool(lines) and (now - lines[0].recorded_at()).total_seconds() > LATE_S
        yield _lag(view.name, last - view.position, "", late=late)


def _whole(house: House) -> Iterator[Finding]:
    yield _log(house.log, house.now())
    yield from _kept_private(house)
    if certificate := asked(house.settings.address, house.real_now()):
        yield certificate_finding(certificate)
    client = None
    if house.settings.redis:
        client, finding = _redis(house.settings.redis)
        yield finding
    try:
        yield from judged(health(house, client))
    except RedisError as away:
        yield Finding("消息流", f"读不出：{away}", "请检查 Redis")
    finally:
        if client is not None:
            client.close()


def _kept_private(house: House) -> Iterator[Finding]:
    """The master key, who may read what, and the copy of the chain."""
    settings = house.settings
    where, advice = master_place(settings)
    yield Finding("主密钥", where, advice)
    for path, mode, advice in exposed(settings):
        yield Finding("文件权限", f"{path} 是 {mode}，本机其他用户读得到", advice)
    last, copy = house.views.seals.position, copied_up_to(settings)
    if copy is not None:
        late = "请确认它所在的文件夹写得进" if copy < last else ""
        yield Finding("封存链抄本", f"{settings.keys_folder}，到位置 {copy}", late)


def judged(state: Health) -> Iterator[Finding]:
    """A finding for everything that can be wrong."""
    yield from _of_the_house(state)
    for view, (missing, seconds) in state.views.items():
        yield _lag(view, missing, f"，{seconds:.0f} 秒", late=seconds > LATE_S)
        if parked := state.parked[view]:
            advice = "原因见 docking views status；修正后 docking views rebuild"
            yield Finding(_view(view), f"搁置 {parked} 个事件", advice)
    for receiver, (missing, seconds) in state.relay.items():
        advice = "请确认 docking relay 在运行" if seconds > LATE_S else ""
        if missing < 0:
            yield Finding(f"消息流 {receiver}", f"比日志多 {-missing} 条", STREAM)
            continue
        yield Finding(f"消息流 {receiver}", f"未送 {missing} 条，{seconds:.0f} 秒", advice)
    for receiver, more in state.ahead.items():
        yield Finding(f"消息推送 {receiver}", f"已推送的比日志多 {more} 条", STREAM)
    for group, waiting in state.waiting.items():
        pending = state.pending[group]
        yield Finding(f"消费组 {group}", f"未读 {waiting} 条，处理中 {pending} 条")
    for channel, waits in state.notices.items():
        yield _notices(state, channel, waits)
    for kind, dead in state.dead.items():
        yield Finding(
            f"发送失败的消息 {kind}",
            f"{dead} 条",
            "原因见 docking dead list，可 docking dead replay",
        )
    for what, due in state.due.items():
        advice = "请运行 docking clock --once，并让 docking clock 一直运行" if due else ""
        yield Finding(f"到期 {TITLES[what]}", f"{due} 条到期未处理", advice)
    if state.networks:
        yield Finding("消息推送", f"除公网外，允许推送到内网 {state.networks}")
    if state.backup is not None:
        yield from _backup(state.backup)
    if red := state.clocks.get("red", 0):
        yield Finding("线索期限", f"{red} 条线索的对接单位逾期未办（名单见 docking leads）")


def certificate_finding(certificate: Validity) -> Finding:
    return Finding("证书", *certificate)


def _notices(state: Health, channel: str, waits: int | None) -> Finding:
    """Whether a way to people is set up, what waits, and how the last message went."""
    title, lately = CHANNELS[channel], state.lately.get(channel, Lately())
    if waits is None:
        return Finding(f"{title}通知", "没有设置")
    how = f"写入文件（未设置{title}网关）" if channel in state.kept else "已设置"
    text = f"{how}，待发 {waits} 条"
    if lately.sent:
        text += f"，最近发出的一条写于 {_moment(lately.sent)}"
    if not lately.failed:
        return Finding(f"{title}通知", text)
    text += f"；{_moment(lately.failed)} 的一条没有发出：{lately.reason}"
    return Finding(f"{title}通知", text, GATEWAY)


def _moment(second: int) -> str:
    return datetime.fromtimestamp(second, SHANGHAI).strftime("%Y-%m-%d %H:%M")


def _of_the_house(state: Health) -> Iterator[Finding]:
    """The log as a whole, the clock, the disk and the calendar."""
    if state.other_log:
        yield Finding("日志与视图", state.other_log, WAYS_ON)
    yield Finding("时钟", state.clock or "与日志相符", CLOCK if state.clock else "")
    if state.free is not None:
        advice = DISK if state.free < LEAST_FREE else ""
        yield Finding("磁盘", f"剩余 {state.free / GIB:.1f} GB", advice)
    yield _checked(state)
    for year, now in state.years:
        yield Finding("工作日历", f"{year} 年的放假和调休还不知道", CALENDAR, due=not now)


def _checked(state: Health) -> Finding:
    """The slow look through the log: how old it is, and what it found."""
    when = "还没有完成过一遍"
    if state.check_age_s is not None:
        hours = state.check_age_s // 3600
        when = f"上一遍在 {f'{hours} 小时' if hours else '1 小时内'}{'前' if hours else ''}完成"
    if wrong := state.check.wrong:
        return Finding("日志核对", f"{wrong}（{when}）", f"请运行 docking log verify；{LOG_ADVICE}")
    return Finding("日志核对", f"{when}，没有发现问题")


def _lag(view: str, missing: int, age: str, *, late: bool) -> Finding:
    if missing < 0:
        return Finding(_view(view), f"比日志多 {-missing} 个事件：是恢复了备份吗？", WAYS_ON)
    advice = "请确认 docking up 或 docking clock 在运行" if late else ""
    return Finding(_view(view), f"落后 {missing} 个事件{age}", advice)


def _backup(state: BackupState) -> Iterator[Finding]:
    """How old the last backup is, and keys of older ones that lie about."""
    late = state.age_days >= state.most_days
    advice = "请运行 docking backup，并让它每天自动运行，见 back-up-and-restore.md" if late else ""
    age = f"{_days(state.age_days)}前" if state.made else "还没有做过"
    yield Finding("最近的备份", age, advice)
    for path, days in state.keys.items():
        old = days > KEYS_DAYS
        advice = f"满 {KEYS_DAYS} 天的密钥文件请删掉：删除过的个人信息还能用它打开" if old else ""
        yield Finding("备份的密钥文件", f"{path}，{_days(days)}", advice)


def _days(days: float) -> str:
    return f"{days:.0f} 天" if days >= 1 else f"{days * 24:.0f} 小时"


def _view(name: str) -> str:
    return f"视图 {VIEW_TITLES[name]}"


def _log(log: Ledger, now: datetime) -> Finding:
    try:
        writable(log, now)
    except Unavailable as away:
        reason = str(away).partition("\n")[0]
        if FULL.search(reason):
            return Finding("日志", f"磁盘已满，写不进：{reason}", DISK)
        return Finding("日志", f"写不进：{reason}", "请检查磁盘空间，以及是否连到了备库")
    return Finding("日志", f"可读可写，到位置 {log.last()}")


def writable(ledger: Ledger, now: datetime) -> None:
    """Does all the work of an append, and leaves nothing: it takes one place twice, and is refused.

    Raises `Unavailable`.
    """
    id = str(uuid_utils.uuid7())
    probe = Entry(
        stream=f"command-probe-{id}",
        version=1,
        event=CommandAnswered(digest="", count=0, refused=None),
        id=id,
        recorded_at=now,
        effective_on=civil_date(now),
        actor="doctor",
        role="system",
        source="doctor",
        correlation=id,
    )
    try:
        ledger.append([probe, probe._replace(id=f"{id}-again")])
    except Conflict:
        return
    raise AssertionError("the log let one place be taken twice")


def _redis(url: str) -> tuple[Client | None, Finding]:
    try:
        return connect(url), Finding("Redis", "连得上")
    except (RedisError, OSError) as away:
        reason = str(away).partition("\n")[0]
        return None, Finding("Redis", f"连不上：{reason}", "请检查 Redis；恢复后消息会自动补送")
