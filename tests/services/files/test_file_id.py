"""A file that is read otherwise is another import; read the same way it is the same one."""

from __future__ import annotations

from dataclasses import replace

from services.files.intake.imports import Reading, file_id
from services.files.tables.mapping import Settled

READ_OTHERWISE = {
    "track": "bank",
    "encoding": "gb18030",
    "confirmed": frozenset({"new"}),
    "settled": {"d1": Settled(units={"金额": "万元"})},
    "declined": frozenset({"0123456789ab"}),
    "without": frozenset({"汇总"}),
    "own": "e001",
}


def test_whatever_decides_how_a_file_is_read_makes_another_import_of_it(tmp_path):
    path = tmp_path / "需求.csv"
    path.write_text("标题,说明\n", encoding="utf-8")
    readings = [Reading(), *(replace(Reading(), **{k: v}) for k, v in READ_OTHERWISE.items())]
    ids = [file_id(path, reading) for reading in readings]
    assert len(set(ids)) == len(readings)
    assert file_id(path, Reading(name="另一个名字.csv")) == ids[0]
