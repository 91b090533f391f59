"""A dask scheduler and its workers, as they run on several machines: processes of their own."""

from __future__ import annotations

import sys
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

from tests.programs import running

ROOT = Path(__file__).parents[2]


@contextmanager
def dask_with_two_workers(tmp_path):
    """A scheduler and two workers, processes of their own, and a client connected to them."""
    from distributed import Client  # noqa: PLC0415 (dask is slow to load, and few tests need it)

    where = str(tmp_path / "scheduler.json")
    scheduler = ["scheduler", "--port", "0", "--no-dashboard", "--scheduler-file", where]
    worker = [
        "worker",
        "--nthreads",
        "1",
        "--no-nanny",
        "--no-dashboard",
        "--scheduler-file",
        where,
    ]
    worker += ["--local-directory", str(tmp_path)]
    with ExitStack() as stack:
        for arguments in (scheduler, worker, worker):
            log = stack.enter_context((tmp_path / f"{arguments[0]}.log").open("ab"))
            words = [sys.executable, "-m", "dask", *arguments]
            stack.enter_context(running(*words, cwd=ROOT, stdout=log, stderr=log))
        client = stack.enter_context(closing(Client(scheduler_file=where, timeout=60)))
        client.wait_for_workers(2, timeout=60)
        yield client
