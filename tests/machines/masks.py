"""Masks: what makes one machine behave like another, as far as a process can be told to."""

import os
import sys
from dataclasses import dataclass, field
from pathlib import Path

from numpy._core._multiarray_umath import (  # type: ignore[import-not-found]
    __cpu_baseline__,
    __cpu_dispatch__,
    __cpu_features__,
)

C_LIBRARY, NUMPY, COMPILER, OLD_BLAS, OTHER_BLAS = "C library", "NumPy", "compiler", "old BLAS", "other BLAS"
ONE_CORE, ELSEWHERE = "one core", "elsewhere"


@dataclass(frozen=True, slots=True)
class Mask:
    """What is set for a process: its environment, where it may run, and how it is to write files."""

    settings: dict[str, str] = field(default_factory=dict)
    one_core: bool = False
    umask: int = 0o022

    def __or__(self, other: "Mask") -> "Mask":
        """Return both masks at once."""
        settings = {**self.settings, **other.settings}
        return Mask(settings, self.one_core or other.one_core, self.umask | other.umask)

    def environment(self) -> dict[str, str]:
        """Return the environment of a process behind the mask; nothing of the kind is set by the caller."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(_OURS)}
        return {**kept, **self.settings}


_OURS = ("GLIBC_TUNABLES", "NPY_", "NUMBA_", "OPENBLAS_", "OMP_", "POLARS_", "PYTHONHASHSEED")
"""Beginnings of names that masks set."""


def masks(cache: Path) -> dict[str, Mask]:
    """Return each mask by its name; ``cache`` is a folder that keeps what the compiler writes."""
    threads = dict.fromkeys(("POLARS_MAX_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
    place = {
        "LANG": "tr_TR.UTF-8",
        "LC_ALL": "tr_TR.UTF-8",
        "TZ": "Pacific/Kiritimati",
        "PYTHONHASHSEED": "77",
    }
    generic = {"NUMBA_CPU_NAME": "generic", "NUMBA_CPU_FEATURES": "", "NUMBA_CACHE_DIR": str(cache)}
    return {
        C_LIBRARY: Mask({"GLIBC_TUNABLES": "glibc.cpu.hwcaps=-AVX2,-FMA,-FMA4,-AVX512F,-AVX512VL"}),
        NUMPY: Mask({"NPY_DISABLE_CPU_FEATURES": " ".join(dispatched())}),
        COMPILER: Mask(generic),
        OLD_BLAS: Mask({"OPENBLAS_CORETYPE": "Nehalem"}),
        OTHER_BLAS: Mask({"OPENBLAS_CORETYPE": "Sandybridge"}),
        ONE_CORE: Mask(threads, one_core=True),
        ELSEWHERE: Mask(place, umask=0o077),
    }


def dispatched() -> list[str]:
    """Return what NumPy uses of this processor beyond what every processor of the family has."""
    return [name for name in __cpu_dispatch__ if __cpu_features__.get(name) and name not in __cpu_baseline__]


def is_glibc() -> bool:
    """Tell whether the C library is the one whose choices can be masked."""
    return sys.platform == "linux" and bool(os.confstr("CS_GNU_LIBC_VERSION"))
