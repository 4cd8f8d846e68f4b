"""Who works on partitions: local processes, or a cluster."""

from __future__ import annotations

import os
import sys
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any

from isthmus._arguments import ArgumentError
from isthmus.geo import ValidationError, WriteError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path


def compute_all(writes: list[Any], folder: Path) -> Sequence[list[dict[str, Any]]]:
    """Compute all; on workers those that can be, and then tell what is wrong with the others."""
    from dask import compute  # noqa: PLC0415 - optional

    client = _client()
    if client is None:
        computed: Sequence[list[dict[str, Any]]] = compute(*writes)
        return computed
    from dask import config  # noqa: PLC0415 - optional
    from distributed import KilledWorker, wait  # noqa: PLC0415 - optional

    with config.set(
        {"distributed.admin.large-graph-warning-threshold": "1GB"}
    ):  # what is shared is there once
        futures = client.compute(writes)
    wait(futures)
    errors = [future.exception() for future in futures if future.status == "error"]
    problems = [one for error in errors if isinstance(error, ValidationError) for one in error.problems]
    if problems:
        raise ValidationError(problems)
    for error in errors:
        if isinstance(error, KilledWorker):
            remedy = "split its file, or give each worker more memory"
            raise WriteError(f"{folder}: a part ended every worker that had it; {remedy}") from error
        raise error
    return [future.result() for future in futures]


def _client() -> Any:  # noqa: ANN401 - distributed publishes no types
    """Return the client of the workers that Dask works on, if there are any."""
    if "distributed" not in sys.modules:
        return None
    from distributed import default_client  # noqa: PLC0415 - optional

    try:
        return default_client()
    except ValueError:
        return None


@contextmanager
def lend_workers(scheduler: str = "") -> Iterator[None]:
    """Lend a process a processor for what Dask is to do, or the workers of a cluster by its address.

    Raises
    ------
    ArgumentError
        If no scheduler answers there.
    """
    from distributed import Client, LocalCluster  # noqa: PLC0415 - optional

    with ExitStack() as stack:
        place: Any = scheduler
        if not scheduler:
            size = {"n_workers": os.cpu_count(), "threads_per_worker": 1}
            place = stack.enter_context(LocalCluster(**size, dashboard_address=":0", silence_logs=50))
        try:
            client = stack.enter_context(Client(place, timeout=10, set_as_default=False))
        except (OSError, ValueError) as error:
            raise ArgumentError(
                f"scheduler: expected the address of one, got {scheduler!r}: {error}"
            ) from None
        stack.enter_context(client.as_current())
        yield
