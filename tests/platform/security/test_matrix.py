"""Every operation of the API against everyone who may knock: the stranger is refused.

`MATRIX` says who is let in: ``+`` let in, ``-`` refused (forbidden, or not found). Nobody without a token is
let in anywhere. An operation that is not in the table fails, so that none is added without this question.
Lists and files let strangers in and tell them nothing: no answer to one of them holds a word of `SECRETS`.
"""

import pytest

from tests.depth import share
from tests.platform.calling import Answer
from tests.platform.security.operations import Operation, call, operations, undone
from tests.platform.security.world import LIMIT_PRICES, SECRETS, World

pytestmark = pytest.mark.django_db

WHO = ("owner", "counterparty", "stranger", "operator", "auditor", "regulator", "foreign regulator")

MATRIX = """
operation                 owner  counter. stranger operator auditor  regulator foreign
who_am_i                     +        +        +        +        +        +        +
list_parties                 +        +        +        +        +        +        +
register_party               -        -        -        +        -        -        -
get_party_history            +        -        -        +        +        +        -
verify_party                 -        -        -        +        -        -        -
suspend_party                -        -        -        +        -        -        -
amend_pool                   -        -        -        +        -        -        -
get_party                    +        -        -        +        +        +        -
amend_party                  -        -        -        +        -        -        -
list_memberships             +        +        +        +        +        +        +
end_membership               -        -        -        +        -        -        -
list_invitations             +        +        +        +        +        +        +
invite                       -        -        -        +        -        -        -
withdraw_invitation          +        -        -        +        -        -        -
list_offers                  +        +        +        +        +        +        +
post_offer                   +        +        +        +        -        -        -
get_offer_history            +        -        -        +        +        +        -
get_offer                    +        -        -        +        +        +        -
amend_offer                  +        -        -        +        -        -        -
withdraw_offer               +        -        -        +        -        -        -
list_wants                   +        +        +        +        +        +        +
post_want                    +        +        +        +        -        -        -
get_want_history             -        +        -        +        +        +        -
get_want                     -        +        -        +        +        +        -
amend_want                   -        +        -        +        -        -        -
withdraw_want                -        +        -        +        -        -        -
import_book                  +        +        +        +        -        -        -
export_offers                +        +        +        +        +        +        +
export_wants                 +        +        +        +        +        +        +
export_lanes                 +        +        +        +        +        +        +
export_listed                +        +        +        +        +        +        +
export_quotas                +        +        +        +        +        +        +
export_restrictions          +        +        +        +        +        +        +
export_failures              +        +        +        +        +        +        +
list_lanes                   +        +        +        +        +        +        +
replace_lanes                -        -        -        +        -        -        -
list_listed                  +        +        +        +        +        +        +
replace_listed               -        -        -        +        -        -        -
list_quotas                  +        +        +        +        +        +        +
replace_quotas               -        -        -        +        -        -        -
list_restrictions            +        +        +        +        +        +        +
replace_restrictions         -        -        -        +        -        -        -
list_failures                +        +        +        +        +        +        +
replace_failures             -        -        -        +        -        -        -
list_rounds                  +        +        +        +        +        +        +
open_round                   -        -        -        +        -        -        -
get_round                    +        +        +        +        +        +        +
list_round_steps             +        +        +        +        +        +        +
amend_round                  -        -        -        +        -        -        -
freeze_round                 -        -        -        +        -        -        -
void_round                   -        -        -        +        -        -        -
publish_round                -        -        -        +        -        -        -
close_round                  -        -        -        +        -        -        -
repair_round                 -        -        -        +        -        -        -
list_terms                   +        +        +        +        +        +        +
list_own_unmatched           +        +        +        +        +        +        +
list_clearings               +        +        +        +        +        +        +
ask_clearing                 -        -        -        +        -        -        -
get_clearing                 -        -        -        +        +        +        -
compare_clearings            -        -        -        +        +        +        -
get_report                   -        -        -        +        +        +        -
get_archive                  -        -        -        +        +        +        -
list_deals                   +        +        +        +        +        +        +
get_deal                     +        +        -        +        +        +        -
accept_deal                  +        +        -        -        -        -        -
decline_deal                 +        +        -        -        -        -        -
list_legs                    +        +        +        +        +        +        +
list_home_payments           +        +        +        +        +        +        +
confirm_home_payment         -        +        -        +        -        -        -
list_commitments             +        +        +        +        +        +        +
get_commitment               +        +        -        +        +        +        -
list_evidence                +        +        -        +        +        +        -
extend_commitment            -        -        -        +        -        -        -
release_commitment           -        -        -        +        -        -        -
list_shipments               +        +        +        +        +        +        +
announce_shipment            +        -        -        +        -        -        -
get_shipment                 +        +        -        +        +        +        -
amend_shipment               +        -        -        +        -        -        -
ship_shipment                +        -        -        +        -        -        -
arrive_shipment              +        +        -        +        -        -        -
cancel_shipment              +        -        -        +        -        -        -
give_up_shipment             -        +        -        +        -        -        -
confirm_receipt              -        +        -        +        -        -        -
list_receipts                +        +        +        +        +        +        +
get_receipt                  +        +        -        +        +        +        -
correct_receipt              -        -        -        +        -        -        -
list_discrepancies           +        +        +        +        +        +        +
resolve_discrepancy          -        +        -        +        -        -        -
list_documents               +        +        -        +        +        +        -
file_document                +        +        -        +        -        -        -
get_document                 +        +        -        +        +        +        -
get_document_content         +        +        -        +        +        +        -
list_declarations            +        +        -        +        +        +        -
declare_goods                +        +        -        +        -        -        -
list_accounts                +        +        +        +        +        +        +
get_account                  +        -        -        +        +        +        -
set_account_limits           -        -        -        +        -        -        -
close_account                -        -        -        +        -        -        -
get_statement                +        -        -        +        +        +        -
download_statement           +        -        -        +        +        +        -
list_entries                 +        +        +        +        +        +        +
get_entry                    +        +        -        +        +        +        -
take_back_entry              -        -        -        +        -        -        -
list_holds                   +        +        +        +        +        +        +
list_obligations             +        +        +        +        +        +        +
list_swing_claims            +        +        +        +        +        +        +
claim_swing_excess           +        -        -        +        -        -        -
withdraw_swing_claim         +        -        -        +        -        -        -
confirm_swing_claim_paid     -        -        -        +        -        -        -
list_units                   +        +        +        +        +        +        +
list_periods                 +        +        +        +        +        +        +
close_period                 -        -        -        +        -        -        -
charge_interest              -        -        -        +        -        -        -
revalue_unit                 -        -        -        +        -        -        -
begin_run_off                -        -        -        +        -        -        -
list_remainders              +        +        +        +        +        +        +
post_settlement              -        -        -        +        -        -        -
prove_ledger                 -        -        -        +        +        +        -
list_proofs                  -        -        -        +        +        +        -
propose_netting_run          -        -        -        +        -        -        -
list_netting_runs            +        +        +        +        +        +        +
get_netting_run              -        -        -        +        +        +        -
list_set_off_notices         -        -        -        +        +        +        -
post_netting_run             -        -        -        +        -        -        -
void_netting_run             -        -        -        +        -        -        -
list_events                  +        +        +        +        +        +        +
list_webhooks                +        +        +        +        +        +        +
add_webhook                  +        +        +        +        +        +        +
switch_webhook               +        -        -        +        -        -        -
remove_webhook               +        -        -        +        -        -        -
list_notices                 +        -        -        +        +        -        -
list_tokens                  +        +        +        +        +        +        +
make_token                   +        +        +        +        +        +        +
revoke_token                 +        -        -        +        -        -        -
"""

