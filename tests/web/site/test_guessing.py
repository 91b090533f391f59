"""Who guesses passwords gets nowhere, learns nothing, and shuts nobody out."""

from __future__ import annotations

from collections import Counter
from contextlib import ExitStack
from datetime import timedelta

import pytest

from domain.administration.parameter import SetParameter
from domain.administration.user import CloseUser
from domain.core.command import Role
from services.identity.hashing import WAITING, gate
from services.identity.knock import ADDRESS, FAILURES, NAME, Knock
from services.identity.signin import Identity
from services.web.doorway import MOST_REMEMBERED, Doorway
from services.web.public import DEVICE
from services.web.request import SESSION
from tests.web.sites import Site, Visitor, site, text

RIGHT, WRONG = "四个-不相干-词语-拼成", "kettle-lorry-mango"
PROXY = "10.9.8.7"


@pytest.fixture
def guessed(request, tmp_path):
    """A site whose banker has a password of his own; addresses come from a proxy. Who is turned
    away isn't held up for a second."""
    url = request.getfixturevalue("postgres") if getattr(request, "param", "") else None
    more = {"postgres": url} if url else {}
    with site(tmp_path, proxies=PROXY, **more) as made:
        made.app.state.doorway = Doorway(held_s=0)
        Identity.of(made.house).choose_password("bank", RIGHT)
        made.house.views.fresh()
        yield made


in_either_store = pytest.mark.parametrize("guessed", ["", "postgres"], indirect=True)


def browser(site: Site, address: str = "198.51.100.1", peer: str = PROXY):
    client = Visitor(site.app, "http://docking.test", follow_redirects=False, client=(peer, 1))
    client.headers["x-forwarded-for"] = address
    return client


def sign_in(client, password=WRONG, user="bank"):
    return client.post("/sign-in", data={"user": user, "password": password})


def guess(site, times, *, address="203.0.113.{}", user="bank"):
    """From as many addresses, each with as much patience as it takes."""
    for n in range(times):
        answer = sign_in(browser(site, address.format(n % 200)), user=user)
        if answer.status_code == 429:
            site.moment += timedelta(seconds=NAME.longest_s)
            answer = sign_in(browser(site, address.format(n % 200)), user=user)
        assert answer.status_code == 401


@in_either_store
def test_who_signed_in_from_a_device_before_isnt_shut_out_of_it(guessed):
    owner = browser(guessed)
    assert sign_in(owner, RIGHT).status_code == 303
    owner.cookies.delete(SESSION)
    guess(guessed, 12)
    assert sign_in(browser(guessed, "203.0.113.99"), RIGHT).status_code == 429  # a new device waits
    assert sign_in(owner, RIGHT).status_code == 303
    guessed.moment += timedelta(seconds=NAME.longest_s)  # at most so long
    assert sign_in(browser(guessed, "203.0.113.99"), RIGHT).status_code == 303


@in_either_store
def test_a_name_that_nobody_has_waits_as_long_and_hears_the_same(guessed):
    def heard(user):
        answers = [sign_in(browser(guessed), user=user) for _ in range(FAILURES + 2)]
        guessed.moment += timedelta(hours=2)
        return [(each.status_code, text(each.text).replace(user, "")) for each in answers]

    assert heard("bank") == heard("no-such-user")
    guessed.house.desk.do(CloseUser(id="bank"), guessed.house.ask("setup", Role.SYSTEM))
    guessed.house.views.fresh()
    assert heard("bank") == heard("no-such-user")


def test_nothing_is_written_before_the_answer_that_only_a_known_user_has(guessed):
    identity, last = Identity.of(guessed.house), guessed.house.log.last()
    for user in ("bank", "no-such-user"):
        with pytest.raises(Exception, match="用户名或密码不对"):
            identity.sign_in(user, WRONG)
    assert guessed.house.log.last() == last
    sign_in(browser(guessed))  # control: afterwards it is
    assert guessed.house.log.last() == last + 1


def test_one_address_tries_few_names_and_the_office_behind_it_goes_on(guessed):
    colleague = browser(guessed)
    assert sign_in(colleague, RIGHT).status_code == 303
    colleague.cookies.delete(SESSION)
    answers = Counter(
        sign_in(browser(guessed), user=f"user-{n}").status_code for n in range(ADDRESS.free + 20)
    )
    assert answers == {401: ADDRESS.free, 429: 20}
    assert sign_in(browser(guessed), user="another").status_code == 429
    assert sign_in(browser(guessed, "198.51.100.2"), user="another").status_code == 401  # control
    assert sign_in(colleague, RIGHT).status_code == 303


