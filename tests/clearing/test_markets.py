"""Which goods are the same, and who can meet whom: prefixes, grades, lanes, days, restrictions, units."""

from datetime import date

import polars as pl
import pytest

import samarkand
from tests.cast import book
from tests.depth import every, first

RICE = "Meskay PK: gives 20000 t rice @650{}; wants 20000 t chickpeas @760"
TAKER = "Astarta RU: gives 20000 t chickpeas @600; wants 20000 t {} @720{}"


def clear(*firms: str, **tables: list[str]) -> samarkand.Outcome:
    return samarkand.clear(book(*firms, **tables))  # type: ignore[arg-type]


def trades(outcome: samarkand.Outcome) -> set[tuple[str, str]]:
    return set(outcome.legs.select("offer", "want").iter_rows())


def reason(outcome: samarkand.Outcome, name: str) -> str:
    return str(outcome.unmatched.filter(pl.col("id") == name)["reason"].item())


@pytest.mark.parametrize("asked", every(2, ["1006", "rice", "10"]))
def test_a_prefix_takes_what_begins_with_it(asked: str) -> None:
    assert len(trades(clear(RICE.format(""), TAKER.format(asked, "")))) == 2


def test_a_longer_code_does_not_take_the_shorter() -> None:
    outcome = clear(RICE.format(""), TAKER.format("10063010", ""))
    assert outcome.legs.is_empty()
    assert reason(outcome, "Astarta wants 1") == "national_digits"


@pytest.mark.parametrize(
    ("given", "asked", "trade"),
    [
        (" grade basmati", "", True),
        (" grade basmati", " grade basmati", True),
        (" grade basmati", " grade Basmati", False),
        ("", " grade basmati", False),
    ],
)
def test_a_grade_asked_for_must_be_the_grade_given(given: str, asked: str, trade: bool) -> None:  # noqa: FBT001
    outcome = clear(RICE.format(given), TAKER.format("rice", asked))
    assert outcome.legs.is_empty() != trade


def test_nobody_takes_its_own_goods() -> None:
    outcome = clear("Meskay PK: gives 20000 t rice @650; wants 20000 t rice @720")
    assert outcome.legs.is_empty()
    assert reason(outcome, "Meskay wants 1") == "own_goods"


def test_kilograms_trade_with_tonnes() -> None:
    outcome = clear(
        "Meskay PK: gives 20000000 kg rice @0.65; wants 20000 t chickpeas @760", TAKER.format("rice", "")
    )
    assert dict(outcome.terms.select("commodity", "unit").iter_rows()) == {"100630": "KGM", "071320": "TNE"}
    assert sorted(outcome.legs["quantity"]) == [20_000_000, 20_000_000_000]
    assert outcome.unmatched.is_empty()


def test_litres_do_not_trade_with_tonnes() -> None:
    outcome = clear(
        "Meskay PK: gives 20000 l rice @650; wants 20000 t chickpeas @760", TAKER.format("rice", "")
    )
    assert reason(outcome, "Meskay gives 1") == "no_counterpart"


def test_rows_whose_last_day_has_passed_are_left_out() -> None:
    firms = (RICE.format(" until 2026-10-31"), TAKER.format("rice", ""))
    assert not samarkand.clear(book(*firms), samarkand.Settings(as_of=date(2026, 10, 31))).legs.is_empty()
    late = samarkand.clear(book(*firms), samarkand.Settings(as_of=date(2026, 11, 1)))
    assert late.legs.is_empty()
    assert reason(late, "Meskay gives 1") == "expired"


def test_market_labels_are_unique() -> None:
    outcome = clear(
        "Meskay PK: gives 100 t rice @650; gives 100 t rice @650 grade basmati; wants 400 t chickpeas @760",
        "NationalFruit PK: gives 100 l rice @650; wants 400 t chickpeas @760",
        "Luoyang CN: gives 100 t rice @650; wants 400 t chickpeas @760",
        "Astarta RU: gives 2000 t chickpeas @600; wants 400 t rice @720; wants 100 l rice @720",
        restrictions=["CN> rice Samarkand"],
    )
    labels = outcome.terms["market"]
    assert labels.n_unique() == len(labels)
    assert outcome.terms.filter(pl.col("commodity") == "100630").height >= 3


class TestWholeRows:
    """A row marked so is traded whole or not at all."""

    def test_it_is_traded_where_all_of_it_fits(self) -> None:
        outcome = clear(RICE.format(" whole yes"), TAKER.format("rice", " whole yes"))
        assert len(trades(outcome)) == 2
        assert not {"Meskay gives 1", "Astarta wants 1"} & set(outcome.unmatched["id"]), "rice goes whole"

    @pytest.mark.parametrize("mark", ["", " whole yes"])
    def test_a_cargo_is_not_split(self, mark: str) -> None:
        outcome = clear(
            RICE.format(mark),
            "Astarta RU: gives 5000 t chickpeas @600; wants 10000 t rice @720",
        )
        assert outcome.legs.is_empty() == bool(mark)

    def test_a_want_is_not_split(self) -> None:
        outcome = clear(
            "Meskay PK: gives 20000 t rice @650; wants 40000 t chickpeas @760 whole yes",
            TAKER.format("rice", ""),
        )
        assert outcome.legs.is_empty()


