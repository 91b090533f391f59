"""One-time codes: set up, asked for at every way in, used once, lost and given back."""

from __future__ import annotations

import json
import re
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import pyotp
import pytest

from domain.administration.parameter import SetParameter
from domain.core.command import Role
from services.identity.knock import ONE_TIME_CODE
from services.identity.signin import Identity
from services.web.doorway import Doorway
from services.web.request import SESSION
from tests.services.mail import sms_service
from tests.web.administration.test_accounts import printed
from tests.web.site.test_register import SECRET, add_lihua
from tests.web.sites import site, text

PASSWORD = "四个-不相干-词语-拼成"
PATH = "/account/second-factor"


@contextmanager
def guarding(folder, **more):
    """A telephone's clock, too, is the site's; the banker has a password."""
    with site(folder, **more) as made:
        made.house = replace(made.house, real_now=lambda: made.moment)
        made.app.state.house, made.app.state.doorway = made.house, Doorway(held_s=0)
        Identity.of(made.house).choose_password("bank", PASSWORD)
        made.house.views.fresh()
        yield made


@pytest.fixture(params=["sqlite", "postgres"])
def guarded(request, tmp_path):
    postgres = request.param == "postgres"
    more = {"postgres": request.getfixturevalue("postgres")} if postgres else {}
    with guarding(tmp_path, **more) as made:
        yield made


def sign_in(client, user="bank"):
    return client.post("/sign-in", data={"user": user, "password": PASSWORD})


def begin(client, **proofs):
    """The secret on the screen."""
    shown = client.fill(PATH, f"{PATH}/begin", **proofs)
    assert "<svg" in shown.text
    secret = re.search(r"密钥：<code>([A-Z2-7 ]+)</code>", shown.text)[1].replace(" ", "")
    return secret, shown


def enrol(site, client):
    """The secret, and the recovery codes."""
    secret, shown = begin(client)
    csrf = re.search(r'name="csrf" value="([^"]+)"', shown.text)[1]
    answer = client.post(f"{PATH}/confirm", data={"csrf": csrf, "code": code(site, secret)})
    assert answer.status_code == 200
    site.moment += timedelta(seconds=30)
    return secret, re.findall(r"<code>(\d-\w{5}-\w{5})</code>", answer.text)


def proven(site, client, does, secret, password=PASSWORD, later=0):
    proofs = {"proof": password, "proof_code": code(site, secret, later)}
    return client.fill(PATH, f"{PATH}/{does}", **proofs)


def code(site, secret, later=0):
    return pyotp.TOTP(secret).at(int(site.moment.timestamp()) + 30 * later)


def show(client, code, **more):
    return client.post("/sign-in/code", data={"code": code, **more})


def events(site, user="bank"):
    return [line.name for line in site.house.log.read(f"user-{user}")][1:]


def last(site):
    """What the log has of the banker's last event."""
    return json.loads(site.house.log.read("user-bank")[-1].state)


def test_a_password_alone_lets_nobody_in_and_a_code_is_good_once(guarded):
    client = guarded.client()
    sign_in(client)
    assert client.get("/leads").status_code == 200  # control: no second factor yet
    secret, recovery = enrol(guarded, client)
    assert len(set(recovery)) == 10
    other = guarded.client()
    assert sign_in(other).status_code == 303
    asked = other.get("/leads")
    assert (asked.status_code, asked.headers["location"]) == (303, "/sign-in/code?next=/leads")
    assert other.get("/api/v1/leads").status_code == 401
    half = other.cookies[SESSION]
    assert show(other, "000000").status_code == 401
    now = code(guarded, secret)
    assert show(other, now, next="/leads").headers["location"] == "/leads"
    assert (other.get("/leads").status_code, other.cookies[SESSION] != half) == (200, True)
    thief = guarded.client()
    sign_in(thief)
    assert show(thief, now).status_code == 401  # overheard
    assert thief.get("/leads").status_code == 303
    guarded.moment += timedelta(seconds=30)
    assert show(thief, code(guarded, secret)).status_code == 303  # control: the next one
    assert events(guarded) == [
        *("user.password_changed", "user.signed_in", "user.second_factor_set", "user.signed_in"),
        *("user.signed_in", "user.signed_in"),
    ]


def test_a_code_of_another_time_or_telephone_is_wrong(guarded):
    client = guarded.client("bank")
    secret, _ = enrol(guarded, client)
    other = guarded.client()
    sign_in(other)
    for wrong in (
        *(code(guarded, secret, 3), code(guarded, pyotp.random_base32()), "", "x" * 40),
        *("三个汉字", "1" * 4000),
    ):
        assert show(other, wrong).status_code in {401, 429}
        guarded.moment += timedelta(minutes=1)
    assert (
        show(other, f" {code(guarded, secret)[:3]} {code(guarded, secret)[3:]} ").status_code == 303
    )


def test_wrong_codes_wait_longer_and_longer(guarded):
    secret, _ = enrol(guarded, guarded.client("bank"))
    client = guarded.client()
    sign_in(client)
    answers = [show(client, "000000").status_code for _ in range(ONE_TIME_CODE.free + 1)]
    assert answers == [401] * ONE_TIME_CODE.free + [429]
    assert show(client, code(guarded, secret)).status_code == 429
    guarded.moment += timedelta(seconds=1)
    assert show(client, code(guarded, secret)).status_code == 303


