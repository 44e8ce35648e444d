"""What is refused about parties, their numbers, and the people who act for them."""

from samarkand.book.catalogue_entry import Entry
from samarkand.platform.house.catalogue import finding_maker

ENTRIES = (
    Entry("party_taken", "A party of this code is registered already.", "Choose another code."),
    Entry(
        "scheme_unknown",
        "The house knows no register of this name.",
        "Use one of those it knows, or leave the number out.",
    ),
    Entry(
        "identifier_malformed",
        "A register's number has the wrong form, or its check digit does not fit.",
        "Copy it again from the register's own paper.",
    ),
    Entry(
        "identifier_taken",
        "Another party has this number already, or it is given twice.",
        "One number belongs to one party: correct it, or use the party that has it.",
    ),
    Entry("text_too_long", "A text is longer than the house keeps.", "Shorten it."),
    Entry("reason_missing", "A party is to be suspended without a reason.", "Say why: it stays on record."),
    Entry("email_malformed", "An invitation is for what is no address of e-mail.", "Write name@host."),
    Entry(
        "membership_unfit",
        "A role comes with a party or a country it does not have, or without the party it needs.",
        "A trader has a party, a regulator may have a country, others have neither.",
    ),
    Entry(
        "invitation_over",
        "No open invitation has this secret: it was used, is too old, or never was.",
        "Ask for a new invitation.",
    ),
    Entry("password_weak", "The password is too easy to guess.", "Choose a longer one that is your own."),
    Entry(
        "operator_last",
        "The last operator is to leave, and nobody could let another one in.",
        "Invite another operator first.",
    ),
)

finding = finding_maker(ENTRIES)
