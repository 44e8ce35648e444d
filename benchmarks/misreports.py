"""What a firm could win by stating something else than it means: prints a table.

    python3 dev.py bench misreports

In small generated books every firm in turn states seven untruths: its limits better or worse by a
twentieth or a tenth, half of its quantities, twice its quantities, nothing wanted beyond its first
want. Gains are counted at what it really meant, as a share of what it gave when it told the truth. Goods it
receives beyond what it wanted are worth nothing to it, goods it must give beyond what it offered cost double.
"""

from collections.abc import Callable
from dataclasses import replace

import polars as pl

from benchmarks._generator import generate
from samarkand.book.book import Book
from samarkand.book.frames import book_from_frames
from samarkand.clearing.clear import clear
from samarkand.clearing.outcome import Outcome

BOOKS, FIRMS, ROWS, GOODS = 19, 6, 30, 5


def main() -> None:
    """Measure and print."""
    print("| book | firms that some untruth pays | best, % of what it gives | truth is best for all |")
    print("|---|---:|---:|---|")
    bests = []
    for seed in range(1, BOOKS + 1):
        best = _best_untruths(_book(seed))
        bests.append(max([0.0, *best]))
        paid = sum(gain > 0.001 for gain in best)
        print(
            f"| {seed} | {paid} of {len(best)} | {100 * bests[-1]:.1f} | {'no' if paid else 'yes'} |",
            flush=True,
        )
    print(f"| mean of the best | | {100 * sum(bests) / len(bests):.1f} | |")


def _book(seed: int) -> Book:
    tables = generate(FIRMS, ROWS, GOODS, seed)
    book = book_from_frames(parties=tables["parties"], offers=tables["offers"], wants=tables["wants"]).book
    if book is None:
        raise SystemExit("the generated book has errors")
    return book


def _best_untruths(book: Book) -> list[float]:
    """Return the best that untruths win each firm that trades, as a share of what it gives."""
    truth = clear(book)
    found = []
    for firm in book.parties["party"].to_list():
        given, gain = _gain(book, truth, firm)
        if given > 0:
            told = [_gain(book, clear(lie(book, firm)), firm)[1] for lie in UNTRUTHS]
            found.append((max(told) - gain) / given)
    return found


def _gain(book: Book, outcome: Outcome, firm: str) -> tuple[float, float]:
    """Return what the firm gave, and its gain, both at what it really meant."""
    given = _at_limits(book.offers, "offer", outcome.legs, firm)
    taken = _at_limits(book.wants, "want", outcome.legs, firm)
    gave, beyond, took = (float(column.sum()) for column in (given["worth"], given["beyond"], taken["worth"]))
    return gave, took - gave - 2.0 * beyond


def _at_limits(rows: pl.DataFrame, side: str, legs: pl.DataFrame, firm: str) -> pl.DataFrame:
    own = rows.filter(pl.col("party") == firm).select(side, "price", meant="quantity")
    moved = legs.group_by(side).agg(pl.col("quantity").sum()).join(own, on=side)
    within = pl.min_horizontal("quantity", "meant").cast(pl.Float64)
    price = pl.col("price").cast(pl.Float64)
    return moved.select(worth=within * price, beyond=(pl.col("quantity") - within) * price)


def _stated(offers: pl.Expr, wants: pl.Expr, column: str) -> Callable[[Book, str], Book]:
    def told(book: Book, firm: str) -> Book:
        own = pl.col("party") == firm
        sides = {}
        for name, stated in (("offers", offers), ("wants", wants)):
            table: pl.DataFrame = getattr(book, name)
            whole = pl.max_horizontal(stated.round(), pl.lit(1.0)).cast(table.schema[column])
            sides[name] = table.with_columns(pl.when(own).then(whole).otherwise(column).alias(column))
        return replace(book, offers=sides["offers"], wants=sides["wants"])

    return told


def _one_want(book: Book, firm: str) -> Book:
    first = pl.int_range(pl.len()).over("party") == 0
    return replace(book, wants=book.wants.filter((pl.col("party") != firm) | first))


_PRICE, _QUANTITY = pl.col("price"), pl.col("quantity")
UNTRUTHS = (
    _stated(_PRICE * 1.05, _PRICE * 0.95, "price"),
    _stated(_PRICE * 1.1, _PRICE * 0.9, "price"),
    _stated(_PRICE * 0.95, _PRICE * 1.05, "price"),
    _stated(_PRICE * 0.9, _PRICE * 1.1, "price"),
    _stated(_QUANTITY * 0.5, _QUANTITY * 0.5, "quantity"),
    _stated(_QUANTITY * 2, _QUANTITY * 2, "quantity"),
    _one_want,
)

if __name__ == "__main__":
    main()