def test_who_knows_the_password_keeps_nobody_from_a_known_device(guarded):
    owner = guarded.client()
    sign_in(owner)
    secret, _ = enrol(guarded, owner)
    sign_in(owner)
    assert show(owner, code(guarded, secret)).status_code == 303  # and the device is known
    guarded.moment += timedelta(seconds=30)
    thief = guarded.client()
    sign_in(thief)
    answers = [show(thief, "000000").status_code for _ in range(3 * ONE_TIME_CODE.free)]
    assert answers[-1] == 429
    stranger = guarded.client()
    sign_in(stranger)
    assert show(stranger, code(guarded, secret)).status_code == 429  # control: from elsewhere
    sign_in(owner)
    assert show(owner, code(guarded, secret)).status_code == 303


def test_each_recovery_code_is_good_once_and_is_kept_as_a_slow_hash(guarded):
    _, recovery = enrol(guarded, guarded.client("bank"))
    kept = guarded.house.stores.second_factors.recovery_hash("bank", 3)
    assert kept.startswith("$argon2id$")
    first, second = guarded.client(), guarded.client()
    sign_in(first)
    sign_in(second)
    assert show(first, recovery[3].lower().replace("-", " ", 1)).status_code == 303
    assert show(second, recovery[3]).status_code == 401
    assert show(second, f"4{recovery[5][1:]}").status_code == 401  # another's place
    assert show(second, recovery[4]).status_code == 303
    assert "恢复码还剩 8 个" in text(second.get("/account").text)
    assert last(guarded)["data"] == {"method": "password+recovery"}


def by_slip(site, service):
    [slip] = printed(site, "/accounts/user/lihua/slip")
    return slip


def by_forgotten_password(site, service):
    site.client().fill("/forgotten", "/forgotten", user="lihua")
    [(_, body)] = service.got
    [code] = re.findall("在登录页“有激活码”处填写 ([A-Z0-9-]+) ", json.loads(body)["text"])
    return code


@pytest.mark.parametrize("coming", [by_slip, by_forgotten_password])
def test_a_slip_or_a_forgotten_password_doesnt_go_around_it(tmp_path, coming):
    sms = {"sms_secret": SECRET}
    with sms_service() as service, guarding(tmp_path, sms=service.url, **sms) as made:
        add_lihua(made)
        secret, _ = enrol(made, made.client("lihua"))
        client, opening = made.client(), coming(made, service)
        fields = {"code": opening, "password": PASSWORD, "again": PASSWORD}
        assert client.post("/activate", data=fields).status_code == 303
        assert client.get("/leads").headers["location"].startswith("/sign-in/code")
        assert show(client, code(made, secret)).status_code == 303
        assert client.get("/leads").status_code == 200


def test_what_was_filled_in_is_carried_through_the_code(tmp_path):
    with guarding(tmp_path) as made:
        secret, _ = enrol(made, made.client("bank"))
        client, carried = made.client(), json.dumps(["/postings/text", [["text", "贷款"]]])
        form = {"user": "bank", "password": PASSWORD, "carried": carried}
        asked = client.post("/sign-in", data=form)
        assert "输入动态码" in text(asked.text)
        wrong = show(client, "000000", carried=carried)
        assert 'name="carried"' in wrong.text
        done = show(client, code(made, secret), carried=carried)
        assert "您刚才填写的内容还在" in text(done.text)
        assert 'value="贷款"' in done.text


def test_whose_role_must_have_one_sets_it_up_before_anything_else(guarded):
    demand(guarded, "second_factor_bank")
    client = guarded.client()
    sign_in(client)
    assert client.get("/leads").headers["location"] == PATH
    assert client.get("/api/v1/leads").status_code == 403
    assert "请先设好" in text(client.get(PATH).text)
    secret, _ = enrol(guarded, client)
    assert client.get("/leads").status_code == 200
    shown = proven(guarded, client, "begin", secret)  # another telephone: yes; none: no
    assert shown.status_code == 200
    guarded.moment += timedelta(seconds=30)
    csrf = re.search(r'name="csrf" value="([^"]+)"', shown.text)[1]
    fields = {"csrf": csrf, "proof": PASSWORD, "proof_code": code(guarded, secret)}
    refused = client.post(f"{PATH}/remove", data=fields)
    assert (refused.status_code, "不能停用" in text(refused.text)) == (409, True)
    assert guarded.client("enterprise").get("/postings").status_code == 200  # others needn't


def test_a_demand_reaches_whoever_is_signed_in_already(guarded):
    client = guarded.client()
    sign_in(client)
    assert client.get("/leads").status_code == 200
    assert client.get("/pick/party?of=x&x=村").status_code == 200
    offered = client.get("/pick/party?of=x&x=银行").text
    demand(guarded, "second_factor_bank")
    assert client.get("/leads").headers["location"] == PATH
    assert client.get("/api/v1/leads").status_code == 403
    assert client.get("/pick/party?of=x&x=银行").text != offered  # nobody yet picks no party
    enrol(guarded, client)
    assert client.get("/leads").status_code == 200


