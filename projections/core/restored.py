"""A restored log: an older one that was put in the place of the one that the views have read."""

from __future__ import annotations


class OtherLog(Exception):
    """The log ends before the rows do, or says something else where they end."""

    def __init__(self, view: str, position: int) -> None:
        super().__init__(
            f"日志比视图旧：是恢复了备份吗？（视图读到 {position}，那里的日志不是它读过的）"
        )
        self.view, self.position = view, position
