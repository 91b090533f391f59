"""`docking user`: who may sign in. The first administrator is made here, the others on the page."""

from __future__ import annotations

import secrets

import click

from domain.administration.user import FOR_PEOPLE, TITLES, AddUser, CloseUser, Duty
from domain.core.command import Refusal, Role
from domain.core.personal import Personal
from services.cli import show
from services.cli.opening import opened
from services.house.house import House
from services.house.settings import Settings
from services.house.user_names import adding

ROLE = click.Choice([role.value for role in FOR_PEOPLE])


@click.group()
def user() -> None:
    """用户：谁可以登录 · who may sign in."""


@user.command()
@click.argument("id")
@click.option("--role", type=ROLE, required=True, help="角色 · role")
@click.option("--name", required=True, metavar="姓名", help="姓名 · name")
@click.option("--party", metavar="单位", help="所属单位 · organization, by id or credit code")
@click.option(
    "--supports", metavar="单位", multiple=True, help="分包的企业 · enterprises supported"
)
@click.pass_obj
def add(
    settings: Settings, id: str, role: str, name: str, party: str | None, supports: tuple[str, ...]
) -> None:
    """新增用户，并给出一个首次登录用的密码 · add a user, with a password for the first sign-in.

    已有的用户不会改动；要重设密码，用 docking user password · who is a user stays as they are.
    例 example:  docking user add zhang --role admin --name 张三
    """
    with opened(settings) as house:
        show.caught_up(house)
        if house.views.users.user(id):
            message = f"用户名“{id}”已有人使用；要重设他的密码：docking user password {id}"
            raise Refusal("user.known", message, "id")
        ask = house.ask("cli", Role.SYSTEM)
        party_id = house.views.parties.find(party) if party else None
        if party and party_id is None:
            raise Refusal("party.absent", f"没有单位“{party}”", "party")
        duty = Duty(role=role, party=party_id, supports=supports)
        person = Personal(subject=f"person-{id}".lower()[:64], value=name)
        house.desk.do(adding(house.views, AddUser(id=id, duty=duty, person=person)), ask)
        house.views.fresh()
        _give_password(house, id, f"用户 {id}（{TITLES[Role(role)]}）；首次登录密码：")


@user.command()
@click.argument("id")
@click.pass_obj
def password(settings: Settings, id: str) -> None:
    """重设一个用户的密码，原密码随即作废 · give a user another password.

    例 example:  docking user password zhang
    """
    with opened(settings) as house:
        show.caught_up(house)
        _give_password(house, id, f"用户 {id} 的新密码：")


@user.command(name="reset-code")
@click.argument("id")
@click.pass_obj
def reset_code(settings: Settings, id: str) -> None:
    """取消一个用户的动态码，他登录后重新设置 · remove the second factor of who lost it.

    例 example:  docking user reset-code zhang
    """
    from services.identity.second_factor import SecondFactor  # noqa: PLC0415 (this command's alone)

    with opened(settings) as house:
        show.caught_up(house)
        SecondFactor.of(house).reset(id, house.ask("cli", Role.SYSTEM))
        click.echo(f"已取消 {id} 的动态码")


def _give_password(house: House, id: str, words: str) -> None:
    from services.identity.signin import Identity  # noqa: PLC0415 (these commands' alone)

    made = "-".join(secrets.token_hex(3) for _ in range(3))
    Identity.of(house).give_password(id, made, house.ask("cli", Role.SYSTEM))
    click.echo(f"{words}{made}")
    click.echo("密码只显示这一次，登录后须先更改 · shown once, to be changed at first sign-in")


@user.command()
@click.argument("id")
@click.pass_obj
def close(settings: Settings, id: str) -> None:
    """停用用户 · a user may not sign in any more.    例 example:  docking user close zhang"""
    with opened(settings) as house:
        show.caught_up(house)
        house.desk.do(CloseUser(id=id), house.ask("cli", Role.SYSTEM))
        house.stores.credentials.end_all(id)
        house.stores.known_devices.forget(id)
        house.views.fresh(*house.views.readers)
        click.echo(f"已停用 {id}")


@user.command(name="list")
@click.pass_obj
def list_(settings: Settings) -> None:
    """全部用户 · all users.    例 example:  docking user list"""
    with opened(settings) as house:
        show.caught_up(house)
        for row in house.views.users.all():
            title = TITLES[Role(row.duty.role)]
            state = "" if row.status == "active" else "（已停用）"
            click.echo(f"{row.id}\t{title}{state}\t{row.duty.party or ''}")
