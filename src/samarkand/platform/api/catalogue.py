"""What the API itself can find wrong with a request: codes, meanings, remedies."""

from samarkand.book.catalogue_entry import Entry
from samarkand.platform.house.catalogue import finding_maker

ENTRIES: tuple[Entry, ...] = (
    Entry(
        "token_wanted",
        "A request comes without a token that is good.",
        "Send the header 'Authorization: Bearer TOKEN'; make a new token where this one has ended.",
    ),
    Entry(
        "not_permitted",
        "The one who asks may not do this.",
        "Ask somebody whose role allows it, or the operator.",
    ),
    Entry(
        "second_factor_wanted",
        "The token is an operator's or auditor's who has not set up a second factor.",
        "Sign in and set one up, at /accounts/2fa/: the token is good from then on.",
    ),
    Entry(
        "not_found",
        "There is no such thing, or not for the one who asks.",
        "Look at the address and at the code in it.",
    ),
    Entry(
        "method_unfit",
        "The address is right and the method is not.",
        "The header Allow names those it takes.",
    ),
    Entry(
        "body_malformed",
        "The body of a request cannot be read.",
        "Send JSON, or a form where a file is sent; /api/v1/docs shows the body of every request.",
    ),
    Entry("body_too_large", "The body of a request is too large.", "Send it in parts."),
    Entry("field_missing", "A field that must be there is not.", "Add it."),
    Entry("field_unknown", "A field is not known here.", "Take it out, or look at its spelling."),
    Entry(
        "field_twice",
        "A part of a form comes more than once, and one is wanted.",
        "Send a request for each.",
    ),
    Entry(
        "parameter_unknown",
        "A parameter of the address is not known here.",
        "Take it out, or look at its spelling.",
    ),
    Entry(
        "field_unfit",
        "A field holds what it cannot hold.",
        "Write it as the message says; /api/v1/docs shows every field.",
    ),
    Entry(
        "cursor_malformed",
        "The place from which a list shall go on is none that the house gave.",
        "Send back the 'next' of the page before, as it is.",
    ),
    Entry(
        "idempotency_key_malformed",
        "An idempotency key is empty, too long, or not plain characters.",
        "Use 1 to 128 letters, digits and marks, such as a UUID.",
    ),
    Entry(
        "idempotency_key_reused",
        "An idempotency key comes again with another request.",
        "Repeat the request as it was, or take a new key for a new request.",
    ),
    Entry(
        "version_wanted",
        "A change does not say which version of the row it was made for.",
        "Send the ETag of the row in the header If-Match.",
    ),
    Entry(
        "version_malformed",
        "The header If-Match holds no version.",
        "Send the ETag of the row as it came, quotes and all.",
    ),
    Entry(
        "too_many_requests", "The tokens of a membership ask too often.", "Wait as long as Retry-After says."
    ),
    Entry(
        "house_busy", "The house cannot reach its database now, or waited too long for it.", "Try again soon."
    ),
    Entry(
        "disk_full",
        "Nothing more can be written: the disk of the house, or of its database, is full.",
        "Read on; write again when the operator has made room.",
    ),
    Entry(
        "failed_inside",
        "The house made a mistake; it is written down.",
        "Tell the operator when it was. Repeat with the same idempotency key: nothing is done twice.",
    ),
    Entry("token_name_taken", "A token of this name is in use.", "Take another name, or revoke that one."),
    Entry("token_time_past", "A token shall end before it begins.", "Name a time to come."),
    Entry(
        "token_outlives_parent",
        "A token shall make one that ends after itself.",
        "Leave the end out, or name an earlier one; one that lasts longer is made on the page of tokens.",
    ),
    Entry(
        "tokens_too_many",
        "A membership has as many tokens in use as it may have.",
        "Revoke one that is not needed any more.",
    ),
)

finding = finding_maker(ENTRIES)
