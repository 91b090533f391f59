"""What is lost by each step that takes something away: said before it is done, with the way back,
or that there is none.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Loss:
    """`lost` says the way back too; `back` is the command by which it is gone, "" for none."""

    lost: str
    back: str = ""


STILL_OUT = "已经送出的线索由对方继续办理，授权照旧；不想继续的，请打开那条线索撤回。"
LOSSES = {  # by command; those of a lead stand with its steps
    "pause": Loss("暂停之后不再参加匹配，已有的匹配结果也不再显示；随时可以恢复。", "resume"),
    "withdraw": Loss("撤回之后不再参加匹配，也不能恢复；还需要时要重新发布。" + STILL_OUT),
    "fulfil": Loss("结束之后不再参加匹配，也不能恢复。" + STILL_OUT),
    "archive": Loss("归档之后不能再延长有效期，也不能恢复；内容和时间线还可以查看。"),
    "decline_revision": Loss(
        "资料仍按现在的显示，对方会看到原因，可以改好再申请。", "ask_revision"
    ),
    "return": Loss("退回之后不会发布，等发布单位改好、重新提交。", "submit"),
    "leave_session": Loss("名额会让给候补单位，已排好的会面不再进行。", "register_for_session"),
    "turn_down": Loss("这场对接会上不再安排与它会面，不能撤销；其他场次不受影响。"),
    "close_session": Loss("截止之后单位不能再报名，也不能重新开放报名。"),
    "hold_session": Loss("结束之后不能再签到、改期或调整日程，也不能恢复；结果和跟进照常填写。"),
    "cancel_session": Loss("取消之后不再举办，报名和日程都作废，不能恢复；要再办需要重新筹备。"),
    "decline_proposal": Loss("之后不再推荐这一对，除非您说的那一项有了变化；答复不能撤回。"),
    "revoke_consent": Loss(
        "撤回后对方不能再看到这条需求的内容和您的联系方式，要再提供只能重新授权。", "grant_consent"
    ),
    "revoke_key": Loss("收回后用它的程序立即不能再用，不能恢复。"),
    "remove_webhook": Loss(
        "停止后线索不再推送到这个地址；再用要重新设置，密钥也会换。", "set_webhook"
    ),
    "remove_mailbox": Loss("这个邮箱不再收到每日摘要；以后可以重新设置。", "set_mailbox"),
    "remove_word": Loss("去掉之后按新的词典重新匹配；以后可以重新添上。", "add_word"),
    "remove_members": Loss(
        "移出之后，银行不再优先走访它，以后的放款也不能再报；已报的放款仍然计入指标。随时可以重新列入。",
        "list_members",
    ),
    "close_user": Loss("停用后立即退出登录，不能再进入；以后可以恢复。", "reopen_user"),
    "void_slip": Loss("作废后手里的纸条立即不能再用，不能恢复；以后可以再打印一张。"),
    "merge_party": Loss(
        "并入之后它的人立即退出，密钥和消息流停用，给它的和它给出的授权都终止，办理中的线索终止，发布的内容撤回；不能恢复。"
    ),
    "change_status": Loss(
        "改为注销：它的人立即退出，密钥和消息流停用，给它的和它给出的授权都终止，办理中的线索终止，发布的内容撤回，都不能恢复；状态写错的只有管理员能更正。"
        "改为停业或失联：同样不能登录、不再收到消息，给它的授权终止，发布的内容暂停，"
        "办理中的线索终止（失联的企业除外）；改回“正常”之后可以重新登录、恢复发布，授权要由企业重新给。",
        "change_status",
    ),
    "void_result": Loss("作废之后不再计入指标，不能恢复；只是填错的，请改用“更正”。"),
    "turn_down_money": Loss("退回之后不计入任何数字；登记的人可以重新登记。", "sign_intent"),
}
