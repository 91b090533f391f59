"""导入: a file comes in once and is taken back once, by the office or by whose rows they are."""

from __future__ import annotations

from domain.administration.file_import import (
    ImportTaken,
    ImportUndone,
    RowTaken,
    Stood,
    TakeImport,
    UndoImport,
)
from domain.core.command import Role
from tests.spec import asks, given

ROW = RowTaken(sheet="需求", row=2, kind="bank.need", id="n1", became="created")
taken = ImportTaken(file="需求.xlsx", digest="0" * 64, party="", tables=(), rows=(ROW,), left=1)
own = taken.model_copy(update={"party": "e001"})
undone = ImportUndone(back=(ROW,), stood=(Stood(kind="party", id="e2", reason="有人改过"),))
TAKE, UNDO = TakeImport(id="f1", taken=taken), UndoImport(id="f1", undone=undone)


def test_a_file_is_taken_and_again_changes_nothing():
    given().when(TAKE).then(taken)
    given(taken).when(TAKE).then()


def test_a_file_is_taken_back_once():
    given(taken).when(UNDO).then(undone)
    given(taken, undone).when(UNDO).refused("import.undone", "id")
    given().when(UNDO).refused("import.absent", "id")


def test_a_party_takes_back_its_own_rows_and_nobody_elses():
    given(own).when(UNDO, asks(Role.ENTERPRISE, "e001")).then(undone)
    given(own).when(UNDO).then(undone)
    given(own).when(UNDO, asks(Role.ENTERPRISE, "e002")).refused("import.absent", "id")
    given(taken).when(UNDO, asks(Role.ENTERPRISE, "e001")).refused("import.absent", "id")


def test_who_looks_on_imports_nothing():
    given().when(TAKE, asks(Role.LEADER)).refused("import.role", "role")
