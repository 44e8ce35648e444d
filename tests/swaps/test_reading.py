"""What a file of want lists says, and everything that can be wrong with one."""

from pathlib import Path

import pytest

from samarkand.book.catalogue import CATALOGUE
from samarkand.book.catalogue_others import WANT_LISTS
from samarkand.book.limits import LISTED_FINDINGS
from samarkand.core.finding import Finding
from samarkand.swaps.reading import read_want_lists, want_lists_from_text
from samarkand.swaps.want_lists import WantLists
from tests.depth import first

SHARED = Path(__file__).parents[3] / "shared" / "data" / "mathtrade"

THREE = """\
#! REQUIRE-COLONS ALLOW-DUMMIES
#! REQUIRE-USERNAMES

#pragma user "ann"
(Ann Lee) catan : %any 1830 ; Risk
(ann lee) %any : azul risk
(Bob) AZUL : Catan
(Bob) 1830: catan %ANY
(Cy) Risk:
"""


def lists_of(text: str) -> WantLists:
    reading = want_lists_from_text(text)
    assert reading.lists is not None, [str(finding) for finding in reading.findings]
    return reading.lists


def wants_of(text: str) -> list[tuple[str, str, int, int]]:
    """Return the wants by item names, each with its rank and cost."""
    lists = lists_of(text)
    items = lists.items["item"]
    return [(items[item], items[wanted], rank, cost) for item, wanted, rank, cost in lists.wants.iter_rows()]


def pairs_of(text: str) -> list[tuple[str, str]]:
    return [(item, wanted) for item, wanted, _, _ in wants_of(text)]


def findings_of(text: str) -> list[tuple[str, int | None]]:
    return [(finding.code, finding.row) for finding in want_lists_from_text(text).findings]


def only(text: str) -> Finding:
    (finding,) = want_lists_from_text(text).findings
    return finding


def test_items_and_wants() -> None:
    assert lists_of(THREE).items.rows() == [
        ("CATAN", "", "Ann Lee", False, 5),
        ("%ANY (Ann Lee)", "", "Ann Lee", True, 6),
        ("AZUL", "", "Bob", False, 7),
        ("1830", "", "Bob", False, 8),
        ("RISK", "", "Cy", False, 9),
    ]
    assert wants_of(THREE) == [
        ("CATAN", "%ANY (Ann Lee)", 1, 1),
        ("CATAN", "1830", 2, 1),
        ("CATAN", "RISK", 12, 1),
        ("%ANY (Ann Lee)", "AZUL", 1, 1),
        ("%ANY (Ann Lee)", "RISK", 2, 1),
        ("AZUL", "CATAN", 1, 1),
        ("1830", "CATAN", 1, 1),
    ]


def test_a_dummy_is_its_traders_alone() -> None:
    finding = only(THREE)
    assert (finding.code, finding.row, finding.value) == ("want_unknown", 8, "%ANY of Bob")


def test_options_are_kept() -> None:
    options = lists_of(
        "#! case-sensitive LINEAR-PRIORITIES\n#! SMALL-STEP=2 BIG-STEP=0 ITERATIONS=50 SEED=7793\n"
        "#! METRIC=Users-Trading HIDE-LOOPS SHRINK=3\nA : b\nb : A\n"
    ).options
    assert (options.case_sensitive, options.priorities) == (True, "linear")
    assert (options.small_step, options.big_step, options.iterations, options.seed) == (2, 0, 50, 7793)
    assert (options.metric, options.others) == ("USERS-TRADING", ("HIDE-LOOPS", "SHRINK=3"))
    assert not options.require_colons


def test_letter_case_counts_where_the_file_says_so() -> None:
    assert pairs_of("#! CASE-SENSITIVE\na : A\nA : a\n") == [("a", "A"), ("A", "a")]


