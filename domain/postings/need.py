"""需求 Need: what an enterprise looks for on one track. Its events, by name."""

from __future__ import annotations

from domain.postings.posting import Drafted, Ended, Plain, Renewed, Returned, Revised


class NeedDrafted(Drafted, name="need.drafted"): ...


class NeedRevised(Revised, name="need.revised"): ...


class NeedSubmitted(Plain, name="need.submitted"): ...


class NeedReturned(Returned, name="need.returned"): ...


class NeedPublished(Plain, name="need.published"): ...


class NeedPaused(Plain, name="need.paused"): ...


class NeedResumed(Plain, name="need.resumed"): ...


class NeedRenewed(Renewed, name="need.renewed"): ...


class NeedExpired(Plain, name="need.expired"): ...


class NeedWithdrawn(Ended, name="need.withdrawn"): ...


class NeedFulfilled(Ended, name="need.fulfilled"): ...


class NeedArchived(Plain, name="need.archived"): ...