def test_a_header_that_a_client_writes_himself_makes_no_other_address(guessed):
    statuses = []
    for n in range(ADDRESS.free + 1):
        client = browser(guessed, f"203.0.113.{n}", peer="192.0.2.7")  # past the proxy
        statuses.append(sign_in(client, user=f"user-{n}").status_code)
    assert statuses == [401] * ADDRESS.free + [429]


def test_when_the_queue_is_full_it_is_said_at_once_and_a_known_device_comes_in(guessed):
    owner = browser(guessed)
    sign_in(owner, RIGHT)
    owner.cookies.delete(SESSION)
    with ExitStack() as inside:
        while not gate().is_full():
            inside.enter_context(gate().place())
        refused = sign_in(browser(guessed), RIGHT)
        assert (refused.status_code, refused.headers["retry-after"]) == (429, "60")
        assert "请过一分钟再试" in text(refused.text)
        assert sign_in(owner, RIGHT).status_code == 303
    assert sign_in(browser(guessed), RIGHT).status_code == 303  # control
    assert WAITING < 40  # threads of the web


def test_the_doorway_remembers_so_many_addresses_at_most():
    doorway = Doorway(held_s=0)
    for n in range(MOST_REMEMBERED + 1):
        assert doorway.first_told(Knock(network=f"n{n}"), now=0)
    last, first = Knock(network=f"n{MOST_REMEMBERED}"), Knock(network="n0")
    assert not doorway.first_told(last, now=1)
    assert doorway.first_told(first, now=1)  # forgotten, as all before the last


def test_a_device_is_known_by_a_cookie_that_no_script_reads_and_each_sign_in_renews(guessed):
    client = browser(guessed)
    [cookie] = [
        each
        for each in sign_in(client, RIGHT).headers.get_list("set-cookie")
        if each.startswith(f"{DEVICE}=")
    ]
    assert "HttpOnly" in cookie
    assert "Max-Age=31536000" in cookie
    first = client.cookies[DEVICE]
    planted = browser(guessed)
    planted.cookies.set(DEVICE, first)
    client.cookies.delete(SESSION)
    sign_in(client, RIGHT)
    assert client.cookies[DEVICE] != first
    guess(guessed, 8)
    assert sign_in(planted, RIGHT).status_code == 429  # the token of before is nobody's
    client.cookies.delete(SESSION)
    assert sign_in(client, RIGHT).status_code == 303  # control


def test_a_stolen_device_has_few_tries_and_is_known_no_more(guessed):
    thief = browser(guessed)
    sign_in(thief, RIGHT)
    thief.cookies.delete(SESSION)
    for _ in range(4 * FAILURES):
        while sign_in(thief).status_code == 429:
            guessed.moment += timedelta(seconds=1)
    guess(guessed, 8)
    assert sign_in(thief, RIGHT).status_code == 429


def test_wrong_old_passwords_end_the_session_and_leave_the_owners_sign_in_alone(guessed):
    hijacked = browser(guessed)
    sign_in(hijacked, RIGHT)
    new = "another-gable-oat"
    wrong = {"old": WRONG, "new": new, "again": new}
    answers = [hijacked.fill("/password", "/password", **wrong) for _ in range(FAILURES)]
    assert [each.status_code for each in answers] == [422] * (FAILURES - 1) + [303]
    assert answers[-1].headers["location"] == "/sign-in"
    assert hijacked.get("/leads").headers["location"].startswith("/sign-in")
    assert sign_in(browser(guessed), RIGHT).status_code == 303


def test_blanks_at_the_ends_of_a_password_are_part_of_it_at_every_door(guessed):
    owner, new = browser(guessed), "  gable oat kettle  "
    sign_in(owner, RIGHT)
    assert owner.fill("/password", "/password", old=RIGHT, new=new, again=new).status_code == 303
    assert sign_in(browser(guessed), new.strip()).status_code == 401
    assert sign_in(browser(guessed), new).status_code == 303


def test_a_first_password_runs_out_after_the_days_of_its_parameter(guessed):
    system = guessed.house.ask("setup", Role.SYSTEM)
    identity = Identity.of(guessed.house)
    identity.give_password("bank", RIGHT, system)
    on = guessed.house.today
    guessed.house.desk.do(SetParameter(name="first_password_days", value=3, since=on), system)
    guessed.moment += timedelta(days=3, seconds=-1)
    assert sign_in(browser(guessed), RIGHT).status_code == 303
    guessed.moment += timedelta(seconds=1)
    late = sign_in(browser(guessed), RIGHT)
    assert (late.status_code, "首次登录密码已经过期" in text(late.text)) == (401, True)
    assert "过期" not in text(sign_in(browser(guessed)).text)  # who doesn't know it hears nothing
    identity.choose_password("bank", RIGHT)  # control: one's own doesn't run out
    guessed.moment += timedelta(days=300)
    assert sign_in(browser(guessed), RIGHT).status_code == 303