LET_IN = {
    name: {who for who, sign in zip(WHO, signs, strict=True) if sign == "+"}
    for name, *signs in (line.split() for line in MATRIX.strip().splitlines()[1:])
}

ALL = operations()
READING = [operation for operation in ALL if operation.reads]
WATCHING = {"make_token", "add_webhook", "prove_ledger"}
"""What those who watch may ask for: things of their own, and a proof."""
CHANGING = [each for each in ALL if not each.reads and each.name not in WATCHING]


def test_every_operation_is_in_the_matrix_and_nothing_else() -> None:
    names = {operation.name for operation in ALL}
    assert names - set(LET_IN) == set(), "add these, with who is let in"
    assert set(LET_IN) - names == set(), "these are gone"


@pytest.mark.parametrize("operation", ALL, ids=str)
def test_the_stranger_is_refused(operation: Operation, world: World) -> None:
    let_in = LET_IN.get(operation.name, set())
    asking = share(WHO, turn=ALL.index(operation), of=3)
    told = {who: called_for_nothing(operation, who, world) for who in ("nobody", *asking)}
    assert told.pop("nobody").status == 401
    wrong = {
        who: (answer.status, answer.content[:300])
        for who, answer in told.items()
        if (answer.status in {403, 404}) != (who not in let_in)
    }
    assert wrong == {}


@pytest.mark.parametrize("operation", READING, ids=str)
def test_no_answer_tells_a_stranger_what_is_not_his(operation: Operation, world: World) -> None:
    for who in ("stranger", "foreign regulator"):
        answer = called_for_nothing(operation, who, world)
        assert [word for word in SECRETS if word.encode() in answer.content] == [], who


@pytest.mark.parametrize("operation", READING, ids=str)
def test_no_answer_tells_a_trader_the_limit_price_of_another(operation: Operation, world: World) -> None:
    for who, other in (("owner", "counterparty"), ("counterparty", "owner")):
        answer = called_for_nothing(operation, who, world)
        assert LIMIT_PRICES[other].encode() not in answer.content, who


@pytest.mark.parametrize("operation", CHANGING, ids=str)
@pytest.mark.parametrize("who", ["auditor", "regulator", "foreign regulator"])
def test_those_who_watch_change_nothing(operation: Operation, who: str, world: World) -> None:
    assert called_for_nothing(operation, who, world).status >= 400


def called_for_nothing(operation: Operation, who: str, world: World) -> Answer:
    """Call, and undo what it did, so that the next one finds the world as it was."""
    return undone(lambda: call(operation, world.callers[who], world))
