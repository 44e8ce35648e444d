"""An empty house led by browser alone, from its first invitation to a published round; every form is posted.

The house runs as people run it. What a form of Django's test client cannot show, a browser does: where the
form says it comes from, cookies, what the page's policy lets run.
"""

import re
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import Browser, Page

from tests.platform.browser.conftest import PostBox
from tests.platform.operation.running import COMMAND, PATIENCE, House, running_house

OPERATOR, DEPUTY, TRADER = "chamber@house.example", "deputy@house.example", "rice@meskay.example"
PASSWORD, ANOTHER = "camels cross slowly", "caravans rest at noon"

STEP = 30
"""Seconds for which a code of a second factor counts."""

RICE = {"offer": "RICE", "hs": "100630", "quantity": "1000", "unit": "TNE", "price": "100"}
OFFERS = """offer,party,hs,quantity,unit,price
PEAS,VOLGA,071320,1000,TNE,100
"""
WANTS = """want,party,hs,quantity,unit,price
WANT-PEAS,MESKAY,071320,1000,TNE,110
WANT-RICE,VOLGA,100630,1000,TNE,110
"""


@dataclass(slots=True)
class Person:
    """Somebody at a browser of their own, with the secret of their second factor once it is set up."""

    page: Page
    email: str
    password: str = PASSWORD
    secret: str = ""

    def fill(self, **said: str) -> None:
        """Fill the fields of the form, by name."""
        for name, value in said.items():
            field = self.page.locator(f"main [name={name}], #content [name={name}]").first
            if field.evaluate("one => one.tagName") == "SELECT":
                field.select_option(value)
            else:
                field.fill(value)

    def send(self, words: str = "") -> None:
        """Press the button of the form, the one with these words if some are given."""
        buttons = self.page.locator("main button[type=submit], #content button[type=submit]")
        (buttons.filter(has_text=words) if words else buttons).first.click()
        self.page.wait_for_load_state()

    def reads(self, *words: str) -> None:
        """Find these words on the page."""
        text = self.page.locator("body").inner_text()
        assert all(word in text for word in words), text

    def send_code(self) -> None:
        """Write what the person's device shows, and send it; once more where that took too long to count."""
        for _ in range(4):
            counter = int(time.time()) // STEP
            self.fill(code=str(format_hotp_value(hotp_value(self.secret, counter))))
            self.send()
            if not self.page.get_by_text("Incorrect code").count():
                return
            while int(time.time()) // STEP == counter:
                time.sleep(0.5)
        raise AssertionError(self.page.locator("body").inner_text())


@pytest.fixture(scope="module")
def house(
    tmp_path_factory: pytest.TempPathFactory, browser: Browser, post_box: tuple[PostBox, str]
) -> Iterator[House]:
    del browser  # where there is none, no house is opened
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("SAMARKAND_EMAIL_URL", post_box[1])
        with running_house(tmp_path_factory.mktemp("house")) as running:
            yield running


@pytest.fixture
def box(post_box: tuple[PostBox, str]) -> PostBox:
    return post_box[0]


def at_a_browser(browser: Browser, house: House, email: str) -> Person:
    context = browser.new_context(base_url=house.address)
    context.set_default_timeout(20_000)
    return Person(context.new_page(), email)


def join(person: Person, link: str, name: str) -> None:
    person.page.goto(link)
    person.reads("You are invited", person.email)
    person.fill(name=name, password=person.password, again=person.password)
    person.send()
    person.fill(login=person.email, password=person.password)
    person.send()
    person.send("Join")
    person.reads("You have joined")


def sign_in(person: Person) -> None:
    person.page.goto("/accounts/login/")
    person.fill(login=person.email, password=person.password)
    person.send()
    if person.secret:
        person.send_code()
    person.reads("You are")


def sign_out(person: Person) -> None:
    person.page.goto("/accounts/logout/")
    person.send()


def again(person: Person) -> None:
    """Prove once more who it is, where the house asks."""
    if "reauthenticate" in person.page.url:
        if person.page.locator("main [name=code]").count():
            person.send_code()
        else:
            person.fill(password=person.password)
            person.send()


