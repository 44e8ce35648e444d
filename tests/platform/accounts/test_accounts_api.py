"""The ledger over the API: who reads what, and what the operator does with its books."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from django.utils.module_loading import import_string
from django_q.models import OrmQ

from samarkand.platform.accounts.models import Account, Entry
from tests import cast
from tests.platform.accounts.books import account, delivered, delivery, entry
from tests.platform.calling import auditor_calls, nobody_calls, operator_calls, regulator_calls, trader_calls

pytestmark = pytest.mark.django_db

FEBRUARY = {"since": "2026-02-01", "until": "2026-02-28"}


def rice(value: int = 1_500_00) -> Entry:
    """Let Meskay be owed for rice delivered to Astarta in February."""
    delivered(cast.MESKAY, cast.ASTARTA, value, on=date(2026, 2, 10), code="rice")
    return Entry.objects.get()


def pk(firm: str) -> int:
    return account(firm).pk


def test_a_trader_lists_its_own_accounts() -> None:
    rice()
    items = trader_calls(cast.MESKAY).get("/accounts").json["items"]
    assert [(one["holder"], one["unit"], one["balance"]) for one in items] == [("Meskay", "USD", "1500")]


def test_the_auditor_lists_all() -> None:
    rice()
    assert len(auditor_calls().get("/accounts", {"unit": "USD"}).json["items"]) == 2


def test_a_regulator_of_a_country_lists_its_parties() -> None:
    rice()
    items = regulator_calls("RU").get("/accounts").json["items"]
    assert [one["holder"] for one in items] == ["Astarta"]


def test_another_traders_account_is_not_found() -> None:
    rice()
    stranger = trader_calls(cast.LUOYANG)
    account = f"/accounts/{pk(cast.MESKAY)}"
    assert stranger.get(account).status == 404
    assert {stranger.get(f"{account}/statement{end}", FEBRUARY).status for end in ("", ".csv")} == {404}
    assert stranger.post(f"/accounts/{pk(cast.MESKAY)}/swing-claims").status == 404


def test_without_a_token_nothing_is_read() -> None:
    assert nobody_calls().get("/accounts").status == 401


def test_a_number_no_database_holds_is_refused() -> None:
    assert operator_calls().get(f"/accounts/{2**70}").status == 422


def test_a_statement_has_its_balances() -> None:
    rice()
    told = trader_calls(cast.ASTARTA).get(f"/accounts/{pk(cast.ASTARTA)}/statement", FEBRUARY).json
    assert (told["opening"], told["taken"], told["closing"]) == ("0", "1500", "-1500")
    assert [line["balance"] for line in told["lines"]] == ["-1500"]


def test_a_statement_in_csv_holds_no_formula() -> None:

    entry(
        (account(cast.MESKAY), 5), (account(cast.ASTARTA), -5), on=date(2026, 2, 3), subject="=HYPERLINK(1)"
    )
    told = trader_calls(cast.MESKAY).get(f"/accounts/{pk(cast.MESKAY)}/statement.csv", FEBRUARY)
    assert told.content.decode().splitlines()[2].split(",")[3:] == ["'=HYPERLINK(1)", "0.05", "0.05"]


def test_reversed_days_are_a_finding() -> None:
    rice()
    asked = {"since": "2026-02-28", "until": "2026-02-01"}
    told = operator_calls().get(f"/accounts/{pk(cast.MESKAY)}/statement", asked)
    assert (told.status, told.codes) == (422, ["days_reversed"])


def test_of_two_postings_the_other_is_shown_without_its_balance() -> None:
    made = rice()
    told = trader_calls(cast.MESKAY).get(f"/entries/{made.pk}").json
    assert {one["holder"]: one["balance"] for one in told["postings"]} == {"Meskay": "1500", "Astarta": None}


def test_of_many_postings_only_ones_own_are_shown() -> None:
    rice()
    operator_calls().post(
        "/units/USD/interest", {"since": "2026-02-01", "until": "2026-02-28", "rate": "0.04", "part": "debit"}
    )
    delivered(cast.ASTARTA, cast.ALTYN_DAN, 900_00, on=date(2026, 1, 2))
    operator_calls().post(
        "/units/USD/interest", {"since": "2026-01-01", "until": "2026-01-31", "rate": "0.04"}
    )
    seen = trader_calls(cast.ASTARTA).get("/entries", {"kind": "interest"}).json["items"]
    assert [{one["holder"] for one in one_entry["postings"]} for one_entry in seen] == [
        {"Astarta", None},
        {"Astarta"},
    ]


def test_entries_of_an_account_one_may_not_read_are_not_found() -> None:
    rice()
    assert trader_calls(cast.MESKAY).get("/entries", {"account": pk(cast.ASTARTA)}).status == 404
    assert len(trader_calls(cast.MESKAY).get("/entries", {"account": pk(cast.MESKAY)}).json["items"]) == 1


def test_the_stranger_reads_no_entry_and_no_obligation() -> None:
    made = rice()
    stranger = trader_calls(cast.LUOYANG)
    assert stranger.get(f"/entries/{made.pk}").status == 404
    for path in ("/entries", "/obligations", "/holds", "/accounts", "/swing-claims"):
        assert stranger.get(path).json["items"] == []


def test_obligations_are_read_by_both_ends() -> None:
    rice()
    for firm in (cast.MESKAY, cast.ASTARTA):
        (one,) = trader_calls(firm).get("/obligations", {"open_only": True, "unit": "USD"}).json["items"]
        assert (one["code"], one["debtor"], one["creditor"], one["open_amount"]) == (
            "rice", "Astarta", "Meskay", "1500",
        )  # fmt: skip


def test_the_operator_sets_limits() -> None:
    rice()
    told = operator_calls().put(
        f"/accounts/{pk(cast.MESKAY)}/limits", {"credit_limit": "20", "swing": "1000"}
    )
    assert (told.json["credit_limit"], told.json["excess"], told.json["headroom"]) == ("20", "500", "0")


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/units/USD/periods", {"until": "2026-02-28"}),
        ("/units/USD/interest", {"since": "2026-02-01", "until": "2026-02-28", "rate": "0.04"}),
        ("/units/USD/revaluation", {"old_price": "1", "new_price": "2", "effective_on": "2026-03-01"}),
        ("/units/USD/run-off", {"from_day": "2026-03-31"}),
        ("/entries/{entry}/take-back", {"effective_on": "2026-03-01"}),
        ("/accounts/{account}/close", None),
    ],
)
def test_only_the_operator_keeps_the_books(path: str, body: dict[str, str] | None) -> None:
    made = rice()
    path = path.format(entry=made.pk, account=pk(cast.MESKAY))
    assert trader_calls(cast.MESKAY).post(path, body).status == 403
    assert auditor_calls().post(path, body).status == 403


def test_a_trader_neither_settles_nor_proves() -> None:
    rice()
    calls = trader_calls(cast.MESKAY)
    own = pk(cast.MESKAY)
    body = {
        "key": "1",
        "debtor": own,
        "creditor": own,
        "amount": "1",
        "means": "loan",
        "effective_on": "2026-03-01",
    }
    assert calls.post("/settlements", body).status == 403
    assert calls.post("/ledger/proofs").status == 403
    assert calls.get("/ledger/proofs").status == 403


def test_a_period_is_closed_and_listed_with_its_digest_for_those_who_see_all() -> None:
    rice()
    made = operator_calls().post("/units/USD/periods", {"until": "2026-02-28"})
    assert (made.status, made.json["entries"]) == (201, 1)
    listed = auditor_calls().get("/units/USD/periods").json["items"]
    assert [one["digest"] for one in listed] == [made.json["digest"]]
    (told,) = trader_calls(cast.LUOYANG).get("/units/USD/periods").json["items"]
    assert (told["until"], told["digest"], told["previous"]) == ("2026-02-28", None, None)


def test_a_period_that_is_not_over_is_a_finding() -> None:
    rice()
    tomorrow = timezone.now().date() + timedelta(days=1)
    told = operator_calls().post("/units/USD/periods", {"until": tomorrow.isoformat()})
    assert (told.status, told.codes) == (422, ["period_not_over"])


def test_an_unknown_unit_is_a_finding() -> None:
    told = operator_calls().post("/units/XAU/periods", {"until": "2026-02-28"})
    assert (told.status, told.codes) == (422, ["unit_unknown"])


def test_a_unit_is_revalued() -> None:
    rice()
    body = {"old_price": "0.635", "new_price": "1", "effective_on": "2026-03-01"}
    assert operator_calls().post("/units/USD/revaluation", body).status == 200
    assert account(cast.MESKAY).balance == 2_362_20


def test_a_claim_goes_its_way() -> None:
    rice()
    Account.objects.update(swing=1_000_00)
    calls = trader_calls(cast.MESKAY)
    claim = calls.post(f"/accounts/{pk(cast.MESKAY)}/swing-claims")
    assert (claim.status, claim.json["amount"], claim.json["state"]) == (201, "500", "claimed")
    body = {"debtor": pk(cast.ASTARTA), "reference": "SWIFT 1", "effective_on": "2026-03-01"}
    assert calls.post(f"/swing-claims/{claim.json['id']}/confirm-paid", body).status == 404
    paid = operator_calls().post(f"/swing-claims/{claim.json['id']}/confirm-paid", body)
    assert paid.json["state"] == "paid"
    assert calls.post(f"/swing-claims/{claim.json['id']}/withdraw").status == 409


def test_what_remains_is_settled() -> None:
    rice()
    operator_calls().post("/units/USD/run-off", {"from_day": "2026-03-31"})
    left = operator_calls().get("/units/USD/remainders").json
    assert [(one["holder"], one["owed"], one["due"]) for one in left] == [
        ("Meskay", "0", "1500"),
        ("Astarta", "1500", "0"),
    ]
    body = {
        "key": "loan of March", "debtor": pk(cast.ASTARTA), "creditor": pk(cast.MESKAY), "amount": "1500",
        "means": "loan", "effective_on": "2026-04-02",
    }  # fmt: skip
    assert operator_calls().post("/settlements", body).status == 201
    assert operator_calls().get("/units/USD/remainders").json == []


def test_an_entry_is_taken_back_by_its_opposite() -> None:
    made = delivery(account(cast.MESKAY), account(cast.ASTARTA), 5)
    told = operator_calls().post(
        f"/entries/{made.pk}/take-back", {"effective_on": "2026-03-03", "memo": "typing"}
    )
    assert told.json["corrects"] == made.pk
    assert account(cast.MESKAY).balance == 0


def test_the_auditor_lets_the_ledger_be_proven() -> None:
    rice()
    assert auditor_calls().post("/ledger/proofs").status == 202
    job = OrmQ.objects.get().func()
    import_string(job)()
    (proof,) = regulator_calls().get("/ledger/proofs").json["items"]
    assert (proof["is_true"], proof["entries"]) == (True, 1)
