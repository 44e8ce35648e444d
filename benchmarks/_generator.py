"""Books of any size for measuring: seeded, so that everyone measures the same ones.

Goods are the first codes of six digits of HS 2022, spread evenly over the tables; each has a hidden
reference value (log-normal, median 500, sigma 1.2) and a popularity (a power law, exponent 0.8).
Firms count in money of their own, whose worth is log-normal (sigma 2). Every row picks a firm at
random, goods by popularity, and a side by a coin; a firm's second row of the same goods is dropped.
The limit is the reference value in the firm's money, times a log-normal error (sigma 0.12), moved by
5 % in favour of trade: offers down, wants up. Row values are log-normal (median 100,000, sigma 1).

Firms that quote both ways have a second row of the same goods on the other side: most buy for 1 to 6 % less
than they sell for, as a trading house does; one in five pays more, as a mill that buys and sells yarn of
one code.
"""

from pathlib import Path

import numpy as np
import polars as pl

from samarkand.book.commodities import known_codes

COUNTRIES = ("BY", "CN", "IN", "IR", "KG", "KZ", "PK", "RU", "TJ", "UZ")


def generate(
    firms: int, rows: int, goods: int, seed: int = 1, *, quoted: float = 0.0
) -> dict[str, pl.DataFrame]:
    """Return the tables parties, offers, wants and listed; ``rows`` counts offers and wants.

    Of these, ``quoted`` is the part that belongs to firms quoting both ways.
    """
    rows = round(rows * (1.0 - quoted / 2.0))
    random = np.random.default_rng(seed)
    codes = sorted(code for code in known_codes() if len(code) == 6)
    hs = np.array(codes)[np.linspace(0, len(codes) - 1, goods).astype(int)]
    reference = np.exp(random.normal(np.log(500.0), 1.2, goods))
    popularity = 1.0 / np.arange(1, goods + 1) ** 0.8
    worth = np.exp(random.normal(0.0, 2.0, firms))
    firm = random.integers(0, firms, rows * 2)
    good = random.permutation(goods)[random.choice(goods, rows * 2, p=popularity / popularity.sum())]
    first = np.sort(np.unique(firm * goods + good, return_index=True)[1])[:rows]
    firm, good = firm[first], good[first]
    rows = len(first)
    sells = random.random(rows) < 0.5
    error = random.normal(0.0, 0.12, rows) + np.where(sells, -0.05, 0.05)
    table = pl.DataFrame(
        {
            "party": pl.Series(firm).cast(pl.String).str.zfill(7),
            "hs": pl.Series(hs[good]),
            "quantity": np.round(np.exp(random.normal(np.log(1e5), 1.0, rows)) / reference[good], 3) + 0.001,
            "unit": pl.Series(["TNE"]).new_from_index(0, rows),
            "price": np.round(reference[good] / worth[firm] * np.exp(error), 6) + 0.000001,
            "sells": sells,
        }
    )
    if quoted:
        table = pl.concat([table, _other_sides(table, quoted / (2.0 - quoted), seed)])
    table = table.with_row_index("row")
    number = pl.col("row").cast(pl.String).str.zfill(8)
    return {
        "parties": _parties(firms),
        "offers": table.filter("sells").select(("O" + number).alias("offer"), *_COLUMNS),
        "wants": table.filter(~pl.col("sells")).select(("W" + number).alias("want"), *_COLUMNS),
        "listed": pl.DataFrame({"hs": hs, "unit": ["TNE"] * goods, "value": np.round(reference, 8)}),
    }


_COLUMNS = (pl.col("party"), pl.col("hs"), pl.col("quantity"), pl.col("unit"), pl.col("price"))


def _other_sides(table: pl.DataFrame, share: float, seed: int) -> pl.DataFrame:
    """Return a row on the other side for that share of the rows."""
    random = np.random.default_rng([seed, 2])
    quoting = table.filter(pl.Series(random.random(table.height) < share))
    spread = random.uniform(0.01, 0.06, quoting.height) * np.where(
        random.random(quoting.height) < 0.2, -1.0, 1.0
    )
    upward = np.where(quoting["sells"].to_numpy(), -spread, spread)
    size = np.exp(random.normal(0.0, 0.5, quoting.height))
    return quoting.with_columns(
        quantity=(pl.col("quantity") * pl.Series(size)).round(3) + 0.001,
        price=(pl.col("price") * pl.Series(np.exp(upward))).round(6) + 0.000001,
        sells=~pl.col("sells"),
    )


def _parties(firms: int) -> pl.DataFrame:
    number = pl.int_range(firms, eager=True)
    return pl.DataFrame(
        {
            "party": number.cast(pl.String).str.zfill(7),
            "name": "Firm " + number.cast(pl.String),
            "country": pl.Series(COUNTRIES).gather(number % len(COUNTRIES)),
        }
    )


def write(tables: dict[str, pl.DataFrame], folder: Path) -> None:
    """Write the tables as a folder of Parquet files."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, frame in tables.items():
        frame.write_parquet(folder / f"{name}.parquet")
