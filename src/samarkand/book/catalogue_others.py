"""The findings of inputs that are no book: obligations, credit limits and want lists."""

from samarkand.book.catalogue_entry import Entry

OBLIGATIONS = (
    Entry(
        "field_unknown",
        "`--column` names something these files do not hold.",
        "Begin with one of the names in docs/reference/obligations.md: --column amount=HEADER.",
    ),
    Entry(
        "header_unknown",
        "`--column` names a header that is not in the file.",
        "Write the header as it stands in the file.",
    ),
    Entry(
        "header_for_two",
        "One column of the file is to be read as two things.",
        "Name another column for one of them.",
    ),
    Entry("rows_needed", "The file has a header and no rows.", "Add rows below it."),
    Entry(
        "party_owes_itself",
        "Debtor and creditor are the same.",
        "Correct one of them, or remove the row: nobody can set off against himself.",
    ),
    Entry(
        "weight_below_one",
        "A weight is below 1, so that setting off would count for nothing.",
        "Write 1 or more, or leave it blank for 1.",
    ),
    Entry(
        "decimal_mark_unclear",
        "A point may mark decimals or thousands: elsewhere in the column a comma marks decimals.",
        "Write a point before decimals and nothing between thousands in every row.",
    ),
    Entry(
        "total_too_large",
        "The amounts of one unit come to more than can be counted.",
        "State them in thousands or millions, or with fewer decimals.",
    ),
    Entry(
        "weighted_total_too_large",
        "Amounts times weights come to more than can be counted.",
        "Divide all weights by the same number, or state amounts in thousands.",
    ),
    Entry("member_twice", "A member of the clearing house stands in two rows.", "Keep one of them."),
    Entry(
        "member_without_obligations",
        "A member of the clearing house neither owes nor is owed anything.",
        "Nothing to do if that was meant: the row is left out.",
        "warning",
    ),
    Entry(
        "members_unknown",
        "None of the members of the clearing house has obligations.",
        "Name the parties, units and groups as the obligations do.",
    ),
)

WANT_LISTS = (
    Entry(
        "lists_none", "The file holds no want list.", "Write a line for each item: (trader) ITEM : WANTED."
    ),
    Entry(
        "option_wrong",
        "An option has a value it cannot have.",
        "Correct the number, or remove the option.",
    ),
    Entry(
        "option_misplaced",
        "Options stand below official names or a want list.",
        "Move the lines that begin with #! to the top of the file.",
    ),
    Entry(
        "option_unknown",
        "An option is none that is known.",
        "Nothing to do if it can be left out; else check its spelling.",
        "warning",
    ),
    Entry(
        "option_without_effect",
        "An option is read, but does not change the trade.",
        "Nothing to do if the trade may go without it.",
        "warning",
    ),
    Entry(
        "official_names_wrong",
        "The official names are not one block above the first want list.",
        "Write !BEGIN-OFFICIAL-NAMES and !END-OFFICIAL-NAMES once, each on its own line, around the names.",
    ),
    Entry(
        "official_name_wrong",
        "An official name is a dummy's, holds a forbidden sign, or stands twice.",
        "Correct the line, or remove it.",
    ),
    Entry(
        "official_without_list",
        "Official items have no want list, so they cannot trade.",
        "Nothing to do if they were withdrawn; else ask their traders for a list.",
        "warning",
    ),
    Entry(
        "trader_missing",
        "A want list has no trader, though the file requires one.",
        "Put the trader's name in front, in parentheses.",
    ),
    Entry(
        "colon_missing",
        "A want list has no colon, though the file requires one.",
        "Put a colon after the item that is offered.",
    ),
    Entry(
        "list_malformed",
        "A line is no want list.",
        "Write it as (trader) ITEM : WANTED WANTED ; WANTED, and comments on their own lines.",
    ),
    Entry(
        "list_not_official",
        "A want list is for an item that is not official; it is left out.",
        "Correct the item's name, or add it to the official names.",
        "warning",
    ),
    Entry(
        "list_twice",
        "An item has a second want list; it is left out.",
        "Keep one list; a line break inside a list also makes two.",
        "warning",
    ),
    Entry(
        "dummy_refused",
        "A dummy needs a trader, and the option ALLOW-DUMMIES; it is left out.",
        "Add the option at the top, and the trader's name in front.",
        "warning",
    ),
    Entry(
        "want_unknown",
        "A wanted item has no want list of its own, so nobody offers it; the want is left out.",
        "Correct the name, or nothing if the item was withdrawn.",
        "warning",
    ),
    Entry(
        "want_of_own",
        "A trader wants what is his already; the want is left out.",
        "Remove it, or correct the name.",
        "warning",
    ),
    Entry(
        "want_repeated",
        "An item stands twice in one list; the first counts.",
        "Remove one, or add the option HIDE-REPEATS.",
        "warning",
    ),
    Entry(
        "priority_wrong",
        "A want states a priority that cannot be read; the want is left out.",
        "Write ITEM=NUMBER, a whole number from 1, and the option EXPLICIT-PRIORITIES at the top.",
        "warning",
    ),
    Entry(
        "cash_left_out",
        "An offer or a demand of cash is left out; goods alone are traded.",
        "Nothing to do if the goods may trade without it.",
        "warning",
    ),
)
