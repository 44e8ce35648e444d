"""Prints docs/reference/obligations.md: `python -m samarkand.netting.reference_page`.

With a path as argument the page is written there instead.
"""

import sys
from dataclasses import replace

from samarkand.book.printed_page import print_page
from samarkand.book.reference_page import section
from samarkand.netting.admission.amounts import MOST_DECIMALS
from samarkand.netting.obligations import CREDIT_LIMITS, OBLIGATIONS

_HEAD = f"""\
# Obligations, column by column

One file: CSV (also packed, `.csv.gz`), Parquet, or a workbook, read at its sheet `obligations` or else its
first. Only debtor, creditor and amount must be there, in any order. This page is made from
`src/samarkand/netting/obligations.py`.

- **Other names**: `--column amount=usd_mn` reads the column `usd_mn` as the amount; give it once for each
  column whose name differs. Further columns, such as invoice numbers, are left out with a warning.
- **Amounts** have a point for decimals and nothing between thousands: `20000.5`. The finest amount of
  the file decides how many decimals are counted, at most {MOST_DECIMALS}; all amounts are kept exactly.
  A credit note is an obligation with debtor and creditor exchanged, for no amount is negative.
- **Units** are any text, compared letter for letter: `PKR`, `RUB`, `barrels`. Each unit is netted by
  itself.
- **Dates** are year-month-day, `2026-11-30`.
- **Groups**: with `--within COLUMN`, obligations are set off only against others that have the same in
  that column, for instance one authorisation or one pair of countries. The column must be filled in
  every row.
- Amounts of one unit, added up in the smallest amount counted, stay below 2 to the 63.

What can be wrong, and what to do: [errors](../errors.md).
"""

_LIMITS = """\
Given with `--credit LIMITS`, a file of the same kinds. Amounts are counted as finely as the obligations.
A member stands once in each unit and group; where the obligations have units, or `--within` names a
column, the limits have that column too.
"""


def reference_page() -> str:
    """Return the page as Markdown."""
    limits = section(replace(CREDIT_LIMITS, required=False))
    title, about, rows = limits.split("\n\n", 2)
    return "\n".join([_HEAD, section(OBLIGATIONS), f"{title}\n\n{about}\n{_LIMITS}\n{rows}"])


def main(arguments: list[str]) -> None:
    """Print the page, or write it to the path given."""
    print_page(reference_page, arguments)


if __name__ == "__main__":
    main(sys.argv[1:])
