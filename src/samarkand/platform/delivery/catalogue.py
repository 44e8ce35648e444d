"""What can be wrong with a delivery: the codes, their meaning and their remedy."""

from samarkand.book.catalogue_entry import Entry
from samarkand.ledger.proof.catalogue import DAMAGED
from samarkand.platform.house.catalogue import finding_maker

ENTRIES = (
    Entry(
        "deal_not_bound",
        "Goods move under a bound deal alone.",
        "Wait until every party has accepted the deal, then announce the shipment.",
    ),
    Entry(
        "shipment_too_large",
        "The shipment is larger than what the leg still needs.",
        "Announce no more than the leg's quantity less what is accepted or under way.",
    ),
    Entry(
        "quantity_not_positive",
        "A quantity is nothing or less, or a receipt names no quantity at all.",
        "Give a quantity above nothing.",
    ),
    Entry(
        "over_delivered",
        "More is said to be accepted than was shipped or agreed.",
        "Accept no more than the leg still needs; what is beyond it is not part of the deal.",
    ),
    Entry(
        "day_in_future",
        "Something is said to have happened on a day that has not come yet.",
        "Give the day it happened, or wait for it.",
    ),
    Entry(
        "days_out_of_turn",
        "Goods are said to have left before their deal was bound, or arrived before they left.",
        "Correct the day, or the one it is compared with.",
    ),
    Entry(
        "value_far_off",
        "A value is ten times what the goods are worth by contract, or a tenth of it, and nobody says why.",
        "Correct the value; or if it is meant, say why in the field reason.",
    ),
    Entry(
        "value_missing",
        "The value that is to drive the posting is not known.",
        "State that value, or let another one drive the posting.",
    ),
    Entry(
        "value_negative",
        "A value is below nothing.",
        "State the value of the accepted quantity: nothing or more.",
    ),
    Entry(
        "receipt_differs",
        "The shipment has been received already, and what was said then is different.",
        "Correct the receipt: what was said stays, and the difference is posted.",
    ),
    Entry(
        "receipt_superseded",
        "The receipt has been corrected already, and that correction says something else.",
        "Correct the latest receipt of the shipment.",
    ),
    Entry(
        "explanation_missing",
        "Goods were rejected, or a receipt is corrected, and nobody says why.",
        "Give a reason that the other party can answer.",
    ),
    Entry(
        "document_too_large",
        "A paper is larger than the house takes.",
        "Send it in parts, or with less resolution.",
    ),
    Entry(
        "document_empty",
        "A paper has no content.",
        "Send the file again.",
    ),
    Entry(
        "document_type_unknown",
        "A paper is none of the types the house keeps; its first bytes say so, not its name.",
        "Send PDF, PNG, JPEG, TIFF, XML or plain text in UTF-8.",
    ),
    Entry(
        "document_kind_unknown",
        "A paper is of no kind the house knows.",
        "Name one of the kinds; other papers are of the kind other.",
    ),
    Entry(
        "declaration_differs",
        "The goods declaration is on record already, and says something else.",
        "Give the reference of the new declaration; the old one stays.",
    ),
    Entry(
        "discrepancy_resolved",
        "The discrepancy has been resolved already.",
        "Read how it ended.",
    ),
    Entry(
        "receipt_untrue",
        "The proof of the ledger: what a receipt states is not what its leg, its driver or its posting says.",
        DAMAGED,
    ),
    Entry(
        "receipt_missing",
        "The proof of the ledger: an entry rests on a receipt that is not there.",
        DAMAGED,
    ),
    Entry(
        "receipt_owed_wrong",
        "The proof of the ledger: what a receipt made its taker owe is not there, or is another amount.",
        DAMAGED,
    ),
    Entry(
        "evidence_untrue",
        "The proof of the ledger: a line of an evidence account is not what its receipt says.",
        DAMAGED,
    ),
    Entry(
        "hold_used_wrong",
        "The proof of the ledger: what is open of a hold, or its end, does not follow from receipts.",
        DAMAGED,
    ),
)

finding = finding_maker(ENTRIES)