@pytest.mark.parametrize(
    ("scheme", "costs"),
    [("LINEAR", [1, 2, 12]), ("TRIANGLE", [1, 3, 78]), ("SQUARE", [1, 4, 144])],
)
def test_priorities_make_costs(scheme: str, costs: list[int]) -> None:
    text = f"#! {scheme}-PRIORITIES\nA : B C ; D\nB :\nC :\nD :\n"
    assert [cost for *_, cost in wants_of(text)] == costs


def test_explicit_priorities() -> None:
    text = "#! EXPLICIT-PRIORITIES\nA : B=15 C D=3\nB :\nC :\nD :\n"
    assert [(rank, cost) for *_, rank, cost in wants_of(text)] == [(15, 15), (16, 16), (3, 3)]


def test_a_dummys_wants_cost_nothing_where_there_are_priorities() -> None:
    text = "#! SQUARE-PRIORITIES ALLOW-DUMMIES\n(u) A : B %D\n(u) %D : B\n(v) B : A\n"
    assert [cost for *_, cost in wants_of(text)] == [1, 4, 0, 1]


def test_only_wants_that_can_be_met_take_a_rank() -> None:
    text = """\
#! LINEAR-PRIORITIES
!BEGIN-OFFICIAL-NAMES
A
B
GONE
!END-OFFICIAL-NAMES
A : TYPO GONE B
B : A
"""
    assert wants_of(text) == [("A", "B", 2, 2), ("B", "A", 1, 1)], "an official item without a list does"


def test_official_names_are_kept() -> None:
    text = """\
!begin-official-names
7-copy1 ==> "Hill Road" (from bob)
8: Azul # of 2017
9
!END-OFFICIAL-NAMES
(bob) 7-COPY1 : 8
(ann) 8 : 7-COPY1 9
(ann) 10 : 8
"""
    reading = want_lists_from_text(text)
    assert reading.lists is not None
    assert reading.lists.items["name"].to_list() == ["Hill Road", "Azul # of 2017"]
    assert [finding.code for finding in reading.findings] == ["official_without_list", "list_not_official"]


def test_colons_and_traders_may_be_left_out() -> None:
    assert pairs_of("A B ;C\nB A\nC A B\n") == [("A", "B"), ("A", "C"), ("B", "A"), ("C", "A"), ("C", "B")]
    assert pairs_of("(u v)A:B\n(w)B A\n") == [("A", "B"), ("B", "A")]


def test_lines_may_end_in_any_way() -> None:
    assert pairs_of("A : B\r\nB : A") == [("A", "B"), ("B", "A")]


def test_a_file_as_windows_writes_it(tmp_path: Path) -> None:
    path = tmp_path / "wants.txt"
    path.write_bytes(b"\xef\xbb\xbf#! REQUIRE-COLONS\r\n(\xc3\x89va) A : B\r\n(u) B : A\r\n")
    reading = read_want_lists(path)
    assert reading.lists is not None
    assert reading.lists.name == "wants"
    assert reading.lists.items["trader"].to_list() == ["Éva", "u"]


CASH = """\
#! ALLOW-DUMMIES REQUIRE-COLONS REQUIRE-USERNAMES
(ann) A : B $40
(ann) $52.75 : B
(ann) LIMIT : $150
(ann) limit:
(bob) B : A
"""


def test_cash_is_left_out_and_the_rest_trades() -> None:
    assert pairs_of(CASH) == [("A", "B"), ("B", "A")]
    assert findings_of(CASH) == [("cash_left_out", line) for line in (2, 3, 4, 5)]


def test_an_item_may_be_called_limit() -> None:
    assert pairs_of("(ann) LIMIT : B\n(bob) B : LIMIT\n") == [("LIMIT", "B"), ("B", "LIMIT")]


def test_with_hide_repeats_they_are_not_reported() -> None:
    assert findings_of("A : B B\nB : A\n") == [("want_repeated", 1)]
    assert findings_of("#! HIDE-REPEATS\nA : B B\nB : A\n") == []


