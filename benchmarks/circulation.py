"""Our own circulation beside OR-Tools', on the core of generated obligations: decision 12; prints a table.

python3 dev.py bench circulation               a hundred thousand and a million obligations
python3 dev.py bench circulation 5000000       other sizes
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from benchmarks._obligations import generate, write
from samarkand.netting.reading import read_obligations
from samarkand.netting.setting_off.debts import debts_of
from samarkand.netting.setting_off.numbering import compact
from samarkand.netting.setting_off.peeling import peel
from samarkand.netting.settings import Settings
from samarkand.solving.arrays import Integers
from samarkand.solving.cost_scaling import refinements
from samarkand.solving.solver import maximum_circulation

RUNS = 3
Arcs = tuple[Integers, Integers, Integers, Integers]


def main() -> None:
    """Measure and print."""
    print("| obligations | arcs of the core | ours, s | OR-Tools, s | ratio |\n|---:|---:|---:|---:|---:|")
    for size in [int(text) for text in sys.argv[1:]] or [100_000, 1_000_000]:
        arcs = _core(size)
        _ours(arcs)  # loads the compiled loops
        ours = _median(partial(_ours, arcs))
        theirs = _median(partial(maximum_circulation, *arcs))
        print(
            f"| {size:,} | {len(arcs[0]):,} | {ours:.2f} | {theirs:.2f} | {theirs / ours:.1f} |", flush=True
        )


def _ours(arcs: Arcs) -> object:
    return next(refinements(*arcs))


def _core(size: int) -> Arcs:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "obligations.parquet"
        write(generate(size), path)
        obligations = read_obligations(path).obligations
    if obligations is None:
        sys.exit("the generated obligations have errors")
    debts = debts_of(obligations, Settings())
    place = peel(debts.tail, debts.head, debts.nodes.height)
    core = (place[debts.tail] == 0) & (place[debts.head] == 0)
    _, (tail, head) = compact([debts.tail[core], debts.head[core]], debts.nodes.height)
    return tail, head, debts.amount[core], debts.gain[core]


def _median(call: Callable[[], object]) -> float:
    seconds = []
    for _ in range(RUNS):
        start = time.perf_counter()
        call()
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds)


if __name__ == "__main__":
    main()