def set_up_a_second_factor(person: Person) -> None:
    if "2fa" not in person.page.url:
        person.page.goto("/accounts/2fa/totp/activate/")
    again(person)
    person.secret = person.page.locator("#authenticator_secret").input_value()
    person.send_code()


def do(person: Person, rows: str, row: str, act: str, **said: str) -> None:
    """Do an act from the page of a row that a list shows."""
    person.page.goto(f"/back-office/{rows}/")
    person.page.get_by_role("link", name=row, exact=True).first.click()
    person.page.get_by_role("link", name=re.compile(f"^{act}")).first.click()
    person.fill(**said)
    person.send("Do it")


def first_operator_joins(house: House, operator: Person, box: PostBox) -> None:
    invite = [*COMMAND, "invite", operator.email, "--role", "operator"]
    subprocess.run(invite, env=house.environ, check=True, capture_output=True)
    join(operator, box.link(operator.email, "/invitations/"), "Aziza of the chamber")
    operator.page.goto("/back-office/")  # which leads to the second factor first
    set_up_a_second_factor(operator)
    sign_out(operator)
    sign_in(operator)
    operator.reads("Aziza of the chamber", "Back office")


def register(operator: Person, code: str, name: str, country: str, currency: str) -> None:
    operator.page.goto("/back-office/parties/party/")
    operator.page.get_by_title("Add party").first.click()
    operator.fill(party=code, name="")
    operator.send("Do it")
    operator.reads("This field is required")
    operator.fill(name=name, country=country, currency=currency)
    operator.send("Do it")
    operator.reads(f"{code} is registered")
    do(operator, "parties/party", code, "Amend$", name=f"{name}, {country}")
    operator.reads(f"{name}, {country}")
    do(operator, "parties/party", code, "Verify")
    operator.reads(f"let it trade: {code}")


def tables_are_edited(operator: Person, folder: Path) -> None:
    operator.page.goto("/back-office/market/lane/add/")
    operator.fill(**{"from": "PK", "to": "RU", "days": "14"})
    operator.send("Do it")
    operator.reads("A row is added to lanes")
    bring_in(operator, "market/lane", folder / "lanes.csv", "from,to,days\nPK,RU,14\nRU,PK,14\n")
    operator.reads("lanes 2")


def bring_in(operator: Person, rows: str, file: Path, content: str) -> None:
    file.write_text(content)
    operator.page.goto(f"/back-office/{rows}/acts/bring_in/")
    operator.page.locator("#content [name=file]").set_input_files(file)
    operator.send("Do it")


def trader_is_invited_from_the_list(operator: Person, trader: Person, box: PostBox) -> None:
    """Tick a row, choose an act, say what it asks: as it is done to many rows at once."""
    operator.page.goto("/back-office/parties/party/")
    operator.page.get_by_role("row").filter(has_text="MESKAY").locator("[name=_selected_action]").check()
    operator.page.locator("select[name=action]").select_option("invite_trader")
    operator.page.locator("#changelist-form button[type=submit]").first.click()
    operator.page.wait_for_load_state()
    operator.fill(said=TRADER)
    operator.send("Do it")
    join(trader, box.link(TRADER, "/invitations/"), "Nadia")
    trader.reads("MESKAY", "What you do here you do with a program")
    trader.page.goto("/back-office/")
    trader.reads("The back office is for the operator")


def token_is_made(trader: Person) -> str:
    """Return the token that the page shows once."""
    trader.page.goto("/tokens/")
    trader.fill(name="warehouse", days="90")
    trader.send("Make the token")
    again(trader)
    secret: str = trader.page.locator("code.secret").inner_text()
    trader.page.goto("/tokens/")
    trader.reads("warehouse", "MESKAY")
    assert secret not in trader.page.content()
    return secret


def program_of(house: House, token: str) -> httpx.Client:
    headers = {"Authorization": f"Bearer {token}"}
    return httpx.Client(base_url=f"{house.address}/api/v1", headers=headers, timeout=30)


def token_is_revoked(trader: Person, program: httpx.Client) -> None:
    trader.page.goto("/tokens/")
    trader.send("Revoke")
    assert program.get("/me").status_code == 401


