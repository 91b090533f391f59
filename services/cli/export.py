"""`docking export`: everything that another county's import takes, as one workbook or as lines of
JSON."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from domain.core.command import Refusal
from domain.core.malformed import Malformed
from domain.results.codes import COUNTED_KINDS, STATISTICS
from projections.parties.parties import PartyRow
from projections.postings.posting_table import PostingRow
from services.cli import show
from services.cli.opening import opened
from services.house.contacts import Contact, contact_named
from services.house.house import House
from services.house.settings import Settings

if TYPE_CHECKING:
    from services.files.exports.export import ListSheet


@click.command()
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    help=".xlsx 一份工作簿，或 .zip 各表的 CSV · a workbook, or the lists as CSV in a .zip",
)
@click.option("--json", "as_json", is_flag=True, help="每行一条 JSON · a line of JSON for each")
@click.option(
    "--contacts", is_flag=True, help="连同联系人和电话 · with whom to call: personal data"
)
@click.pass_obj
def export(settings: Settings, out: Path | None, as_json: bool, contacts: bool) -> None:
    """全部单位、需求和供给，导出后可以再导入 · everything, so that it can be imported again.

    例 example:  docking export --out 全县.xlsx
    """
    if (out is None) != as_json:
        advice = "写成文件用 --out 文件名.xlsx，输出 JSON 用 --json"
        raise Malformed("export.where", "请说明导出到哪里", advice, field="out")
    if out is not None and out.exists():
        raise Refusal("file.exists", f"{out} 已存在，请用 --out 另取文件名", "out")
    with opened(settings) as house:
        show.caught_up(house)
        parties, postings = _parties(house), house.views.market.postings()
        called = _contacts(house, parties) if contacts else None
        if as_json:
            for line in _lines(parties, postings, called):
                click.echo(json.dumps(line, ensure_ascii=False))
        elif out is not None:
            _write(out, _sheets(house, parties, postings, called))
            click.echo(f"已写出 {out}：单位 {len(parties)} 家，需求和供给 {len(postings)} 项")


def _parties(house: House) -> list[PartyRow]:
    ids = house.views.parties.titles()
    rows, _ = house.views.parties.page(limit=max(1, len(ids)))
    return rows


def _contacts(house: House, parties: list[PartyRow]) -> dict[str, Contact]:
    """By party. Each is read from the log, which takes a while."""
    contacts = {}
    with show.progress(len(parties)) as tell:
        for number, row in enumerate(parties, start=1):
            contact = contact_named(house.desk, row.id) if row.reachable else None
            if contact:
                contacts[row.id] = contact
            tell("parties", number, len(parties))
    return contacts


def _sheets(
    house: House,
    parties: list[PartyRow],
    postings: list[PostingRow],
    contacts: dict[str, Contact] | None,
) -> list[ListSheet]:
    from services.files.exports.listings import party_sheet, posting_sheets  # noqa: PLC0415 (this command's alone)

    names = house.views.parties.titles()

    def name(party: str) -> str:
        return names.get(party, "")

    records = [sheet for sheet in _records(house, name) if sheet.rows]
    return [party_sheet(parties, contacts), *posting_sheets(postings, name), *records]


def _records(house: House, name: Callable[[str], str]) -> list[ListSheet]:
    """Without the guests: sessions don't move."""
    from services.files.exports import records  # noqa: PLC0415 (this command's alone)

    facts = house.views.facts
    return [
        records.result_sheet(facts.rows(COUNTED_KINDS), name),
        records.statistic_sheet(house.desk, facts.rows(STATISTICS), None),
        records.member_sheet(facts.rows(["member"]), name),
        records.lending_sheet(facts.rows(["lent"]), name),
    ]


def _write(out: Path, sheets: list[ListSheet]) -> None:
    from services.files.exports.export import TEXTS, WORKBOOK, as_texts, as_workbook  # noqa: PLC0415 (this command's alone)

    write = {WORKBOOK: as_workbook, TEXTS: as_texts}.get(out.suffix.lower())
    if write is None:
        advice = f"请写成 {out.with_suffix(WORKBOOK).name} 或 {out.with_suffix(TEXTS).name}"
        raise Malformed(
            "file.format", "只能写成 .xlsx 或 .zip", advice, value=out.name, field="out"
        )
    out.write_bytes(write(sheets))


def _lines(
    parties: list[PartyRow], postings: list[PostingRow], contacts: dict[str, Contact] | None
) -> Iterator[dict[str, Any]]:
    """Every party, then every posting, with its fields; whole fen, basis points and days."""
    for party in parties:
        line: dict[str, Any] = {"kind": "party", "id": party.id, "status": party.status}
        line |= {"into": party.into} if party.into else {}
        line |= party.profile.model_dump(mode="json")
        facts = party.stated.model_dump(mode="json", exclude_none=True)
        line |= {"facts": facts} if facts else {}
        if contacts and (contact := contacts.get(party.id)):
            line |= {"contact": contact.name, "phone": contact.phone}
        yield line
    for row in postings:
        names = {"kind": f"{row.track}.{row.side}", "id": row.id, "party": row.party}
        yield names | {"status": row.status} | row.content.model_dump(mode="json")
