"""What the live book refuses beyond what the engine finds wrong with a row."""

from samarkand.book.catalogue_entry import Entry
from samarkand.platform.house.catalogue import finding_maker

ENTRIES = (
    Entry(
        "quantity_gone",
        "Less of a row is open than is to be taken, or it is not open at all.",
        "Look at the row again: another deal may have taken it.",
    ),
    Entry(
        "quantity_not_taken",
        "More is to be given back to a row than was taken of it.",
        "Look at the row again: it may have been given back before.",
    ),
    Entry(
        "row_frozen",
        "The row stands in the snapshot of a round that has not ended.",
        "Wait until the round is published and its deals are answered, or void.",
    ),
    Entry(
        "row_partly_taken",
        "Deals have taken part of the row, and the change would contradict them.",
        "Withdraw what is open, and post a row of its own.",
    ),
    Entry(
        "code_taken",
        "A row of this code is in the book already, or was.",
        "Choose another: the code of the party in front keeps it apart from those of others.",
    ),
    Entry(
        "period_over",
        "The last day of the row is past.",
        "Name a later day, or leave it blank.",
    ),
    Entry(
        "party_foreign",
        "A trader writes a row for a party that is not the trader's own.",
        "Write the code of your own party.",
    ),
    Entry(
        "party_suspended",
        "The party is suspended: it may not post or amend rows.",
        "Ask the operator of the house.",
    ),
    Entry(
        "party_differs",
        "The file says otherwise of a party that the house knows already.",
        "Amend the party first, or write what the house has.",
    ),
    Entry(
        "table_not_yours",
        "A trader's file holds a table that the operator keeps; it was not read.",
        "Nothing to do for this table: of your file only offers and wants are looked at.",
        "warning",
    ),
    Entry(
        "column_fixed",
        "A column that stays as it was posted is to be changed.",
        "Withdraw the row, and post another.",
    ),
    Entry(
        "upload_none",
        "No file of a book came with the request.",
        "Send offers.csv, wants.csv, Parquet files, an .xlsx workbook or a .zip of them.",
    ),
    Entry(
        "upload_too_large",
        "What was sent is, or unpacks to, more than the house takes.",
        "Send fewer rows at a time.",
    ),
    Entry(
        "upload_unfit",
        "What was sent is not one book: files of other kinds, of one name, or beside a whole book.",
        "Send one workbook, one zip archive, or a file a table.",
    ),
    Entry(
        "archive_unfit",
        "A zip archive holds what no folder of a book holds.",
        "Pack the files of one folder, without passwords, links or folders in folders.",
    ),
)

finding = finding_maker(ENTRIES)
