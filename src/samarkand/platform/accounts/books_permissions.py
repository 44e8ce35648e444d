"""Who may do what with the books of the ledger: the operator keeps them, a holder claims its own excess."""

import rules

from samarkand.platform.accounts.models import Account
from samarkand.platform.house.actor import Actor, Role
from samarkand.platform.house.permissions import is_operator


def _holds(actor: Actor, account: Account) -> bool:
    return actor.role is Role.TRADER and account.holder is not None and account.holder.code == actor.party


def _reads_books(actor: Actor) -> bool:
    return actor.sees_all


rules.add_rule("accounts.close_period", is_operator)
rules.add_rule("accounts.charge_interest", is_operator)
rules.add_rule("accounts.revalue", is_operator)
rules.add_rule("accounts.settle", is_operator)
rules.add_rule("accounts.run_off", is_operator)
rules.add_rule("accounts.verify", rules.predicate(_reads_books))
rules.add_rule("accounts.claim", is_operator | rules.predicate(_holds))