def test_an_organizer_doesnt_take_the_demand_away(tmp_path):
    with guarding(tmp_path) as made:
        organizer = made.client("organizer")
        fields = {"name": "second_factor_admin", "value": "1", "since": f"{made.house.today}"}
        assert organizer.fill("/parameters", "/parameters", **fields).status_code in {403, 422}
        admin = made.client("admin")
        assert admin.fill("/parameters", "/parameters", **fields).status_code == 303


def test_a_parameter_without_a_unit_shows_none_in_either_language(tmp_path):
    with guarding(tmp_path) as made:
        for language in ("zh", "en"):
            shown = text(made.client("admin").get(f"/parameters?lang={language}").text)
            assert "Project-Id-Version" not in shown


def test_its_owner_removes_it_with_the_password_and_a_code(guarded):
    client = guarded.client("bank")
    secret, _ = enrol(guarded, client)
    assert proven(guarded, client, "remove", secret, password="wrong-one").status_code == 409
    assert proven(guarded, client, "remove", secret, later=9).status_code == 409
    assert proven(guarded, client, "remove", secret).status_code == 303
    other = guarded.client()
    sign_in(other)
    assert other.get("/leads").status_code == 200


def test_an_administrator_resets_what_another_lost_and_it_is_written_who_did(guarded):
    victim = guarded.client("bank")
    enrol(guarded, victim)
    admin = guarded.client("admin")
    answer = admin.fill("/users/bank", "/users/bank/second-factor")
    assert answer.status_code == 303
    written = last(guarded)
    assert (written["data"], written["by"]) == ({"by_owner": False}, "admin")
    assert victim.get("/leads").status_code == 303  # whoever it was is out
    client = guarded.client()
    sign_in(client)
    assert client.get("/leads").status_code == 200
    organizer = guarded.client("organizer")
    token = re.search(r'name="csrf" value="([^"]+)"', organizer.get("/account").text)[1]
    sent = organizer.post("/users/bank/second-factor", data={"csrf": token})
    assert sent.status_code == 403


def test_setting_one_up_asks_for_the_password_unless_it_was_just_given(guarded):
    client = guarded.client()
    sign_in(client)
    guarded.moment += timedelta(minutes=6)
    assert client.fill(PATH, f"{PATH}/begin", proof="wrong-one").status_code == 409
    assert guarded.house.stores.second_factors.pending("bank", 0) is None
    assert client.fill(PATH, f"{PATH}/begin", proof=PASSWORD).status_code == 200


def test_another_one_takes_its_place_for_who_shows_the_password_and_the_one_before(guarded):
    """However fresh the session: who comes upon an open screen has neither."""
    client = guarded.client()
    sign_in(client)
    secret, _ = enrol(guarded, client)
    assert client.fill(PATH, f"{PATH}/begin").status_code == 409
    assert proven(guarded, client, "begin", secret, password="wrong-one").status_code == 409
    assert proven(guarded, client, "begin", secret, later=9).status_code == 409
    assert guarded.house.stores.second_factors.pending("bank", 0) is None
    assert proven(guarded, client, "begin", secret).status_code == 200  # control


def test_who_has_no_password_shows_the_one_before_all_the_same(guarded):
    client = guarded.client("enterprise")  # as who comes by another house alone
    _, recovery = enrol(guarded, client)
    assert guarded.house.stores.credentials.password("enterprise") is None
    assert client.fill(PATH, f"{PATH}/begin").status_code == 409
    assert client.fill(PATH, f"{PATH}/begin", proof_code=recovery[0]).status_code == 200  # control


def test_a_secret_waits_ten_minutes_for_its_first_code(guarded):
    client = guarded.client("bank")
    secret, shown = begin(client)
    csrf = re.search(r'name="csrf" value="([^"]+)"', shown.text)[1]
    guarded.moment += timedelta(minutes=11)
    fields = {"csrf": csrf, "code": code(guarded, secret)}
    assert client.post(f"{PATH}/confirm", data=fields).status_code == 409
    assert not Identity.of(guarded.house).factor.is_set("bank")


def test_the_half_session_between_password_and_code_is_over_soon(guarded):
    secret, _ = enrol(guarded, guarded.client("bank"))
    client = guarded.client()
    sign_in(client)
    guarded.moment += timedelta(minutes=11)
    assert show(client, code(guarded, secret)).headers["location"] == "/sign-in"
    assert client.get("/leads").headers["location"].startswith("/sign-in?")


def test_codes_are_those_of_the_standard():
    """RFC 6238, appendix B: SHA-1, of whose eight digits the last six are shown."""
    totp = pyotp.TOTP("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")
    vectors = {59: "287082", 1111111109: "081804", 1234567890: "005924", 20000000000: "353130"}
    assert {second: totp.at(second) for second in vectors} == vectors


def demand(site, name):
    system = site.house.ask("setup", Role.SYSTEM)
    site.house.desk.do(SetParameter(name=name, value=1, since=site.house.today), system)