HEAD = "#! REQUIRE-COLONS REQUIRE-USERNAMES\n"
OFFICIAL = "!BEGIN-OFFICIAL-NAMES\n{}\n!END-OFFICIAL-NAMES\n(u) A : B\n"

BROKEN: dict[str, list[tuple[str, int | None]]] = {
    "lists_none": [("# nothing but a remark\n", None), ("(u) $5 : A\n", None)],
    "option_wrong": [
        ("#! SMALL-STEP=-1\nA :\n", 1),
        ("#! ITERATIONS=0\nA :\n", 1),
        ("#! BIG-STEP=99999999999\nA :\n", 1),
        ("#! SEED=٣\nA :\n", 1),
    ],
    "option_misplaced": [("A : B\n#! CASE-SENSITIVE\n", 2), (OFFICIAL.format("A\n#! VERBOSE"), 3)],
    "option_unknown": [("#! LIKE-LAST-YEAR\nA :\n", 1)],
    "option_without_effect": [("#! NONTRADE-COST=10\nA :\n", 1), ("#! SCALED-PRIORITIES\nA :\n", 1)],
    "official_names_wrong": [
        ("!BEGIN-OFFICIAL-NAMES\nA\n", 1),
        ("A :\n!BEGIN-OFFICIAL-NAMES\n", 2),
        ("!END-OFFICIAL-NAMES\nA :\n", 1),
        (OFFICIAL.format("A") + "!BEGIN-OFFICIAL-NAMES\n", 5),
    ],
    "official_name_wrong": [
        (OFFICIAL.format("A\na"), 3),
        (OFFICIAL.format("%A"), 2),
        (OFFICIAL.format(": A"), 2),
        (OFFICIAL.format("A#1"), 2),
    ],
    "official_without_list": [(OFFICIAL.format("A\nB"), None)],
    "trader_missing": [(HEAD + "A : B\n", 2)],
    "colon_missing": [(HEAD + "(u) A B\n", 2)],
    "list_malformed": [
        ("A : B # my remark\n", 1),
        ("(u A : B\n", 1),
        ("(u) A (v) : B\n", 1),
        ("(u)) A : B\n", 1),
        ("( ) A : B\n", 1),
        ("(u)\n", 1),
        ("A (u) : B\n", 1),
        ("A : B : C\n", 1),
        ("A ; : B\n", 1),
        ("A B : C\n", 1),
        (": C\n", 1),
        ("; A\n", 1),
        ("!BEGIN-NAMES\nA :\n", 1),
    ],
    "list_not_official": [(OFFICIAL.format("A") + "(u) B : A\n", 5)],
    "list_twice": [("A : B\nB : A\na : C\n", 3), ("#! ALLOW-DUMMIES\n(u) %D : A\n(U) %d : A\nA :\n", 3)],
    "dummy_refused": [("(u) %D : A\nA :\n", 1), ("#! ALLOW-DUMMIES\n%D : A\nA :\n", 2)],
    "want_unknown": [("A : TYPO\nB : TYPO\n", 1)],
    "want_of_own": [("A : A\n", 1), ("(u) A : B\n(U) B : A\n", 1)],
    "want_repeated": [("A : B b\nB :\n", 1)],
    "priority_wrong": [
        ("A : B=2\nB :\n", 1),
        ("#! EXPLICIT-PRIORITIES\nA : B=0\nB :\n", 2),
        ("#! EXPLICIT-PRIORITIES\nA : B=x\nB :\n", 2),
        ("#! EXPLICIT-PRIORITIES\nA : B=999999999999999\nB :\n", 2),
    ],
    "cash_left_out": [("A : $5\n", 1), ("$5 : A\nA :\n", 1)],
}


