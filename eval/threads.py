"""Matrix products on one thread, for work that is parallel in itself.

Comparing a question with a passage is too small a product to be shared out: with the default of
a thread for each core it takes several times as long on a busy machine.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any


def single_threaded() -> AbstractContextManager[Any]:
    """While it lasts, numpy multiplies on the calling thread alone."""
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

    limits: AbstractContextManager[Any] = threadpool_limits(limits=1, user_api="blas")
    return limits
