"""What is refused about parties, their numbers, and the people who act for them."""

from samarkand.book.catalogue_entry import Entry
from samarkand.platform.house.catalogue import finding_maker

ENTRIES = (
    Entry("party_taken", "A party of this code is registered already.", "Choose another code."),
    Entry(
        "party_alike",
        "The code or the name of a party looks like that of another.",
        "Write what tells the two apart; a name that is the same is written the same.",
    ),
    Entry(
        "text_unseen",
        "A text holds characters that are not seen, or that turn the direction of reading.",
        "Type it anew, without them.",
    ),
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
    Entry(
        "invitation_foreign",
        "The invitation is for another address than that of the person signed in.",
        "Sign out, sign in with the address that was invited, and open the link again.",
    ),
    Entry(
        "person_known",
        "The person has a user in the house already.",
        "Let them sign in and open the link of the invitation.",
    ),
    Entry(
        "letter_not_sent",
        "The letter with the invitation could not be sent, so the invitation was withdrawn.",
        "Check SAMARKAND_EMAIL_URL and the server it names, then invite again.",
    ),
    Entry("password_weak", "The password is too easy to guess.", "Choose a longer one that is your own."),
    Entry(
        "operator_last",
        "The last operator is to leave, and nobody could let another one in.",
        "Invite another operator first.",
    ),
)

finding = finding_maker(ENTRIES)
