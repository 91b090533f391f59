"""What a browser says of itself, in words by which its owner knows it again."""

from __future__ import annotations

SYSTEMS = {  # the first that is found
    "HarmonyOS": "鸿蒙",
    "OpenHarmony": "鸿蒙",
    "Android": "安卓手机",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Windows": "Windows 电脑",
    "Macintosh": "苹果电脑",
    "Linux": "Linux 电脑",
}
BROWSERS = {
    "MicroMessenger": "微信",
    "DingTalk": "钉钉",
    "QQBrowser": "QQ 浏览器",
    "360SE": "360 浏览器",
    "Edg": "Edge",
    "Firefox": "Firefox",
    "Chrome": "Chrome",
    "Safari": "Safari",
}
UNKNOWN = "不认识的设备"


def browser_words(agent: str) -> tuple[str, ...]:
    """Windows 电脑, Edge."""
    words = [
        next((words for sign, words in table.items() if sign in agent), "")
        for table in (SYSTEMS, BROWSERS)
    ]
    return tuple(word for word in words if word) or (UNKNOWN,)
