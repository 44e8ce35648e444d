"""An outcome on disk: decimals people can read, read back as it was."""

from pathlib import Path
from typing import Literal

import polars as pl
import pytest

import samarkand
from tests.clearing.rounds import ROUNDS, cleared
from tests.depth import every


@pytest.mark.parametrize("file_format", ["csv", "parquet"])
@pytest.mark.parametrize("name", every(4, sorted(ROUNDS)))
def test_what_is_written_is_read_back(
    name: str, file_format: Literal["csv", "parquet"], tmp_path: Path
) -> None:
    outcome = cleared(name)
    samarkand.write_outcome(outcome, tmp_path / "out", file_format)
    again = samarkand.read_outcome(tmp_path / "out")
    for table, frame in outcome.tables().items():
        assert frame.equals(again.tables()[table], null_equal=True), table
    assert {key: again.summary[key] for key in outcome.summary if key != "files"} == {
        key: value for key, value in outcome.summary.items() if key != "files"
    }


def test_people_read_decimals(tmp_path: Path) -> None:
    samarkand.write_outcome(cleared("swap"), tmp_path / "out")
    legs = pl.read_csv(tmp_path / "out" / "legs.csv", infer_schema=False)
    assert set(legs["quantity"]) == {"20000.000"}


def test_a_folder_of_other_things_is_not_touched(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("dear Astarta")
    with pytest.raises(FileExistsError):
        samarkand.write_outcome(cleared("swap"), tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_a_file_too_few_is_told(tmp_path: Path) -> None:
    samarkand.write_outcome(cleared("swap"), tmp_path / "out")
    (tmp_path / "out" / "legs.csv").unlink()
    with pytest.raises(FileNotFoundError):
        samarkand.read_outcome(tmp_path / "out")