@pytest.mark.parametrize(
    ("code", "text", "line"),
    [(code, text, line) for code, cases in BROKEN.items() for text, line in cases],
)
def test_what_is_wrong_is_found_where_it_stands(code: str, text: str, line: int | None) -> None:
    reading = want_lists_from_text(text)
    found = [finding for finding in reading.findings if finding.code == code]
    assert found, reading.findings
    assert found[0].row == line
    assert found[0].message.endswith(".")
    assert found[0].severity == CATALOGUE[code].severity
    assert (reading.lists is None) == any(one.severity == "error" for one in reading.findings)


def test_every_finding_of_want_lists_is_provoked() -> None:
    assert {entry.code for entry in WANT_LISTS} == BROKEN.keys()


def test_all_findings_come_at_once_in_file_order() -> None:
    text = HEAD + "A : B\n(u) C D\n(v) $5 : C\n(w) E : F G : H\n"
    assert findings_of(text) == [
        ("lists_none", None),
        ("trader_missing", 2),
        ("colon_missing", 3),
        ("cash_left_out", 4),
        ("list_malformed", 5),
    ]


def test_a_flood_of_one_kind_is_counted() -> None:
    text = "A : B\nB : A\n" + "A : B\n" * (LISTED_FINDINGS + 5)
    findings = want_lists_from_text(text).findings
    assert len(findings) == LISTED_FINDINGS + 1
    assert findings[-1].message.startswith("5 more like these")


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    def code_of(path: Path) -> str:
        (finding,) = read_want_lists(path).findings
        return finding.code

    made = {"empty": b"", "pdf": b"%PDF-1.4", "wide": "A : B".encode("utf-16"), "latin": b"(\xe9va) A : B"}
    for name, data in made.items():
        (tmp_path / name).write_bytes(data)
    assert code_of(tmp_path / "missing") == "path_missing"
    assert code_of(tmp_path) == "file_unreadable"
    assert code_of(tmp_path / "empty") == "file_empty"
    assert code_of(tmp_path / "pdf") == "file_not_as_named"
    assert code_of(tmp_path / "wide") == "encoding_wrong"
    assert code_of(tmp_path / "latin") == "encoding_wrong"


# Real items, dummies, wants that can be met, traders: as counted by others, save that nobody wants his own
# and that LIMIT is no item.
REAL = {
    "olwlg_286149.txt": (2914, 6635, 277_568, 208),
    "olwlg_286870.txt": (1035, 231, 32_987, 108),
    "olwlg_286103.txt": (128, 14, 1008, 15),
    "RO2024May.txt": (2090, 972, 89_276, 44),
    "tm_onewant.txt": (1146, 617, 35_749, 189),
    "tm_xmas.txt": (1044, 0, 34_804, 0),
    "oz_amiguero.txt": (966, 464, 28_751, 89),
}


@pytest.mark.parametrize("file", first(2, REAL))
def test_real_trades_are_read_whole(file: str) -> None:
    if not (SHARED / file).is_file():
        pytest.skip(f"{SHARED / file} is not there")
    reading = read_want_lists(SHARED / file)
    assert reading.lists is not None
    items = reading.lists.items
    dummies = int(items["is_dummy"].sum())
    traders = items.filter(items["trader"] != "")["trader"].n_unique()
    assert (items.height - dummies, dummies, reading.lists.wants.height, traders) == REAL[file]


def test_a_file_full_of_cash_trades_as_the_one_it_was_cleaned_to() -> None:
    cleaned, raw = SHARED / "oz_amiguero.txt", SHARED / "oz_amiguero_raw.txt"
    if not raw.is_file():
        pytest.skip(f"{raw} is not there")
    one, other = read_want_lists(cleaned).lists, read_want_lists(raw)
    assert one is not None
    assert other.lists is not None
    assert set(one.items["item"]) == set(other.lists.items["item"])
    assert one.wants.height == other.lists.wants.height
    assert {finding.code for finding in other.findings} == {
        "cash_left_out",
        "option_without_effect",
        "want_repeated",
        "want_unknown",
    }
