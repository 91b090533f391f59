"""Is the process of this container at work? It is asked itself; nothing of the program is loaded.

healthy.py page     the pages answer that work can be done
healthy.py beat     a round of its work has gone well, lately
"""

import os
import socket
import sys
import time
from pathlib import Path

PORT, PATIENCE_S = 8000, 10
LATELY_S = 120  # a round takes seconds; one that learns from a year's answers takes longer
QUESTION = b"GET /ready HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"


def page() -> bool:
    with socket.create_connection(("127.0.0.1", PORT), PATIENCE_S) as place:
        place.sendall(QUESTION)
        return place.recv(64).split()[1] == b"200"


def beat() -> bool:
    return time.time() - Path(os.environ["DOCKING_HEARTBEAT"]).stat().st_mtime < LATELY_S


def main(what: str) -> int:
    try:
        well = {"page": page, "beat": beat}[what]()
    except (OSError, LookupError) as fault:
        sys.stdout.write(f"{type(fault).__name__}: {fault}\n")
        return 1
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:2]))
