"""授权书 Wording: the text that is shown before somebody agrees.

It is made here, so its hash can be checked later. A text that was agreed to is never changed: the
next one is a new version.
"""

from __future__ import annotations

import hashlib
from datetime import date

from domain.core.malformed import Malformed
from domain.core.shapes import Codes
from domain.leads.codes import CONSENT_PURPOSES, DATA_KINDS

WORDINGS = {
    "1": (
        "我单位同意将需求“{title}”的下列信息提供给{receiver}（下称接收方）。\n"
        "接收方的联系方式：见其在本平台登记的单位资料。\n"
        "处理目的：{purpose}。\n"
        "处理方式：由本平台通过接收方的收件渠道送达，接收方仅为上述目的查阅、联系与存档。\n"
        "提供的信息种类：{kinds}。\n"
        "本同意仅对上述接收方有效，至 {until} 止；我单位可随时撤回，撤回后不再提供任何新的信息。"
    ),
    "2": (
        "我单位同意将需求“{title}”的下列信息提供给{receiver}（下称接收方）。\n"
        "接收方的联系人：{contact}。\n"
        "处理目的：{purpose}。\n"
        "处理方式：由本平台通过接收方的收件渠道送达，接收方仅为上述目的查阅、联系与存档。\n"
        "提供的信息种类：{kinds}。对接期间我单位更新这些信息的，一并提供。\n"
        "本同意仅对上述接收方有效，至 {until} 止；我单位可随时撤回或缩小范围，"
        "之后不再向接收方提供，接收方在本平台也不再能看到。"
    ),
    "3": (
        "我单位同意将需求“{title}”的下列信息提供给{receiver}（下称接收方）。\n"
        "接收方的统一社会信用代码：{uscc}；在本平台的编号：{id}。\n"
        "接收方的联系人：{contact}。\n"
        "处理目的：{purpose}。\n"
        "处理方式：由本平台通过接收方的收件渠道送达，接收方仅为上述目的查阅、联系与存档。\n"
        "提供的信息种类：{kinds}。对接期间我单位更新这些信息的，一并提供。\n"
        "本同意仅对上述接收方有效，至 {until} 止；我单位可随时撤回或缩小范围，"
        "之后不再向接收方提供，接收方在本平台也不再能看到。"
    ),
}
LATEST_WORDING = "3"


def consent_text(
    wording: str,
    *,
    title: str,
    receiver: str,
    purpose: str,
    kinds: Codes,
    until: date,
    contact: str = "",
    uscc: str = "",
    id: str = "",
) -> str:
    """The text of this version; `contact` is whom the receiver has named, with the telephone,
    `uscc` and `id` by what it can't be taken for one of a like name. `Malformed` for a wording
    nobody wrote."""
    if wording not in WORDINGS:
        raise Malformed("consent.wording", "没有这个授权文本", value=wording, field="wording")
    return WORDINGS[wording].format(
        title=title,
        receiver=receiver,
        contact=contact,
        uscc=uscc,
        id=id,
        purpose=CONSENT_PURPOSES.get(purpose, purpose),
        kinds="；".join(DATA_KINDS.get(kind, kind) for kind in kinds),
        until=until.isoformat(),
    )


def text_digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
