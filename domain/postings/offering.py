"""供给 Offering: what somebody has to give on one track: a loan product, goods, a technology,
people, a system, a policy. Its events, by name."""

from __future__ import annotations

from domain.postings.posting import Drafted, Ended, Plain, Renewed, Returned, Revised


class OfferingDrafted(Drafted, name="offering.drafted"): ...


class OfferingRevised(Revised, name="offering.revised"): ...


class OfferingSubmitted(Plain, name="offering.submitted"): ...


class OfferingReturned(Returned, name="offering.returned"): ...


class OfferingPublished(Plain, name="offering.published"): ...


class OfferingPaused(Plain, name="offering.paused"): ...


class OfferingResumed(Plain, name="offering.resumed"): ...


class OfferingRenewed(Renewed, name="offering.renewed"): ...


class OfferingExpired(Plain, name="offering.expired"): ...


class OfferingWithdrawn(Ended, name="offering.withdrawn"): ...


class OfferingFulfilled(Ended, name="offering.fulfilled"): ...


class OfferingArchived(Plain, name="offering.archived"): ...
