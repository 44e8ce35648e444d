"""How people come to act in the house: invited by those who may, joined once, ended for good."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from samarkand.core.finding import Refusal
from samarkand.platform.house.actor import HOUSE, Actor, Role
from samarkand.platform.house.permissions import NotPermittedError
from samarkand.platform.parties.actors import actor_of_membership, open_memberships
from samarkand.platform.parties.models import Invitation, Membership, Party, PartyState, User
from samarkand.platform.parties.people import LASTS, Invited, accept, end, invite, join, make_user
from samarkand.platform.parties.permissions import visible_memberships
from tests import cast
from tests.platform.conftest import AUDITOR, NOW, OPERATOR, REGULATOR, party, trader

pytestmark = pytest.mark.django_db

PASSWORD = "eleven camels carry rice"  # noqa: S105 (of nobody)


def asked(email: str = "aisha@meskay.pk", **columns: object) -> str:
    """Invite somebody to trade for Meskay, unless told otherwise, and return the secret."""
    invited = Invited(email, Role.TRADER, party(cast.MESKAY))
    return invite(OPERATOR, replace(invited, **columns), NOW)[1]  # type: ignore[arg-type]


def refused_codes(invited: Invited) -> list[str]:
    with pytest.raises(Refusal) as refused:
        invite(OPERATOR, invited, NOW)
    return [found.code for found in refused.value.findings]


def test_an_invited_trader_acts_for_its_party() -> None:
    actor = actor_of_membership(join(asked(), "Aisha", PASSWORD, NOW))
    assert (actor.name, actor.role, actor.party, actor.country) == ("Aisha", Role.TRADER, "Meskay", "PK")


def test_an_invited_regulator_has_its_country() -> None:
    secret = asked(role=Role.REGULATOR, party=None, country="kz")
    assert actor_of_membership(join(secret, "Customs", PASSWORD, NOW)).country == "KZ"


def test_of_the_secret_only_the_hash_is_kept() -> None:
    secret = asked()
    assert secret not in str(list(Invitation.objects.values()))


def test_an_invitation_is_answered_once() -> None:
    secret = asked()
    join(secret, "Aisha", PASSWORD, NOW)
    with pytest.raises(Refusal, match="invitation_over"):
        join(secret, "Somebody else", PASSWORD, NOW)


def test_an_old_invitation_is_over() -> None:
    with pytest.raises(Refusal, match="invitation_over"):
        join(asked(), "Aisha", PASSWORD, NOW + LASTS)


def test_a_secret_that_was_never_given_out_opens_nothing() -> None:
    with pytest.raises(Refusal, match="invitation_over"):
        join("guess", "Aisha", PASSWORD, NOW)


def test_a_weak_password_is_refused_and_the_invitation_stays_open() -> None:
    secret = asked()
    with pytest.raises(Refusal, match="password_weak"):
        join(secret, "Aisha", "password", NOW)
    assert join(secret, "Aisha", PASSWORD, NOW).user.check_password(PASSWORD)


def test_who_has_a_user_keeps_its_password() -> None:
    aisha = join(asked(), "Aisha", PASSWORD, NOW).user
    secret = asked("Aisha@meskay.pk", party=party(cast.NATIONAL_FRUIT))
    make_user(secret, "Mallory", "another very long one", NOW)
    again = accept(secret, aisha, NOW)
    again.user.refresh_from_db()
    assert again.user.check_password(PASSWORD)
    assert (again.user.name, len(open_memberships(again.user_id))) == ("Aisha", 2)


def test_nobody_makes_a_known_person_act_for_a_party() -> None:
    aisha = join(asked(), "Aisha", PASSWORD, NOW).user
    secret = asked(party=party(cast.ASTARTA))
    make_user(secret, "Mallory", "another very long one", NOW)
    with pytest.raises(Refusal, match="person_known"):
        join(secret, "Mallory", "another very long one", NOW)
    assert [str(one.party) for one in open_memberships(aisha.pk)] == ["Meskay"]


def test_only_the_one_who_is_invited_accepts() -> None:
    mallory = User.objects.create_user("mallory@astarta.ru", PASSWORD)
    secret = asked()
    with pytest.raises(Refusal, match="invitation_foreign"):
        accept(secret, mallory, NOW)
    assert not Membership.objects.exists()
    aisha = User.objects.create_user("AISHA@meskay.pk", PASSWORD)
    assert accept(secret, aisha, NOW).user == aisha


def test_a_user_made_for_an_invitation_has_no_role_until_it_accepts() -> None:
    secret = asked()
    make_user(secret, "Aisha", PASSWORD, NOW)
    aisha = User.objects.get(email="aisha@meskay.pk")
    assert open_memberships(aisha.pk) == []
    assert accept(secret, aisha, NOW).role == Role.TRADER


def test_what_an_invitation_cannot_say() -> None:
    mill = party(cast.MESKAY)
    assert refused_codes(Invited("aisha", Role.TRADER, mill)) == ["email_malformed"]
    assert refused_codes(Invited("a@b.pk", Role.TRADER)) == ["membership_unfit"]
    assert refused_codes(Invited("a@b.pk", Role.AUDITOR, mill, "PK")) == ["membership_unfit"] * 2
    assert refused_codes(Invited("a@b.pk", Role.REGULATOR, None, "ZZ")) == ["country_unknown"]


def test_a_trader_invites_colleagues_to_its_own_party_alone() -> None:
    mill, fruit = party(cast.MESKAY), party(cast.NATIONAL_FRUIT)
    invite(trader(cast.MESKAY), Invited("omar@meskay.pk", Role.TRADER, mill), NOW)
    for invited in (Invited("a@b.pk", Role.TRADER, fruit), Invited("a@b.pk", Role.OPERATOR)):
        with pytest.raises(NotPermittedError):
            invite(trader(cast.MESKAY), invited, NOW)


@pytest.mark.parametrize("actor", [AUDITOR, REGULATOR], ids=lambda actor: actor.role)
def test_who_only_reads_invites_nobody(actor: Actor) -> None:
    with pytest.raises(NotPermittedError):
        invite(actor, Invited("a@b.pk", Role.AUDITOR), NOW)


def test_an_ended_role_acts_no_more_and_can_begin_again() -> None:
    membership = end(OPERATOR, join(asked(), "Aisha", PASSWORD, NOW), NOW)
    with pytest.raises(NotPermittedError):
        actor_of_membership(membership)
    later = NOW + timedelta(days=1)
    again = accept(asked(), membership.user, later)
    assert (again.pk, again.since, actor_of_membership(again).party) == (membership.pk, later, "Meskay")


def test_only_the_operator_ends_a_role() -> None:
    membership = join(asked(), "Aisha", PASSWORD, NOW)
    for actor in (trader(cast.ASTARTA), trader(cast.MESKAY), AUDITOR):
        with pytest.raises(NotPermittedError):
            end(actor, membership, NOW)


def test_the_last_operator_stays() -> None:
    _, first = invite(HOUSE, Invited("one@house.uz", Role.OPERATOR), NOW)
    _, second = invite(HOUSE, Invited("two@house.uz", Role.OPERATOR), NOW)
    one, two = (join(secret, "Operator", PASSWORD, NOW) for secret in (first, second))
    end(OPERATOR, one, NOW)
    with pytest.raises(Refusal, match="operator_last"):
        end(OPERATOR, two, NOW)


def test_an_inactive_person_acts_no_more() -> None:
    membership = join(asked(), "Aisha", PASSWORD, NOW)
    membership.user.is_active = False
    with pytest.raises(NotPermittedError):
        actor_of_membership(membership)


def test_a_suspended_party_may_read_but_not_write() -> None:
    membership = join(asked(), "Aisha", PASSWORD, NOW)
    Party.objects.update(state=PartyState.SUSPENDED)
    membership = Membership.objects.get(pk=membership.pk)
    assert actor_of_membership(membership).party == "Meskay"
    with pytest.raises(NotPermittedError):
        actor_of_membership(membership, writing=True)


def test_a_trader_sees_its_colleagues_alone() -> None:
    join(asked(), "Aisha", PASSWORD, NOW)
    join(asked("ivan@astarta.ru", party=party(cast.ASTARTA)), "Ivan", PASSWORD, NOW)
    names = visible_memberships(trader(cast.MESKAY)).values_list("user__name", flat=True)
    assert list(names) == ["Aisha"]
    assert visible_memberships(OPERATOR).count() == User.objects.count() == 2


@pytest.mark.django_db
def test_nobody_is_operator_twice() -> None:
    user = User.objects.create_user("operator@house.example")
    Membership.objects.create(user=user, role=Role.OPERATOR, since=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(user=user, role=Role.OPERATOR, since=NOW)