def round_is_led_to_publication(operator: Person, folder: Path) -> None:
    operator.page.goto("/back-office/rounds/round/add/")
    operator.fill(code="SPRING", unit="DOLLAR", title="Spring", acceptance_hours="48", delivery_days="90")
    operator.send("Do it")
    operator.reads("Round SPRING is open")
    bring_in(operator, "market/offer", folder / "offers.csv", OFFERS)
    bring_in(operator, "market/want", folder / "wants.csv", WANTS)
    do(operator, "rounds/round", "SPRING", "Freeze")
    operator.reads("2 offers, 2 wants")
    do(operator, "rounds/round", "SPRING", "Clear it", label="main", max_parties="2")
    wait_until_stored(operator)
    operator.page.get_by_role("link", name="Read the outcome as a page").click()
    operator.page.wait_for_load_state()
    operator.reads("SPRING", "rice")
    assert operator.page.locator("svg").count(), "the picture is not drawn"
    operator.page.go_back()
    operator.page.get_by_role("link", name="Publish").click()
    operator.send("Do it")
    operator.page.goto("/back-office/deals/deal/")
    operator.reads("SPRING-1", "Proposed")


def wait_until_stored(operator: Person) -> None:
    until = time.monotonic() + PATIENCE
    while True:
        operator.page.goto("/back-office/rounds/clearing/")
        operator.page.locator("#result_list tbody a").first.click()
        operator.page.wait_for_load_state()
        if operator.page.get_by_role("link", name="Read the outcome as a page").count():
            return
        assert time.monotonic() < until, operator.page.locator("body").inner_text()
        time.sleep(1)


def password_is_forgotten_and_set_by_letter(trader: Person, box: PostBox) -> None:
    sign_out(trader)
    trader.page.goto("/accounts/password/reset/")
    trader.fill(email=TRADER)
    trader.send()
    trader.page.goto(box.link(TRADER, "/accounts/password/reset/key/"))
    trader.fill(password1=ANOTHER, password2=ANOTHER)
    trader.send()
    trader.password = ANOTHER
    sign_in(trader)
    trader.reads("MESKAY")


def password_is_changed(trader: Person) -> None:
    trader.page.goto("/accounts/password/change/")
    trader.fill(oldpassword=ANOTHER, password1=PASSWORD, password2=PASSWORD)
    trader.send()
    trader.password = PASSWORD  # whoever changes it is signed out everywhere
    sign_in(trader)


def second_factor_is_kept_and_given_up(operator: Person) -> None:
    operator.page.goto("/accounts/2fa/recovery-codes/generate/")
    again(operator)
    if "generate" in operator.page.url:
        operator.send()
    operator.page.goto("/accounts/2fa/totp/deactivate/")
    again(operator)
    operator.send()
    operator.reads("deactivated")


def test_an_operator_gets_in(house: House, browser: Browser, box: PostBox) -> None:
    first_operator_joins(house, at_a_browser(browser, house, DEPUTY), box)


@pytest.mark.deep
def test_an_empty_house_comes_to_a_published_round_by_browser_alone(
    house: House, browser: Browser, box: PostBox, tmp_path: Path
) -> None:
    operator, trader = (at_a_browser(browser, house, email) for email in (OPERATOR, TRADER))
    first_operator_joins(house, operator, box)
    register(operator, "MESKAY", "Meskay & Femtee", "PK", "PKR")
    register(operator, "VOLGA", "Волга", "RU", "RUB")
    tables_are_edited(operator, tmp_path)
    trader_is_invited_from_the_list(operator, trader, box)
    with program_of(house, token_is_made(trader)) as program:
        assert program.post("/offers", json=RICE).status_code == 201
        round_is_led_to_publication(operator, tmp_path)
        assert [deal["deal"] for deal in program.get("/deals").json()["items"]] == ["SPRING-1"]
        token_is_revoked(trader, program)
    password_is_forgotten_and_set_by_letter(trader, box)
    password_is_changed(trader)
    second_factor_is_kept_and_given_up(operator)
