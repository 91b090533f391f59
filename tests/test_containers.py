"""What the compose file mounts and copies does what it is there for, with the servers themselves.

No container engine takes part. nginx is taken from PATH; where there is none its file is read by
its grammar alone, as in tests/web/test_proxies.py.
"""

from __future__ import annotations

import os
import re
import runpy
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
import yaml
from psycopg.errors import InsufficientPrivilege
from psycopg.sql import SQL, Identifier
from redis import Redis
from redis.exceptions import AuthenticationError
from redis.exceptions import ConnectionError as NoRedis

from services.house.house import House
from services.house.settings import Settings
from services.web.server import beside, bound
from tests.servers import MASTER, kept, new_database, private_folder, redis_server
from tests.web.sites import LEAD_STORY, site
from tests.web.test_proxies import FOLDER, read

ROOT = Path(__file__).parent.parent
CONTAINERS = ROOT / "containers"
HEALTHY = CONTAINERS / "healthy.py"
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
LOCKS = ("requirements.lock", "requirements-scale.lock")
WORD = "0123456789abcdef"
IN_A_CONTAINER = {  # what the how-to's file has, and the container's in its place
    "server_name duijie.example.cn;": "server_name _;",
    "https://duijie.example.cn$request_uri": "https://$host$request_uri",
    "proxy_pass http://127.0.0.1:8000;": "proxy_pass http://$pages;",
}


def script(name):
    return (CONTAINERS / name).read_text(encoding="utf-8")


def test_whatever_an_image_copies_is_let_in_and_there():
    """What `.dockerignore` leaves out is no file to the build, which ends there."""
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", DOCKERFILE, re.MULTILINE)
    sources = {name for line in copied for name in line.replace("${LOCK}", " ".join(LOCKS)).split()}
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    let_in = {line[1:] for line in lines if line.startswith("!")}
    assert (sources, {name for name in sources if not (ROOT / name).exists()}) == (let_in, set())


def test_the_proxys_file_is_the_one_of_the_how_to():
    tried = (FOLDER / "nginx.conf").read_text(encoding="utf-8")
    for there, here in IN_A_CONTAINER.items():
        tried = tried.replace(there, here)
    resolver, pages, *servers = read(script("nginx.conf"))
    assert servers == read(tried)
    assert resolver == (("resolver", "127.0.0.11", "valid=5s", "ipv6=off"), None)
    assert pages == (("map", '""', "$pages"), [(("default", "web:8000"), None)])


@contextmanager
def role_of_the_program(postgres_url):
    """A database that the script was run in, as the program's role; both under names of their
    own."""
    role = f"docking_program_{os.getpid()}"
    with psycopg.connect(postgres_url, autocommit=True) as superuser:
        try:
            with new_database(postgres_url, "template0") as url:
                place = urlsplit(url)
                text = script("postgres.sql").replace(":'password'", f"'{WORD}'")
                text = text.replace("DATABASE docking", f"DATABASE {place.path[1:]}")
                text = text.replace("ROLE docking", f"ROLE {role}")
                text = text.replace("TO docking", f"TO {role}")
                text = text.replace("AUTHORIZATION docking", f"AUTHORIZATION {role}")
                with psycopg.connect(url) as new:
                    new.execute("".join(line for line in text.splitlines(True) if line[0] != "\\"))
                host = place.netloc.rpartition("@")[2]
                yield urlunsplit(place._replace(netloc=f"{role}:{WORD}@{host}"))
        finally:
            superuser.execute(SQL("DROP ROLE IF EXISTS {}").format(Identifier(role)))


def test_the_programs_role_is_no_superuser_and_makes_its_tables_in_two_schemas(postgres_url):
    with role_of_the_program(postgres_url) as url:
        with House.open(Settings(master=MASTER, postgres=url)) as house:
            assert house.views.fresh() == 0
        with psycopg.connect(url, autocommit=True) as program:
            rights = "SELECT rolsuper, rolcreatedb, rolcreaterole, rolreplication FROM pg_roles"
            [row] = program.execute(f"{rights} WHERE rolname = current_user").fetchall()
            assert row == (False, False, False, False)
            owned = "SELECT DISTINCT schemaname FROM pg_tables WHERE tableowner = current_user"
            assert sorted(program.execute(owned)) == [("public",), ("public_secrets",)]
            for no in ("CREATE SCHEMA more", "CREATE ROLE more", "CREATE DATABASE more"):
                with pytest.raises(InsufficientPrivilege):
                    program.execute(no)


def test_redis_is_there_for_who_knows_the_word_alone():
    file = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
    lines = file["configs"]["redis"]["content"]
    with private_folder("") as folder:
        place = folder / "redis.sock"
        wanted = lines.replace("${REDIS_PASSWORD:?write it into .env, see env.example}", WORD)
        mine = f"dir {folder}\nport 0\nunixsocket {place}\n"
        (folder / "valkey.conf").write_text(wanted.replace("dir /data\n", mine), encoding="utf-8")
        serve = [redis_server(), str(folder / "valkey.conf")]
        with (
            Redis(unix_socket_path=str(place), password=WORD) as known,
            Redis(unix_socket_path=str(place)) as stranger,
            kept(serve, "", folder, known.ping, NoRedis),
        ):
            assert known.config_get("appendonly") == {"appendonly": "yes"}
            with pytest.raises(AuthenticationError):
                stranger.ping()


def healthy(what, **environment):
    command = [sys.executable, "-I", "-S", str(HEALTHY), what]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def test_a_process_is_healthy_while_its_heart_has_beaten_lately(tmp_path):
    heart = tmp_path / "heartbeat"
    silent = healthy("beat", DOCKING_HEARTBEAT=str(heart))
    heart.touch()
    beating = healthy("beat", DOCKING_HEARTBEAT=str(heart))
    os.utime(heart, (1, 1))
    old = healthy("beat", DOCKING_HEARTBEAT=str(heart))
    assert [each.returncode for each in (silent, beating, old)] == [1, 0, 1]
    assert "FileNotFoundError" in silent.stdout


def test_the_pages_are_healthy_while_they_say_that_they_are_ready(tmp_path):
    asked = runpy.run_path(str(HEALTHY))
    place = bound("127.0.0.1", 0)
    asked["page"].__globals__["PORT"] = place.getsockname()[1]
    address = "https://duijie.example.cn"
    with site(tmp_path / "county", *LEAD_STORY, address=address) as made, beside(made.app, place):
        assert asked["main"]("page") == 0
        made.app.state.readiness.obstacle = lambda: "nothing can be written"
        assert asked["main"]("page") == 1
    assert asked["main"]("page") == 1  # nobody listens
