"""Findings say where, what and what to do in one line."""

from samarkand.core.finding import Finding, errors

TOO_MUCH = Finding(
    "number_negative", "The price is below zero.", "Write 650.", "offers.csv", 7, "price", "-650"
)
JUST_SO = Finding("rows_none", "wants has no rows.", "Add rows.", "wants.csv", severity="warning")


def test_a_finding_reads_as_one_line() -> None:
    assert str(TOO_MUCH) == "offers.csv:7:price: number_negative: The price is below zero. [-650] Write 650."
    assert str(Finding("path_missing", "Nothing there.", "Check it.")).startswith("input: path_missing")


def test_only_errors_stop_the_work() -> None:
    assert errors([JUST_SO, TOO_MUCH]) == [TOO_MUCH]
