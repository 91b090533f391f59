"""用语 Lead terms: how each track speaks of its leads, so that only who lends money is asked as a
bank. What a track doesn't say is said as everywhere.
"""

from __future__ import annotations

from dataclasses import dataclass

COMMON = (  # reasons to decline a lead that any receiver may have
    *("documents_incomplete", "unable_to_verify", "enterprise_declined_terms"),
    *("duplicate", "unreachable", "other"),
)


@dataclass(frozen=True, kw_only=True)
class LeadTerms:
    """`sign` is the step of an intent, `signed` the state behind it, `amount` what its money is
    called, "" where none is asked for; `reasons` are codes of `REJECTION_REASONS`."""

    manager: str = "经办人"
    assign: str = "分派经办人"
    branch: str = "科室、部门"
    sign: str = "签订意向"
    signed: str = "已签意向"
    amount: str = "涉及金额"
    reasons: tuple[str, ...] = COMMON


ELSE = LeadTerms()
POLICY = LeadTerms(
    sign="受理申报",
    signed="已受理",
    amount="申报金额",
    reasons=("conditions_unmet", "window_closed", *COMMON),
)
BANK = LeadTerms(
    manager="客户经理",
    assign="分派客户经理",
    branch="支行、网点",
    amount="意向金额",
    reasons=(
        *("credit_record", "cash_flow", "collateral_insufficient", "leverage"),
        *("industry_policy", "purpose_unsupported", "documents_incomplete", "unable_to_verify"),
        *("amount_out_of_range", "enterprise_declined_terms", "duplicate", "unreachable"),
        *("blacklisted", "overdue_debt", "litigation", "no_credit_check", "too_young", "other"),
    ),
)
SALES = LeadTerms(
    sign="签订购销意向",
    amount="订单金额",
    reasons=("out_of_stock", "price_unfit", "spec_unfit", "delivery_unfit", *COMMON),
)
ACADEMIA = LeadTerms(
    sign="签订合作意向",
    amount="合作金额",
    reasons=("beyond_expertise", "budget_unfit", "schedule_unfit", *COMMON),
)
LABOR = LeadTerms(
    sign="达成用工意向",
    signed="已达成意向",
    amount="",
    reasons=("no_candidates", "wage_unfit", "conditions_unfit", "start_unfit", *COMMON),
)
DIGITIZATION = LeadTerms(
    sign="签订合作意向",
    amount="合同金额",
    reasons=("beyond_expertise", "basis_unfit", "budget_unfit", "schedule_unfit", *COMMON),
)