class TestLanes:
    """A lane brings goods in time or not at all, and its freight lowers what a want can bid."""

    def test_without_lanes_everything_reaches_everyone(self) -> None:
        assert len(trades(clear(RICE.format(""), TAKER.format("rice", "")))) == 2

    def test_with_lanes_only_what_they_join(self) -> None:
        outcome = clear(RICE.format(""), TAKER.format("rice", ""), lanes=["PK > RU 21 days 0"])
        assert reason(outcome, "Meskay wants 1") == "no_lane_in_time"

    @pytest.mark.parametrize(("days", "trade"), first(2, [(20, True), (21, False), (19, True)], several=True))
    def test_goods_must_arrive_on_a_day_they_are_wanted(self, days: int, trade: bool) -> None:  # noqa: FBT001
        outcome = clear(
            RICE.format(" from 2026-11-01 until 2026-11-10"),
            TAKER.format("rice", " from 2026-11-12 until 2026-11-21"),
            lanes=[f"PK > RU {days} days 0", "RU > PK 5 days 0"],
        )
        assert outcome.legs.is_empty() != trade

    def test_goods_that_would_arrive_too_early_leave_later(self) -> None:
        rice = RICE.format(" from 2026-11-01 until 2026-11-10")
        lanes = ["PK > RU 2 days 0", "RU > PK 5 days 0"]
        assert not clear(rice, TAKER.format("rice", " from 2026-11-12"), lanes=lanes).legs.is_empty()
        assert clear(rice, TAKER.format("rice", " from 2026-11-13"), lanes=lanes).legs.is_empty()

    def test_the_most_exact_lane_counts_even_if_it_is_dearer(self) -> None:
        firms = (RICE.format(" at PKKHI"), TAKER.format("rice", " at RUNVS"))
        back = "RU > PK 5 days 0"
        assert not clear(*firms, lanes=["PK > RU 5 days 0", back]).legs.is_empty()
        dear = clear(*firms, lanes=["PK > RU 5 days 0", "PKKHI > RUNVS 5 days 700", back])
        assert dear.legs.is_empty()

    def test_of_lanes_in_time_the_cheapest_counts(self) -> None:
        firms = (RICE.format(" until 2026-11-10"), TAKER.format("rice", " until 2026-11-20"))
        outcome = clear(
            *firms, lanes=["PK > RU 30 days 0", "PK > RU 9 days 5", "PK > RU 2 days 700", "RU > PK 1 days 0"]
        )
        assert not outcome.legs.is_empty()

    def test_freight_lowers_the_bid(self) -> None:
        lanes = ["PK > RU 5 days {}", "RU > PK 5 days 0"]
        eager = (
            "Meskay PK: gives 20000 t rice @700; wants 20000 t chickpeas @700",
            TAKER.format("rice", ""),
        )
        assert not clear(*eager, lanes=[lanes[0].format(119), lanes[1]]).legs.is_empty()
        assert clear(*eager, lanes=[lanes[0].format(121), lanes[1]]).legs.is_empty()


class TestRestrictions:
    """A restriction closes what matches all it names, and says so."""

    @pytest.mark.parametrize(
        "law",
        every(3, ["PK>RU", "PK>RU 1006", ">RU rice", "PK> rice", "rice", "PK>RU Meskay", ">RU rice Astarta"]),
    )
    def test_it_closes_what_matches(self, law: str) -> None:
        outcome = clear(RICE.format(""), TAKER.format("rice", ""), restrictions=[f"{law}: an embargo"])
        assert outcome.legs.is_empty()
        closed = outcome.unmatched.filter(pl.col("id") == "Astarta wants 1")
        assert closed["reason"].item() == "closed_by_restriction"
        assert "an embargo" in closed["closed_by"].item()

    @pytest.mark.parametrize("law", every(2, ["RU>PK 1006", ">KZ", "IR>", "KZ>RU rice", "PK>RU Luoyang"]))
    def test_it_leaves_open_what_does_not(self, law: str) -> None:
        outcome = clear(RICE.format(""), TAKER.format("rice", ""), restrictions=[law])
        assert len(trades(outcome)) == 2

    def test_a_whole_party_is_closed_on_both_sides(self) -> None:
        outcome = clear(RICE.format(""), TAKER.format("rice", ""), restrictions=["Meskay: sanctioned"])
        assert (
            reason(outcome, "Meskay gives 1") == reason(outcome, "Meskay wants 1") == "closed_by_restriction"
        )

    def test_the_place_of_the_goods_counts_as_much_as_the_firms_country(self) -> None:
        abroad = "Meskay PK: gives 20000 t rice @650 at IRBND; wants 20000 t chickpeas @760"
        assert clear(abroad, TAKER.format("rice", ""), restrictions=["IR>RU"]).legs.is_empty()
        assert clear(abroad, TAKER.format("rice", ""), restrictions=["PK>RU"]).legs.is_empty()


class TestQuotas:
    """A quota caps what moves between countries, by quantity or by value."""

    def test_by_quantity(self) -> None:
        outcome = clear(RICE.format(""), TAKER.format("rice", ""), quotas=["1006 PK>RU 5000 t"])
        rice = outcome.legs.filter(pl.col("commodity") == "100630")
        assert rice["quantity"].sum() == pytest.approx(5_000_000, abs=2)
        assert reason(outcome, "Astarta wants 1") == "quota_full"

    def test_by_value(self) -> None:
        outcome = clear(RICE.format(""), TAKER.format("rice", ""), quotas=["* >RU value 1000000"])
        assert outcome.legs.filter(pl.col("to_party") == "Astarta")["value"].sum() <= 100_000_000
        assert outcome.summary["totals"]["value"] == "2000000.00"

    def test_elsewhere_it_does_not_count(self) -> None:
        outcome = clear(
            RICE.format(""), TAKER.format("rice", ""), quotas=["1006 PK>KZ 5000 t", "1001 PK>RU 1 t"]
        )
        assert outcome.unmatched.is_empty()
