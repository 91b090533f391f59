"""Keep a server running for as long as somebody holds our standard input, then clear up after it.

    python keeper.py USER FOLDER COMMAND ...        USER may be empty: whoever we are

Tests die in many ways, kill -9 among them; whichever it is, the pipe to us closes, and we stop the
server and remove its folder. A program of its own because it outlives the one that started it.
"""

from __future__ import annotations

import os
import select
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

HEARTBEAT_S = 0.2  # how soon a server that ended by itself is noticed
PATIENCE_S = 10  # how long a stop may take before it becomes a kill


def main(user: str, folder: str, *command: str) -> int:
    """Run the command until standard input ends or it ends itself; its exit status is ours."""
    with Path(folder, "server.log").open("ab") as log:
        server = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, **circumstances(user, folder)
        )
    while server.poll() is None:
        if select.select([sys.stdin], [], [], HEARTBEAT_S)[0]:
            stop(server)
            shutil.rmtree(folder, ignore_errors=True)
    return server.returncode


def stop(server: subprocess.Popen[bytes]) -> None:
    """Ask it to end, in PostgreSQL's case without waiting for its clients; then insist."""
    server.send_signal(signal.SIGINT)
    try:
        server.wait(PATIENCE_S)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


def circumstances(user: str, folder: str | Path) -> dict[str, Any]:
    """How a program runs as that user in that folder: the arguments subprocess takes for it."""
    surroundings = {"cwd": folder, "env": dict(os.environ, TMPDIR=str(folder), LC_ALL="C")}
    if not user:
        return surroundings
    import pwd  # noqa: PLC0415 (only a Unix has it, and only root's tests need it)

    account = pwd.getpwnam(user)
    return surroundings | {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C ends the tests, and the pipe with them
    sys.exit(main(*sys.argv[1:]))
